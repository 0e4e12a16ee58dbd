import type { Runtime } from '../../../../platform/runtime.ts';
import type { MessageAbout } from '../../message.ts';
import { bookingOf, required } from '../booking.ts';
import { stayBlock } from '../booking-blocks.ts';
import { type Letter, paragraph } from '../letter.ts';
import { guestLetter, manageBlock } from './guest-letter.ts';

/** Money came that buys nothing, because the time is gone or paid for already: it goes back. */
export function guestLatePayment(runtime: Runtime, message: MessageAbout<'reservation'>): Letter {
  const booking = bookingOf(runtime, message);
  const { reservation, texts, about, money } = booking;
  const amount = money(required(message, message.details.amountMinor, 'amountMinor'));
  const { latePayment } = texts;
  const { status } = reservation;
  const owed = latePayment[status === 'held' ? 'expired' : status];
  return guestLetter(runtime, booking, {
    subject: owed.subject(about),
    heading: owed.heading,
    opening: owed.opening(about, amount),
    blocks: [
      paragraph(latePayment.refund(amount)),
      ...(owed === latePayment.expired ? [paragraph(latePayment.otherDates)] : []),
      stayBlock(booking, [
        { label: texts.facts.received, value: amount },
        { label: texts.facts.refund, value: amount },
      ]),
      manageBlock(runtime, booking, texts.manage.open),
    ],
  });
}
