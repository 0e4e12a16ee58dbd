import { calendarFile } from '../../../../booking/calendar/calendar-file.ts';
import type { Minor } from '../../../../platform/money/money.ts';
import type { Runtime } from '../../../../platform/runtime.ts';
import { isolated } from '../../../../platform/text/isolated.ts';
import { policyText } from '../../../../texts/policy-text.ts';
import type { MessageAbout } from '../../message.ts';
import { type Booking, bookingOf, required } from '../booking.ts';
import { paidFact, stayBlock, waitingBlocks } from '../booking-blocks.ts';
import { type Block, type Letter, paragraph } from '../letter.ts';
import { guestLetter, manageBlock } from './guest-letter.ts';

/** The reservation is over, and what comes back. */
export function guestCancellation(runtime: Runtime, message: MessageAbout<'reservation'>): Letter {
  const booking = bookingOf(runtime, message);
  const { reservation, language, texts, formats, about, money } = booking;
  const cancelledAt = required(message, reservation.cancelledAt, 'cancelledAt');
  const { cancellationPolicy } = reservation.quote;
  const { cancellation } = texts;
  return guestLetter(runtime, booking, {
    subject: cancellation.subject(about),
    heading: cancellation.heading,
    opening: cancellation.opening(about),
    blocks: [
      ...refundBlocks(booking, message),
      paragraph(cancellation.calendar),
      stayBlock(booking, [
        formats.moment(texts.facts.cancelledAt, cancelledAt),
        paidFact(booking),
        { label: texts.facts.refund, value: money(refundOf(message, reservation)) },
      ]),
      {
        kind: 'terms',
        title: texts.policy.title(isolated(cancellationPolicy.name)),
        text: policyText(cancellationPolicy, language),
        items: [],
      },
      manageBlock(runtime, booking, texts.manage.open),
    ],
    calendarFile: calendarFile(runtime, reservation),
  });
}

/** What the policy gave back when it was cancelled, wherever that money is by now. */
function refundOf(message: MessageAbout<'reservation'>, reservation: Booking['reservation']): Minor {
  return message.details.amountMinor ?? reservation.refundDue;
}

function refundBlocks(booking: Booking, message: MessageAbout<'reservation'>): Block[] {
  const { texts, money, reservation } = booking;
  const refund = refundOf(message, reservation);
  const waiting = waitingBlocks(booking, message);
  if (refund > 0) return [paragraph(texts.cancellation.refund(money(refund))), ...waiting];
  if (waiting.length > 0) return waiting;
  const nothingPaid = reservation.confirmedAt === null && reservation.paid === 0;
  return [paragraph(nothingPaid ? texts.cancellation.nothingPaid : texts.cancellation.noRefund)];
}
