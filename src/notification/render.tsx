import type { Runtime } from '../platform/runtime.ts';
import type { Mail, Message } from './mail.ts';
import type { Template } from './template-names.ts';
import { guestCancellation } from './templates/guest-cancellation.ts';
import { guestConfirmation } from './templates/guest-confirmation.ts';
import { guestHold } from './templates/guest-hold.ts';
import { guestLatePayment } from './templates/guest-late-payment.ts';
import { guestNotice } from './templates/guest-notice.ts';
import { guestPaymentFailed } from './templates/guest-payment-failed.ts';
import { htmlOf } from './templates/html.tsx';
import type { Letter } from './templates/letter.ts';
import { ownerCancellation } from './templates/owner-cancellation.ts';
import { ownerLatePayment } from './templates/owner-late-payment.ts';
import { ownerNewEnquiry } from './templates/owner-new-enquiry.ts';
import { ownerNewReservation } from './templates/owner-new-reservation.ts';
import {
  ownerDepositFailed,
  ownerDispute,
  ownerPaymentReview,
  ownerReconciliation,
  ownerRefundFailed,
} from './templates/owner-notice.ts';
import { ownerQuarantine } from './templates/owner-quarantine.ts';
import { textOf } from './templates/text.ts';

const letters: Record<Template, (runtime: Runtime, message: Message) => Letter> = {
  'guest-hold': guestHold,
  'guest-confirmation': guestConfirmation,
  'guest-cancellation': guestCancellation,
  'guest-payment-failed': guestPaymentFailed,
  'guest-late-payment': guestLatePayment,
  'guest-refund': guestNotice('guest-refund'),
  'guest-balance-paid': guestNotice('guest-balance-paid'),
  'guest-balance-reminder': guestNotice('guest-balance-reminder'),
  'guest-balance-cancelled': guestNotice('guest-balance-cancelled'),
  'guest-payment-approved': guestNotice('guest-payment-approved'),
  'guest-payment-declined': guestNotice('guest-payment-declined'),
  'guest-deposit-held': guestNotice('guest-deposit-held'),
  'guest-deposit-failed': guestNotice('guest-deposit-failed'),
  'guest-deposit-captured': guestNotice('guest-deposit-captured'),
  'guest-deposit-released': guestNotice('guest-deposit-released'),
  'owner-new-reservation': ownerNewReservation,
  'owner-new-enquiry': ownerNewEnquiry,
  'owner-late-payment': ownerLatePayment,
  'owner-cancellation': ownerCancellation,
  'owner-quarantine': ownerQuarantine,
  'owner-deposit-failed': ownerDepositFailed,
  'owner-refund-failed': ownerRefundFailed,
  'owner-dispute': ownerDispute,
  'owner-payment-review': ownerPaymentReview,
  'owner-reconciliation': ownerReconciliation,
};

/**
 * Writes the mail of a message, as it stands at this moment. Throws for a message that lacks what its template tells of,
 * or whose sealed part does not open.
 */
export function render(runtime: Runtime, message: Message): Mail {
  const letter = letters[message.template](runtime, message);
  const { to, replyTo, calendarFile } = letter;
  return {
    to,
    replyTo,
    subject: oneLine(letter.subject),
    html: htmlOf(letter, runtime.config.business.name),
    text: textOf(letter),
    ...(calendarFile === undefined ? {} : { calendarFile }),
  };
}

/** A subject is a header: what could break its line becomes a space, whoever wrote it. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
