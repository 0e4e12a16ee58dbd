import { calendarFile } from '../../booking/calendar-file.ts';
import type { Runtime } from '../../platform/runtime.ts';
import type { Message } from '../mail.ts';
import { bookingOf, required } from './booking.ts';
import { policyBlock, priceBlock, stayBlock } from './booking-blocks.ts';
import { guestLetter, manageBlock } from './guest-letter.ts';
import { type Letter, paragraph } from './letter.ts';

/** The payment has arrived and the time is the guest's. */
export function guestConfirmation(runtime: Runtime, message: Message): Letter {
  const booking = bookingOf(runtime, message);
  const { reservation, texts, formats, about, money } = booking;
  const confirmedAt = required(message, reservation.confirmedAt, 'confirmedAt');
  const { confirmation } = texts;
  return guestLetter(runtime, booking, {
    subject: confirmation.subject(about),
    heading: confirmation.heading,
    // Only a payment of the whole total confirms, so that is what has arrived, whatever has moved since.
    opening: confirmation.opening(about, money(reservation.total)),
    blocks: [
      paragraph(reservation.status === 'confirmed' ? confirmation.calendar : texts.changedSince),
      manageBlock(runtime, booking, texts.manage.open),
      stayBlock(booking, [formats.moment(texts.facts.confirmedAt, confirmedAt)]),
      priceBlock(booking),
      policyBlock(booking, runtime.clock.now()),
    ],
    calendarFile: calendarFile(runtime, reservation),
  });
}
