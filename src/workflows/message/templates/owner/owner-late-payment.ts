import type { Reservation } from '../../../../booking/reservation.ts';
import type { Runtime } from '../../../../platform/runtime.ts';
import type { MessageAbout } from '../../message.ts';
import { bookingOf, required } from '../booking.ts';
import { goesBack, stayBlock } from '../booking-blocks.ts';
import { type Letter, paragraph } from '../letter.ts';
import { ownerLetter, userBlock } from './owner-letter.ts';

/** Why the money buys nothing, by what the reservation is. */
const reasons: Record<Reservation['status'], string> = {
  held: 'the hold had ended and the time is no longer free',
  expired: 'the hold had ended and the time is no longer free',
  cancelled: 'the reservation is cancelled',
  confirmed: 'the reservation is already paid and confirmed, and stays so',
};

/** Money came that buys nothing and goes back. */
export function ownerLatePayment(runtime: Runtime, message: MessageAbout<'reservation'>): Letter {
  const booking = bookingOf(runtime, message, 'en');
  const { reservation, guest, texts, formats, about, money } = booking;
  const back = required(message, message.details.amountMinor, 'amountMinor');
  const amount = money(back);
  return ownerLetter(runtime, guest, {
    subject: `Late payment refunded: ${amount} for ${about.item} (${about.reference})`,
    heading: 'A late payment is refunded',
    opening: `${guest.name} has paid ${amount} for ${about.item}, but ${reasons[reservation.status]}.`,
    blocks: [
      paragraph(`${goesBack(booking, message, back)} The guest has been told so.`),
      stayBlock(booking, [
        formats.moment(texts.facts.heldUntil, reservation.holdExpiresAt),
        { label: texts.facts.received, value: amount },
      ]),
      userBlock('Guest', guest, reservation.language),
    ],
  });
}
