import { minor } from '../../../../platform/money/money.ts';
import type { Runtime } from '../../../../platform/runtime.ts';
import type { MessageAbout } from '../../message.ts';
import { bookingOf, required } from '../booking.ts';
import { changedBlock, goesBack, stayBlock } from '../booking-blocks.ts';
import { type Letter, paragraph } from '../letter.ts';
import { ownerLetter, userBlock } from './owner-letter.ts';

/** Somebody of the staff has changed a reservation. */
export function ownerChange(runtime: Runtime, message: MessageAbout<'reservation'>): Letter {
  const booking = bookingOf(runtime, message, 'en');
  const { reservation, guest, about, formats, money } = booking;
  const { before, after } = required(message, message.details.change, 'change');
  const difference = minor(Math.abs(after.price - before.price));
  const dearer =
    difference === 0
      ? 'It costs the same.'
      : `It is ${money(difference)} ${after.price > before.price ? 'dearer' : 'cheaper'}.`;
  const due = `${money(after.due)} is to be paid${after.dueAt ? ` by ${formats.inline(after.dueAt)}` : ''}. It is never cancelled for a difference that you caused: you hear of what stays unpaid.`;
  return ownerLetter(runtime, guest, {
    subject: `Changed: ${about.item}, ${about.dates} (${about.reference})`,
    heading: 'A reservation was changed',
    opening: `The reservation of ${guest.name} for ${about.item} was changed.`,
    blocks: [
      paragraph(dearer),
      ...(after.due > 0 ? [paragraph(due)] : []),
      ...(after.back > 0 ? [paragraph(goesBack(booking, message, after.back))] : []),
      stayBlock(booking, [
        { label: 'Unit', value: after.unitName },
        { label: 'Price', value: money(after.price) },
      ]),
      changedBlock(booking, before, 'What it was', [{ label: 'Unit', value: before.unitName }]),
      userBlock('Guest', guest, reservation.language),
    ],
  });
}
