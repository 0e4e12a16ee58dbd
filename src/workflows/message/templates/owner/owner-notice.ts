import type { Runtime } from '../../../../platform/runtime.ts';
import type { MessageAbout } from '../../message.ts';
import { type BookingMessage, bookingOf, required } from '../booking.ts';
import { stayBlock } from '../booking-blocks.ts';
import { type Letter, paragraph } from '../letter.ts';
import { ownerLetter, universal, userBlock } from './owner-letter.ts';

interface Notice {
  readonly subject: string;
  readonly heading: string;
  readonly opening: string;
  readonly more: string;
}

/** A letter to the owner about a reservation's money. */
function aboutBooking(
  runtime: Runtime,
  message: BookingMessage,
  write: (about: string, money: string) => Notice,
): Letter {
  const booking = bookingOf(runtime, message, 'en');
  const { reservation, guest, about } = booking;
  const amount = booking.money(message.details.amountMinor ?? reservation.quote.securityDeposit);
  const { more, ...notice } = write(`${about.item} (${about.reference})`, amount);
  return ownerLetter(runtime, guest, {
    ...notice,
    blocks: [
      paragraph(more),
      stayBlock(booking, [{ label: 'Status', value: reservation.status }]),
      userBlock('Guest', guest, reservation.language),
    ],
  });
}

/**
 * A security deposit could not be held. It is tried again by itself, and the guest has been asked to hold it.
 */
export function ownerDepositFailed(runtime: Runtime, message: MessageAbout<'reservation'>): Letter {
  return aboutBooking(runtime, message, (about, amount) => ({
    subject: `Security deposit not held: ${about}`,
    heading: 'A security deposit could not be held',
    opening: `The security deposit of ${amount} for ${about} could not be held.`,
    more: 'It is tried again by itself, and the guest has been asked to hold it by another card. If the stay begins soon, please call them.',
  }));
}

/** A reservation was changed to one with a higher deposit than what is held. */
export function ownerDepositLess(runtime: Runtime, message: MessageAbout<'reservation'>): Letter {
  const { reservation, money } = bookingOf(runtime, message, 'en');
  return aboutBooking(runtime, message, (about, amount) => ({
    subject: `Security deposit lower than it should be: ${about}`,
    heading: 'A lower security deposit is held',
    opening: `${amount} is held against damage for ${about}. Since it was changed it should be ${money(reservation.quote.securityDeposit)}.`,
    more: 'What is held stays held until after the new end. More of it has to be agreed on with the guest.',
  }));
}

/** Nothing that the guest paid with can hold a security deposit, so it was asked of the guest. */
export function ownerDepositAsked(runtime: Runtime, message: MessageAbout<'reservation'>): Letter {
  return aboutBooking(runtime, message, (about, amount) => ({
    subject: `Security deposit requested from the guest: ${about}`,
    heading: 'A security deposit was requested from the guest',
    opening: `The security deposit of ${amount} for ${about} cannot be held by itself: the stay was paid by gift card, or in a way that cannot be used again.`,
    more: 'The guest has been asked to hold it by a card. You hear nothing more of it until it is held: please look before the stay begins.',
  }));
}

/**
 * What was to be taken of a security deposit, or its release, has not been done: the provider was away, or
 * the hold has ended.
 */
export function ownerDepositCallFailed(runtime: Runtime, message: MessageAbout<'reservation'>): Letter {
  return aboutBooking(runtime, message, (about, amount) => ({
    subject: `Security deposit not settled: ${about}`,
    heading: 'A security deposit could not be settled',
    opening: `${amount} of the security deposit for ${about} could not be taken or released: the payment provider was away for a day, or the hold has ended.`,
    more: 'As long as it is held it is tried again by itself. GET /api/v1/security-deposits says how it stands; please look at the provider too, where a hold ends after some days.',
  }));
}

