import { calendarFile } from '../../../../booking/calendar/calendar-file.ts';
import { statusAt } from '../../../../booking/reservation.ts';
import { paymentLink } from '../../../../payment/payment-link.ts';
import type { Runtime } from '../../../../platform/runtime.ts';
import type { MessageAbout } from '../../message.ts';
import { type Booking, bookingOf, required } from '../booking.ts';
import { changedBlock, policyBlock, priceBlock, stayBlock, transferBlocks } from '../booking-blocks.ts';
import { type Block, type Letter, paragraph } from '../letter.ts';
import { guestLetter, manageBlock, payBlock } from './guest-letter.ts';

/** The staff have changed the reservation: what it was, what it is, and what is to be paid or comes back. */
export function guestChange(runtime: Runtime, message: MessageAbout<'reservation'>): Letter {
  const booking = bookingOf(runtime, message);
  const { reservation, texts, about, money } = booking;
  const { before, after } = required(message, message.details.change, 'change');
  const { change } = texts;
  const isSo =
    (reservation.status === 'held' || reservation.status === 'confirmed') &&
    reservation.startsAt.getTime() === after.startsAt.getTime() &&
    reservation.endsAt.getTime() === after.endsAt.getTime();
  return guestLetter(runtime, booking, {
    subject: change.subject(about),
    heading: change.heading,
    opening: change.opening(about),
    blocks: [
      ...(isSo ? [] : [paragraph(texts.changedSince)]),
      ...moneyBlocks(booking, after),
      ...(isSo && after.due > 0 ? transferBlocks(runtime, booking) : []),
      paragraph(change.calendar),
      stayBlock(booking, []),
      changedBlock(booking, before, texts.change.before),
      priceBlock(booking),
      policyBlock(booking, runtime.clock.now()),
      ...(isSo && after.due > 0 ? payLink(runtime, booking) : []),
      manageBlock(runtime, booking, texts.manage.open),
    ],
    calendarFile: calendarFile(runtime, reservation),
  });

  function moneyBlocks(
    { formats }: Booking,
    { due, dueAt, back }: NonNullable<typeof message.details.change>['after'],
  ): Block[] {
    if (back > 0) return [paragraph(texts.cancellation.refund(money(back)))];
    if (due > 0 && dueAt) return [paragraph(change.due(money(due), formats.inline(dueAt)))];
    if (due > 0) return [paragraph(change.due(money(due), about.heldUntil))];
    return [paragraph(change.nothingDue)];
  }
}

function payLink(runtime: Runtime, booking: Booking): Block[] {
  const { reservation, texts } = booking;
  const { id, balanceDueAt } = reservation;
  if (statusAt(reservation, runtime.clock.now()) === 'held')
    return [payBlock(runtime, booking, texts.manage.pay)];
  if (!balanceDueAt) return [];
  const { payBalance, payBalanceNote } = texts.notices;
  return [
    {
      kind: 'action',
      label: payBalance,
      url: paymentLink(runtime, { id, balanceDueAt }),
      note: payBalanceNote,
    },
  ];
}
