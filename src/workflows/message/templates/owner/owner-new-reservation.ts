import type { Runtime } from '../../../../platform/runtime.ts';
import type { MessageAbout } from '../../message.ts';
import { bookingOf, required } from '../booking.ts';
import { balanceFacts, policyBlock, priceBlock, stayBlock } from '../booking-blocks.ts';
import type { Block, Letter } from '../letter.ts';
import { ownerLetter, userBlock } from './owner-letter.ts';

/** Somebody has reserved, and paid unless the staff confirmed it. */
export function ownerNewReservation(runtime: Runtime, message: MessageAbout<'reservation'>): Letter {
  const booking = bookingOf(runtime, message, 'en');
  const { reservation, guest, texts, formats, about, money } = booking;
  const confirmedAt = required(message, reservation.confirmedAt, 'confirmedAt');
  const note: Block[] = guest.note
    ? [{ kind: 'quotation', title: 'Note from the guest', text: guest.note }]
    : [];
  return ownerLetter(runtime, guest, {
    subject: `New reservation: ${about.item}, ${about.dates} (${about.reference})`,
    heading: 'A new reservation',
    opening: reservation.confirmedBy
      ? `${about.item} is reserved for ${guest.name}: your staff confirmed it without payment.`
      : `${guest.name} has reserved ${about.item} and paid ${money(reservation.dueNow)}.`,
    blocks: [
      stayBlock(booking, [formats.moment(texts.facts.confirmedAt, confirmedAt), ...balanceFacts(booking)]),
      userBlock('Guest', guest, reservation.language),
      ...note,
      priceBlock(booking),
      policyBlock(booking, runtime.clock.now()),
    ],
  });
}
