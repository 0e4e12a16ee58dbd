import { statusAt } from '../../../../booking/reservation.ts';
import type { Runtime } from '../../../../platform/runtime.ts';
import type { MessageAbout } from '../../message.ts';
import { bookingOf } from '../booking.ts';
import { policyBlock, priceBlock, stayBlock, transferBlocks } from '../booking-blocks.ts';
import { type Letter, paragraph } from '../letter.ts';
import { guestLetter, manageBlock, payBlock } from './guest-letter.ts';

/** The time is held: what it costs, and until when to pay. */
export function guestHold(runtime: Runtime, message: MessageAbout<'reservation'>): Letter {
  const booking = bookingOf(runtime, message);
  const { reservation, texts, formats, about } = booking;
  const { hold, manage } = texts;
  const now = runtime.clock.now();
  const isHeld = statusAt(reservation, now) === 'held';
  return guestLetter(runtime, booking, {
    subject: hold.subject(about),
    heading: hold.heading,
    opening: hold.opening(about),
    blocks: [
      paragraph(isHeld ? hold.pay : texts.changedSince),
      isHeld ? payBlock(runtime, booking, manage.pay) : manageBlock(runtime, booking, manage.open),
      ...transferBlocks(runtime, booking),
      stayBlock(booking, [formats.moment(texts.facts.heldUntil, reservation.holdExpiresAt)]),
      priceBlock(booking),
      policyBlock(booking, now),
      ...(isHeld
        ? [manageBlock(runtime, booking, manage.open, manage.cancelFree), paragraph(hold.notAsked)]
        : []),
    ],
  });
}
