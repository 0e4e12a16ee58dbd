import {
  amountDue,
  payBy,
  type Reservation,
  statusAt,
  waysToPayDue,
} from '../../../../booking/reservation.ts';
import { paymentLink } from '../../../../payment/payment-link.ts';
import type { Minor } from '../../../../platform/money/money.ts';
import type { Runtime } from '../../../../platform/runtime.ts';
import type { NoticeTexts } from '../../../../texts/mail-texts.ts';
import type { MessageAbout } from '../../message.ts';
import { type Booking, bookingOf } from '../booking.ts';
import { paidFact, stayBlock, transferBlocks, waitingBlocks } from '../booking-blocks.ts';
import { type Block, type Letter, paragraph } from '../letter.ts';
import { guestLetter, manageBlock, payBlock } from './guest-letter.ts';

/** Which figure a notice speaks of, and where its button leads. */
interface NoticeKind {
  readonly text: keyof NoticeTexts;
  readonly amount: (
    message: MessageAbout<'reservation'>,
    reservation: Reservation,
    runtime: Runtime,
  ) => Minor;
  readonly button: 'open' | 'pay' | 'payLink';
}

const ofMessage: NoticeKind['amount'] = (message, reservation) =>
  message.details.amountMinor ?? reservation.refundDue;
const ofDeposit: NoticeKind['amount'] = (_message, reservation) => reservation.quote.securityDeposit;
const ofDue: NoticeKind['amount'] = (_message, reservation, runtime) =>
  amountDue(reservation, runtime.clock.now());

const kinds = {
  'guest-payment-processing': { text: 'processing', amount: ofMessage, button: 'open' },
  'guest-processing-ended': { text: 'processingEnded', amount: ofMessage, button: 'open' },
  'guest-share-arrived': { text: 'shareArrived', amount: ofDue, button: 'pay' },
  'guest-refund': { text: 'refund', amount: ofMessage, button: 'open' },
  'guest-cash-back': { text: 'cashBack', amount: ofMessage, button: 'open' },
  'guest-payment-link': { text: 'paymentLink', amount: ofDue, button: 'payLink' },
  'guest-balance-paid': { text: 'balancePaid', amount: ofMessage, button: 'open' },
  'guest-balance-reminder': { text: 'balanceReminder', amount: ofDue, button: 'payLink' },
  'guest-balance-cancelled': { text: 'balanceCancelled', amount: ofMessage, button: 'open' },
  'guest-dispute-cancelled': { text: 'disputeCancelled', amount: ofMessage, button: 'open' },
  'guest-dispute-rest': { text: 'disputeRest', amount: ofMessage, button: 'open' },
  'guest-credit-prolonged': { text: 'creditProlonged', amount: ofMessage, button: 'open' },
  'guest-payment-approved': { text: 'paymentApproved', amount: ofDue, button: 'pay' },
  'guest-payment-declined': { text: 'paymentDeclined', amount: ofDue, button: 'open' },
  'guest-deposit-held': { text: 'depositHeld', amount: ofDeposit, button: 'open' },
  'guest-deposit-failed': { text: 'depositFailed', amount: ofDeposit, button: 'open' },
  'guest-deposit-asked': { text: 'depositAsked', amount: ofDeposit, button: 'open' },
  'guest-deposit-captured': { text: 'depositCaptured', amount: ofMessage, button: 'open' },
  'guest-deposit-released': { text: 'depositReleased', amount: ofDeposit, button: 'open' },
} as const satisfies Record<string, NoticeKind>;

/** A short letter to the guest about money: what happened or is due, how much, and where to go on. */
export function guestNotice(name: keyof typeof kinds) {
  const kind: NoticeKind = kinds[name];
  return (runtime: Runtime, message: MessageAbout<'reservation'>): Letter => {
    const booking = bookingOf(runtime, message);
    const { texts, about } = booking;
    const notice = texts.notices[kind.text];
    const figure = kind.amount(message, booking.reservation, runtime);
    const amount = booking.money(figure);
    const ways = kind.button === 'open' ? [] : waysToPayDue(runtime, booking.reservation);
    const { usableUntil } = message.details;
    const until =
      (kind.text === 'processing' || kind.text === 'shareArrived') && booking.reservation.status === 'held'
        ? about.heldUntil
        : usableUntil
          ? booking.formats.inline(usableUntil)
          : dueDate(booking);
    return guestLetter(runtime, booking, {
      subject: notice.subject(about),
      heading: notice.heading,
      opening: notice.opening(about, amount, until),
      blocks: [
        // What only a transfer can pay is not cancelled as unpaid, nor to be paid within a hold; nor is what the
        // staff confirmed without payment.
        ...((ways.length === 1 && ways[0] === 'transfer') || isUnpaidByAgreement(booking, kind)
          ? []
          : [paragraph(notice.more)]),
        ...(ways.includes('transfer') ? transferBlocks(runtime, booking) : []),
        ...waitingBlocks(booking, message),
        stayBlock(booking, [
          ...(tellsOfPaid(booking, kind) ? [paidFact(booking)] : []),
          // Who lost a dispute gets nothing from us, and has it from the bank.
          ...(figure > 0 ? [{ label: notice.label, value: amount }] : []),
        ]),
        button(runtime, booking, kind),
      ],
    });
  };
}

/** What comes back of a reservation that is over, or never came about, is told beside what was paid. */
function tellsOfPaid({ reservation: { status } }: Booking, { text }: NoticeKind): boolean {
  return status !== 'confirmed' && (text === 'refund' || text === 'cashBack' || text === 'balanceCancelled');
}

function isUnpaidByAgreement({ reservation: { confirmedBy } }: Booking, { text }: NoticeKind): boolean {
  return confirmedBy !== null && text === 'balanceReminder';
}

/** When the balance is due, in words; the end of the hold where there is none. */
function dueDate({ reservation, formats, about }: Booking): string {
  return reservation.balanceDueAt ? formats.soon(reservation.balanceDueAt) : about.heldUntil;
}

function button(runtime: Runtime, booking: Booking, { button: to }: NoticeKind): Block {
  const { reservation, texts } = booking;
  const { id } = reservation;
  if (to === 'payLink' && amountDue(reservation, runtime.clock.now()) > 0)
    return {
      kind: 'action',
      label: texts.notices.payBalance,
      url: paymentLink(runtime, { id, balanceDueAt: payBy(reservation, runtime.clock.now()) }),
      note: texts.notices.payBalanceNote,
    };
  return to === 'pay' && statusAt(reservation, runtime.clock.now()) === 'held'
    ? payBlock(runtime, booking, texts.manage.pay)
    : manageBlock(runtime, booking, texts.manage.open);
}