/** A refund did not go out. */
export function ownerRefundFailed(runtime: Runtime, message: MessageAbout<'payment'>): Letter {
  return aboutBooking(runtime, message, (about, amount) => ({
    subject: `Refund failed: ${amount} for ${about}`,
    heading: 'A refund failed',
    opening: `A refund of ${amount} for ${about} was refused, or the payment provider could not be reached for a day.`,
    more: 'Please look at the payment at the provider. A refund that was refused has to be made in another way; one that is only late is tried again by itself, for a month.',
  }));
}

/** What came by bank transfer is to go back, which nobody can do but the owner. */
export function ownerTransferBack(runtime: Runtime, message: MessageAbout<'payment'>): Letter {
  const { id, providerRef, captured, currency } = required(message, message.payment, 'payment');
  const refund = required(message, message.details.refundId, 'refundId');
  const { guest } = bookingOf(runtime, message, 'en');
  const came = `The transfer of ${universal.money(captured, currency)} with the reference ${providerRef}`;
  return aboutBooking(runtime, message, (about, amount) => ({
    subject: `Refund to send by bank transfer: ${amount} for ${about}`,
    heading: 'A refund to send by bank transfer',
    opening: `${amount} for ${about} is to go back to ${guest.name}. It came by bank transfer, so nobody but you can send it.`,
    more: `${came} says from which account: please send ${amount} to that account, and then record the bank’s reference by POST /api/v1/payments/${id}/refunds/${refund}/sent. The guest is told when you have.`,
  }));
}

/** What came in cash is to go back, which nobody can do but the house. */
export function ownerCashBack(runtime: Runtime, message: MessageAbout<'payment'>): Letter {
  const { id } = required(message, message.payment, 'payment');
  const refund = required(message, message.details.refundId, 'refundId');
  const { guest } = bookingOf(runtime, message, 'en');
  return aboutBooking(runtime, message, (about, amount) => ({
    subject: `Refund to give back in cash: ${amount} for ${about}`,
    heading: 'A refund to give back in cash',
    opening: `${amount} for ${about} is to go back to ${guest.name}. It came in cash, so nobody but you can give it.`,
    more: `Please give or send ${amount}, and then say so by POST /api/v1/payments/${id}/refunds/${refund}/sent. The guest is told when you have.`,
  }));
}

/** A payment is held back because something about it looks unusual. */
export function ownerPaymentReview(runtime: Runtime, message: MessageAbout<'payment'>): Letter {
  const payment = required(message, message.payment, 'payment');
  return aboutBooking(runtime, message, (about) => ({
    subject: `Please look at a payment: ${about}`,
    heading: 'A payment to review',
    opening: `A payment of ${universal.money(payment.amount, payment.currency)} for ${about} looks unusual. The time is held until you decide.`,
    more: `What gave cause stands under GET /api/v1/payment-reviews. Approve or refuse it by POST /api/v1/payments/${payment.id}/review.`,
  }));
}

/** A guest has paid by a method that takes days. */
export function ownerPaymentProcessing(runtime: Runtime, message: MessageAbout<'reservation'>): Letter {
  const { reservation, about } = bookingOf(runtime, message, 'en');
  const kept =
    reservation.status === 'held'
      ? `The time stays held for it until ${about.heldUntil} at the latest.`
      : 'The reservation is confirmed and stays so meanwhile.';
  return aboutBooking(runtime, message, (booking, amount) => ({
    subject: `Payment being processed: ${booking}`,
    heading: 'A payment is being processed',
    opening: `A payment of ${amount} for ${booking} was made by a method that takes days.`,
    more: `${kept} You hear from us when it has arrived or failed. To take instant methods only, set INSTANT_PAYMENT_ONLY, or is_instant_payment_only of the item.`,
  }));
}

/** Money that was on its way does not come. */
export function ownerProcessingFailed(runtime: Runtime, message: MessageAbout<'reservation'>): Letter {
  const { reservation, about } = bookingOf(runtime, message, 'en');
  const again =
    reservation.status === 'held' ? ` The time is held until ${about.heldUntil}; then it is free again.` : '';
  return aboutBooking(runtime, message, (booking, amount) => ({
    subject: `Payment failed: ${booking}`,
    heading: 'A payment has failed',
    opening: `The payment of ${amount} for ${booking} that was being processed has failed, and nothing was received.`,
    more: `The guest was asked to pay in another way.${again}`,
  }));
}

