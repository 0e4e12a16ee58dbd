import { calendarFile } from '../../../../booking/calendar/calendar-file.ts';
import type { Runtime } from '../../../../platform/runtime.ts';
import type { MessageAbout } from '../../message.ts';
import { bookingOf, required } from '../booking.ts';
import { balanceFacts, policyBlock, priceBlock, stayBlock } from '../booking-blocks.ts';
import { type Letter, paragraph } from '../letter.ts';
import { guestLetter, manageBlock } from './guest-letter.ts';

/** The payment has arrived and the time is the guest's. */
export function guestConfirmation(runtime: Runtime, message: MessageAbout<'reservation'>): Letter {
  const booking = bookingOf(runtime, message);
  const { reservation, texts, formats, about, money } = booking;
  const confirmedAt = required(message, reservation.confirmedAt, 'confirmedAt');
  const { confirmation } = texts;
  return guestLetter(runtime, booking, {
    subject: confirmation.subject(about),
    heading: confirmation.heading,
    // What was due at once is what confirms, so that has arrived, whatever has moved since.
    opening: reservation.confirmedBy
      ? confirmation.openingUnpaid(about)
      : confirmation.opening(about, money(reservation.dueNow)),
    blocks: [
      paragraph(reservation.status === 'confirmed' ? confirmation.calendar : texts.changedSince),
      manageBlock(runtime, booking, texts.manage.open),
      stayBlock(booking, [formats.moment(texts.facts.confirmedAt, confirmedAt), ...balanceFacts(booking)]),
      priceBlock(booking),
      policyBlock(booking, runtime.clock.now()),
    ],
    calendarFile: calendarFile(runtime, reservation),
  });
}
