import { calendarFile } from '../../../../booking/calendar/calendar-file.ts';
import { decrypt } from '../../../../platform/keys.ts';
import type { Minor } from '../../../../platform/money/money.ts';
import type { Runtime } from '../../../../platform/runtime.ts';
import { isolated } from '../../../../platform/text/isolated.ts';
import { policyText } from '../../../../texts/policy-text.ts';
import type { MessageAbout } from '../../message.ts';
import { type Booking, bookingOf, required } from '../booking.ts';
import { paidFact, stayBlock, waitingBlocks } from '../booking-blocks.ts';
import { type Block, type Letter, paragraph } from '../letter.ts';
import { guestLetter, manageBlock } from './guest-letter.ts';

/** Who ended it: the guest by the policy, or the staff, who say why. */
type Cause = 'guest' | 'staff' | 'no-show';

/** The reservation is over, and what comes back. */
export function guestCancellation(cause: Cause) {
  return (runtime: Runtime, message: MessageAbout<'reservation'>): Letter => {
    const booking = bookingOf(runtime, message);
    const { reservation, language, texts, formats, about, money } = booking;
    const cancelledAt = required(message, reservation.cancelledAt, 'cancelledAt');
    const { cancellationPolicy } = reservation.quote;
    const { cancellation } = texts;
    const opening = {
      guest: cancellation.opening,
      staff: cancellation.byHouse,
      'no-show': cancellation.noShow,
    };
    return guestLetter(runtime, booking, {
      subject: cancellation.subject(about),
      heading: cancellation.heading,
      opening: opening[cause](about),
      blocks: [
        ...reasonBlocks(runtime, booking, message),
        ...refundBlocks(booking, message, cause),
        paragraph(cancellation.calendar),
        stayBlock(booking, [
          formats.moment(texts.facts.cancelledAt, cancelledAt),
          paidFact(booking),
          { label: texts.facts.refund, value: money(refundOf(message, reservation)) },
        ]),
        ...(cause === 'guest'
          ? [
              {
                kind: 'terms',
                title: texts.policy.title(isolated(cancellationPolicy.name)),
                text: policyText(cancellationPolicy, language),
                items: [],
              } as const,
            ]
          : []),
        manageBlock(runtime, booking, texts.manage.open),
      ],
      calendarFile: calendarFile(runtime, reservation),
    });
  };
}

/** What the staff wrote about why, while that note is there. */
function reasonBlocks(
  { config }: Runtime,
  { texts }: Booking,
  { reason }: MessageAbout<'reservation'>,
): Block[] {
  if (!reason) return [];
  const text = decrypt(config.keys, reason.id, reason.sealed);
  return [{ kind: 'quotation', title: texts.cancellation.reason, text }];
}

/** What the policy gave back when it was cancelled, wherever that money is by now. */
function refundOf(message: MessageAbout<'reservation'>, reservation: Booking['reservation']): Minor {
  return message.details.amountMinor ?? reservation.refundDue;
}

function refundBlocks(booking: Booking, message: MessageAbout<'reservation'>, cause: Cause): Block[] {
  const { texts, money, reservation } = booking;
  const refund = refundOf(message, reservation);
  const waiting = waitingBlocks(booking, message);
  if (refund > 0) return [paragraph(texts.cancellation.refund(money(refund))), ...waiting];
  if (waiting.length > 0) return waiting;
  const nothingPaid = reservation.confirmedAt === null && reservation.paid === 0;
  if (nothingPaid) return [paragraph(texts.cancellation.nothingPaid)];
  return [paragraph(cause === 'guest' ? texts.cancellation.noRefund : texts.cancellation.nothingBack)];
}