/** Money that was on its way has not come in time. */
export function ownerProcessingEnded(runtime: Runtime, message: MessageAbout<'reservation'>): Letter {
  return aboutBooking(runtime, message, (booking, amount) => ({
    subject: `Hold expired: ${booking}`,
    heading: 'A payment did not arrive in time',
    opening: `The payment of ${amount} for ${booking} was still being processed when its time was over. The time is free again.`,
    more: 'Should it arrive later, the reservation is confirmed if the time is still free; else the money goes back by itself.',
  }));
}

/** A balance is still on its way when an unpaid one would be cancelled, or a day before the start. */
export function ownerBalanceInProcess(runtime: Runtime, message: MessageAbout<'reservation'>): Letter {
  return aboutBooking(runtime, message, (booking, amount) => ({
    subject: `Balance still being processed: ${booking}`,
    heading: 'A balance is still being processed',
    opening: `${amount} of the price of ${booking} was paid by a method that takes days, and has not arrived.`,
    more: 'The reservation stays confirmed: nothing is cancelled while money is on its way, not even at the start. If you do not want to wait for it, please write to the guest before then.',
  }));
}

/** A stay is about to begin and not all of it is paid. */
export function ownerBalanceUnpaid(runtime: Runtime, message: MessageAbout<'reservation'>): Letter {
  const { reservation } = bookingOf(runtime, message, 'en');
  return aboutBooking(runtime, message, (booking, amount) => ({
    subject: `Balance unpaid before the start: ${booking}`,
    heading: 'A stay begins with an unpaid balance',
    opening: `${amount} of the price of ${booking} is not paid, and the stay begins within a day.`,
    more: reservation.confirmedBy
      ? 'It was confirmed without payment, so nothing cancels it: if you do not want it to begin unpaid, please call the guest now.'
      : 'The guest was reminded. An unpaid balance cancels a reservation two days after it was due, and never once the stay has begun: if you do not want it to begin unpaid, please call the guest now.',
  }));
}

/** What the staff have made dearer is not paid two days after it was due. */
export function ownerChangeUnpaid(runtime: Runtime, message: MessageAbout<'reservation'>): Letter {
  return aboutBooking(runtime, message, (booking, amount) => ({
    subject: `Not paid after a change: ${booking}`,
    heading: 'What a change costs is not paid',
    opening: `${amount} of the price of ${booking} was due two days ago, and is not paid.`,
    more: 'You have made this reservation dearer, so it is not cancelled for that. The guest was reminded: please call them, or change it back.',
  }));
}

/** What is left to pay cannot be paid by any way that is set up. */
export function ownerBalanceUnpayable(runtime: Runtime, message: MessageAbout<'reservation'>): Letter {
  return aboutBooking(runtime, message, (booking, amount) => ({
    subject: `Balance that cannot be paid online: ${booking}`,
    heading: 'A balance cannot be paid online',
    opening: `${amount} of the price of ${booking} is left to pay, and no way of paying that is set up takes it.`,
    more: runtime.config.bank
      ? 'The guest is told your bank account, and nothing is cancelled for it. What arrives you record by POST /api/v1/reservations/{id}/transfers.'
      : 'The guest is not reminded, and nothing is cancelled for it. Please agree with the guest on another way.',
  }));
}

/**
 * A stay has other instants, for the rules of its zone have changed. The guest was told local times, which
 * stay.
 */
