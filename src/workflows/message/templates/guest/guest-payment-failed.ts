import { statusAt } from '../../../../booking/reservation.ts';
import type { Runtime } from '../../../../platform/runtime.ts';
import type { MessageAbout } from '../../message.ts';
import { bookingOf } from '../booking.ts';
import { stayBlock } from '../booking-blocks.ts';
import { type Letter, paragraph } from '../letter.ts';
import { guestLetter, manageBlock, payBlock } from './guest-letter.ts';

/** A payment was refused; the hold goes on. */
export function guestPaymentFailed(runtime: Runtime, message: MessageAbout<'reservation'>): Letter {
  const booking = bookingOf(runtime, message);
  const { reservation, texts, formats, about, money } = booking;
  const { paymentFailed, manage } = texts;
  const isHeld = statusAt(reservation, runtime.clock.now()) === 'held';
  return guestLetter(runtime, booking, {
    subject: paymentFailed.subject(about),
    heading: paymentFailed.heading,
    opening: paymentFailed.opening(about),
    blocks: [
      paragraph(isHeld ? paymentFailed.again(about) : texts.changedSince),
      isHeld ? payBlock(runtime, booking, manage.payAgain) : manageBlock(runtime, booking, manage.open),
      stayBlock(booking, [
        formats.moment(texts.facts.heldUntil, reservation.holdExpiresAt),
        { label: texts.price.total, value: money(reservation.total) },
      ]),
    ],
  });
}
