import { amountDue, type Reservation } from '../../booking/reservation.ts';
import type { TemplateAbout } from '../../outbox/kinds.ts';
import type { Runtime } from '../../platform/runtime.ts';
import type { MailMessage, MessageAbout } from './message.ts';

/** What a message about a reservation is about, as it stands when it is to go out. */
interface Now extends MessageAbout<'reservation'> {
  /** What its guest can pay now, in minor units. */
  readonly due: number;
  readonly status: Reservation['status'] | undefined;
  readonly isInProcess: boolean;
}

type Still = (now: Now) => boolean;

/** The guest can pay, and need do so. */
const isToPay: Still = ({ due, isInProcess }) => due > 0 && !isInProcess;
const isHeldToPay: Still = (now) => now.status === 'held' && isToPay(now);
const isBalanceToPay: Still = (now) => now.status === 'confirmed' && isToPay(now);
const isInProcess: Still = (now) => now.isInProcess;
const depositIsToHold: Still = ({ status, depositStatus }) =>
  status === 'confirmed' && ['scheduled', 'authorizing', 'failed'].includes(depositStatus ?? '');

/** A hold that was given back is news to whom it was known by mail, or who has paid for it. */
const wasKnownTo =
  (whom: string): Still =>
  ({ reservation, hasTold }) =>
    reservation?.confirmedAt !== null || reservation.received > 0 || hasTold.includes(whom);

/**
 * When a message about a reservation that says how things are, or asks for something, is still so. All others
 * tell of what has happened, which stays so however late they come.
 */
const stillSo: Partial<Record<TemplateAbout<'reservation'>, Still>> = {
  'guest-hold': (now) => isHeldToPay(now) && !now.isInReview && !now.isOvertaken,
  // That a payment which took days has failed is news even to whom the time is no longer held for.
  'guest-payment-failed': (now) =>
    (isToPay(now) && !now.isOvertaken) || (now.details.wasInProcess === true && now.status !== 'confirmed'),
  'guest-cancellation': wasKnownTo('guest'),
  'guest-staff-cancelled': wasKnownTo('guest'),
  'guest-payment-link': isToPay,
  'owner-cancellation': wasKnownTo('owner'),
  'guest-payment-processing': isInProcess,
  'guest-processing-ended': ({ status }) => status !== 'confirmed',
  'guest-share-arrived': isHeldToPay,
  'guest-balance-reminder': isBalanceToPay,
  'guest-payment-approved': isHeldToPay,
  'guest-deposit-held': ({ depositStatus }) => depositStatus === 'authorized',
  'guest-deposit-failed': depositIsToHold,
  'guest-deposit-asked': depositIsToHold,
  'owner-deposit-failed': depositIsToHold,
  'owner-deposit-asked': depositIsToHold,
  'owner-payment-processing': isInProcess,
  'owner-processing-ended': ({ status }) => status !== 'confirmed',
  'owner-balance-in-process': isInProcess,
  'owner-balance-unpaid': isBalanceToPay,
  'owner-balance-unpayable': isBalanceToPay,
  'owner-change-unpaid': isBalanceToPay,
  'owner-stay-set-aside': ({ isSetAside }) => isSetAside,
};

/**
 * Whether what a mail is to say is still so at this moment. Those about accounts look for themselves whether
 * their link still opens something.
 */
export function isStillSo(runtime: Runtime, message: MailMessage): boolean {
  switch (message.subject) {
    case 'reservation':
      return isReservationStillSo(runtime, message);
    case 'payment':
      return isPaymentStillSo(message);
    case 'reconciliation':
      return (message.reconciliation?.differences ?? 0) > 0;
    default:
      return true;
  }
}

function isReservationStillSo({ clock }: Runtime, message: MessageAbout<'reservation'>): boolean {
  const { reservation, template } = message;
  const still = stillSo[template];
  return (
    !still ||
    still({
      ...message,
      due: reservation ? amountDue(reservation, clock.now()) : 0,
      status: reservation?.status,
      isInProcess: reservation !== null && reservation.inProcess !== null,
    })
  );
}

function isPaymentStillSo({ template, isInReview, refundStatus }: MessageAbout<'payment'>): boolean {
  if (template === 'owner-payment-review') return isInReview;
  if (template === 'owner-transfer-back' || template === 'owner-cash-back') return refundStatus === 'pending';
  return true;
}