export function ownerStayMoved(runtime: Runtime, message: MessageAbout<'reservation'>): Letter {
  const { reservation } = bookingOf(runtime, message, 'en');
  const { before } = message.details;
  const now = `${universal.inline(reservation.startsAt)} to ${universal.inline(reservation.endsAt)}`;
  const was = before
    ? ` instead of ${universal.inline(before.startsAt)} to ${universal.inline(before.endsAt)}`
    : '';
  return aboutBooking(runtime, message, (booking) => ({
    subject: `Clocks changed, same local time: ${booking}`,
    heading: 'A stay was moved: the clocks changed',
    opening: `The rules of the clocks in ${reservation.quote.item.timeZone} have changed. ${booking} keeps the local times that the guest was told.`,
    more: `Its time is now ${now}${was}. The guest need not be told; a calendar of yours that keeps another zone may show it wrongly.`,
  }));
}

/** A stay could not follow the new rules of its zone, since something else has the time. */
export function ownerStaySetAside(runtime: Runtime, message: MessageAbout<'reservation'>): Letter {
  const { reservation } = bookingOf(runtime, message, 'en');
  const other = message.details.clashesWith;
  const inTheWay = other ? `reservation ${other}` : 'other time that is taken or blocked';
  return aboutBooking(runtime, message, (booking) => ({
    subject: `Two stays clash since the clocks changed: ${booking}`,
    heading: 'A stay could not be moved: the clocks changed',
    opening: `The rules of the clocks in ${reservation.quote.item.timeZone} have changed, and by the local times that were promised ${booking} now clashes with ${inTheWay}.`,
    more: 'It was left as it is. Please agree on another time with one of the guests. As soon as the time is free, it is moved by itself, and you are told.',
  }));
}

const disputeStates: Record<string, string> = {
  inquiry: 'is being asked about by the guest’s bank, and nothing is withdrawn yet',
  'needs-response': 'was opened and needs your answer',
  'under-review': 'is being looked at',
  won: 'was decided for you: the money stays with you',
  lost: 'was decided for the guest: the money is gone',
};

/** A dispute was opened, moved on or decided. */
export function ownerDispute(runtime: Runtime, message: MessageAbout<'dispute'>): Letter {
  const dispute = required(message, message.dispute, 'dispute');
  const amount = universal.money(dispute.amount, dispute.currency);
  const due = dispute.evidenceDueAt ? ` Answer by ${universal.soon(dispute.evidenceDueAt)}.` : '';
  if (dispute.reason === 'taken-back')
    return aboutBooking(runtime, message, (about) => ({
      subject: `${amount} was reversed: ${about}`,
      heading: 'A payment was reversed',
      opening: `${amount} for ${about} was reversed without a dispute: by the guest’s bank, the card or the provider.`,
      more: 'It is booked as lost, and the guest is not asked for it. The provider’s own pages say why.',
    }));
  return aboutBooking(runtime, message, (about) => ({
    subject: `Dispute over ${amount}: ${about}`,
    heading: 'A dispute',
    opening: `A dispute over ${amount} for ${about} (reason: ${dispute.reason}) ${disputeStates[dispute.status] ?? dispute.status}.`,
    more: `What speaks for you is ready as JSON and PDF under GET /api/v1/disputes/${dispute.id}/evidence.${dispute.status === 'needs-response' ? due : ''}`,
  }));
}

/** Our books and a provider's list differ in something that could not be healed. */
export function ownerReconciliation(runtime: Runtime, message: MessageAbout<'reconciliation'>): Letter {
  const { provider, differences, fromAt, toAt } = required(message, message.reconciliation, 'reconciliation');
  const { ownerEmail, name } = runtime.config.business;
  const opening = `Our books and those of ${provider} differ in ${differences} ${differences === 1 ? 'thing' : 'things'} between ${universal.soon(fromAt)} and ${universal.soon(toAt)}.`;
  return {
    to: ownerEmail,
    replyTo: ownerEmail,
    language: 'en',
    subject: `Differences in reconciliation: ${differences} at ${provider}`,
    heading: 'Differences in reconciliation',
    preview: opening,
    blocks: [
      paragraph(opening),
      paragraph(
        'What could be proved was taken over. The rest stands under GET /api/v1/reconciliations; it is looked at again each hour, and leaves the list when it agrees.',
      ),
    ],
    signature: [`Midas, for ${name}`],
    footnote: 'You receive this mail because this address was given for the owner.',
  };
}
