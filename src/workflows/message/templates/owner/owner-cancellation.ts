import type { Runtime } from '../../../../platform/runtime.ts';
import type { MessageAbout } from '../../message.ts';
import { bookingOf, required } from '../booking.ts';
import { goesBack, stayBlock } from '../booking-blocks.ts';
import { type Letter, paragraph } from '../letter.ts';
import { ownerLetter, userBlock } from './owner-letter.ts';

/** A reservation is over and its time free again. */
export function ownerCancellation(runtime: Runtime, message: MessageAbout<'reservation'>): Letter {
  const booking = bookingOf(runtime, message, 'en');
  const { reservation, guest, texts, formats, about, money } = booking;
  const cancelledAt = required(message, reservation.cancelledAt, 'cancelledAt');
  const back = message.details.amountMinor ?? reservation.refundDue;
  const refund = money(back);
  const waiting = message.details.waitingMinor;
  const policy = reservation.quote.cancellationPolicy.name;
  return ownerLetter(runtime, guest, {
    subject: `Cancelled: ${about.item}, ${about.dates} (${about.reference})`,
    heading: 'A reservation is cancelled',
    opening: `The reservation of ${guest.name} for ${about.item} is cancelled; the time is free again.`,
    blocks: [
      paragraph(
        back > 0
          ? goesBack(booking, message, back)
          : waiting
            ? 'Nothing goes back now.'
            : 'No refund is due.',
      ),
      ...(waiting
        ? [
            paragraph(
              `${money(waiting)} waits for the end of a dispute: decided for you, it goes back to the guest by itself.`,
            ),
          ]
        : []),
      stayBlock(booking, [
        formats.moment(texts.facts.cancelledAt, cancelledAt),
        { label: 'Policy', value: policy },
        { label: texts.price.total, value: money(reservation.total) },
        { label: texts.facts.refund, value: refund },
      ]),
      userBlock('Guest', guest, reservation.language),
    ],
  });
}
