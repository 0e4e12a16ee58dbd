import type { Mail } from '../../notification/channels/channel.ts';
import type { MailSubject, TemplateAbout } from '../../outbox/kinds.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { isolated } from '../../platform/text/isolated.ts';
import { oneLine } from '../../platform/text/text.ts';
import { lookOf } from '../../settings/appearance.ts';
import { recipientsOf } from '../../settings/notifications.ts';
import type { MailMessage, MessageAbout, MessageSettings } from './message.ts';
import { guestCancellation } from './templates/guest/guest-cancellation.ts';
import { guestChange } from './templates/guest/guest-change.ts';
import { guestConfirmation } from './templates/guest/guest-confirmation.ts';
import { guestEnquiryAnswer } from './templates/guest/guest-enquiry-answer.ts';
import { guestHold } from './templates/guest/guest-hold.ts';
import { guestLatePayment } from './templates/guest/guest-late-payment.ts';
import { guestNotice } from './templates/guest/guest-notice.ts';
import { guestPaymentFailed } from './templates/guest/guest-payment-failed.ts';
import { withOwnText } from './templates/guest/own-text.ts';
import { houseOf } from './templates/layout/house.ts';
import { htmlOf } from './templates/layout/html.tsx';
import { textOf } from './templates/layout/text.ts';
import type { Letter } from './templates/letter.ts';
import { ownerCancellation } from './templates/owner/owner-cancellation.ts';
import { ownerChange } from './templates/owner/owner-change.ts';
import { ownerLatePayment } from './templates/owner/owner-late-payment.ts';
import { ownerNewEnquiry } from './templates/owner/owner-new-enquiry.ts';
import { ownerNewReservation } from './templates/owner/owner-new-reservation.ts';
import {
  ownerBalanceInProcess,
  ownerBalanceUnpaid,
  ownerBalanceUnpayable,
  ownerCashBack,
  ownerChangeUnpaid,
  ownerDepositAsked,
  ownerDepositCallFailed,
  ownerDepositFailed,
  ownerDepositLess,
  ownerDispute,
  ownerPaymentProcessing,
  ownerPaymentReview,
  ownerProcessingEnded,
  ownerProcessingFailed,
  ownerReconciliation,
  ownerRefundFailed,
  ownerStayMoved,
  ownerStaySetAside,
  ownerTransferBack,
} from './templates/owner/owner-notice.ts';
import { ownerQuarantine } from './templates/owner/owner-quarantine.ts';
import { ownerTextsCapped } from './templates/owner/owner-texts-capped.ts';
import {
  userEmailChange,
  userInvitation,
  userNotice,
  userRecovery,
  userRegistration,
} from './templates/user-letter.ts';

/** A letter, or nothing where there is nobody to tell. */
type Write<S extends MailSubject> = (runtime: Runtime, message: MessageAbout<S>) => Letter | undefined;

const letters: { readonly [S in MailSubject]: Readonly<Record<TemplateAbout<S>, Write<S>>> } = {
  reservation: {
    'guest-hold': guestHold,
    'guest-confirmation': guestConfirmation,
    'guest-cancellation': guestCancellation('guest'),
    'guest-staff-cancelled': guestCancellation('staff'),
    'guest-no-show': guestCancellation('no-show'),
    'guest-change': guestChange,
    'guest-payment-failed': guestPaymentFailed,
    'guest-payment-processing': guestNotice('guest-payment-processing'),
    'guest-processing-ended': guestNotice('guest-processing-ended'),
    'guest-share-arrived': guestNotice('guest-share-arrived'),
    'guest-late-payment': guestLatePayment,
    'guest-refund': guestNotice('guest-refund'),
    'guest-cash-back': guestNotice('guest-cash-back'),
    'guest-payment-link': guestNotice('guest-payment-link'),
    'guest-balance-paid': guestNotice('guest-balance-paid'),
    'guest-balance-reminder': guestNotice('guest-balance-reminder'),
    'guest-balance-cancelled': guestNotice('guest-balance-cancelled'),
    'guest-dispute-cancelled': guestNotice('guest-dispute-cancelled'),
    'guest-dispute-rest': guestNotice('guest-dispute-rest'),
    'guest-credit-prolonged': guestNotice('guest-credit-prolonged'),
    'guest-payment-approved': guestNotice('guest-payment-approved'),
    'guest-payment-declined': guestNotice('guest-payment-declined'),
    'guest-deposit-held': guestNotice('guest-deposit-held'),
    'guest-deposit-failed': guestNotice('guest-deposit-failed'),
    'guest-deposit-asked': guestNotice('guest-deposit-asked'),
    'guest-deposit-captured': guestNotice('guest-deposit-captured'),
    'guest-deposit-released': guestNotice('guest-deposit-released'),
    'owner-new-reservation': ownerNewReservation,
    'owner-late-payment': ownerLatePayment,
    'owner-cancellation': ownerCancellation,
    'owner-change': ownerChange,
    'owner-change-unpaid': ownerChangeUnpaid,
    'owner-deposit-failed': ownerDepositFailed,
    'owner-deposit-less': ownerDepositLess,
    'owner-deposit-asked': ownerDepositAsked,
    'owner-deposit-call-failed': ownerDepositCallFailed,
    'owner-payment-processing': ownerPaymentProcessing,
    'owner-processing-failed': ownerProcessingFailed,
    'owner-processing-ended': ownerProcessingEnded,
    'owner-balance-in-process': ownerBalanceInProcess,
    'owner-balance-unpaid': ownerBalanceUnpaid,
    'owner-balance-unpayable': ownerBalanceUnpayable,
    'owner-stay-moved': ownerStayMoved,
    'owner-stay-set-aside': ownerStaySetAside,
  },
  payment: {
    'owner-quarantine': ownerQuarantine,
    'owner-refund-failed': ownerRefundFailed,
    'owner-transfer-back': ownerTransferBack,
    'owner-cash-back': ownerCashBack,
    'owner-payment-review': ownerPaymentReview,
  },
  dispute: { 'owner-dispute': ownerDispute },
  enquiry: { 'owner-new-enquiry': ownerNewEnquiry },
  answer: { 'guest-enquiry-answer': guestEnquiryAnswer },
  reconciliation: { 'owner-reconciliation': ownerReconciliation },
  user: {
    'user-registration': userRegistration,
    'user-recovery': userRecovery,
    'user-email-change': userEmailChange,
    'user-invitation': userInvitation,
    'user-new-device': userNotice('newDevice'),
    'user-password-changed': userNotice('passwordChanged'),
    'user-email-changed': userNotice('emailChanged'),
    'user-factor-added': userNotice('factorAdded'),
    'user-factor-removed': userNotice('factorRemoved'),
    'user-identity-linked': userNotice('identityLinked'),
    'user-api-key-made': userNotice('apiKeyMade'),
    'user-closed': userNotice('closed'),
  },
  'text-cap': { 'owner-texts-capped': ownerTextsCapped },
};

function write(runtime: Runtime, message: MailMessage): Letter | undefined {
  switch (message.subject) {
    case 'reservation':
      return letters.reservation[message.template](runtime, message);
    case 'payment':
      return letters.payment[message.template](runtime, message);
    case 'dispute':
      return letters.dispute[message.template](runtime, message);
    case 'enquiry':
      return letters.enquiry[message.template](runtime, message);
    case 'answer':
      return letters.answer[message.template](runtime, message);
    case 'reconciliation':
      return letters.reconciliation[message.template](runtime, message);
    case 'user':
      return letters.user[message.template](runtime, message);
    case 'text-cap':
      return letters['text-cap'][message.template](runtime, message);
  }
}

/**
 * Writes the mail of a message, as it stands at this moment, for the business of the runtime. Throws for a
 * message that lacks what its template tells of, or whose sealed part does not open. Nothing where nobody is
 * to be told: a link for an address without an account, a guest without an address.
 * @param settings what else the owner has decided
 */
export function render(
  runtime: Runtime,
  message: MailMessage,
  settings: MessageSettings = {},
): Mail | undefined {
  const { config } = runtime;
  const business = { ...config.business, name: isolated(config.business.name) };
  const shown = { ...runtime, config: { ...config, business } };
  const written = write(shown, message);
  if (written?.to === undefined) return undefined;
  const letter = withOwnText(shown, message, written, settings['mail-texts']);
  const { replyTo, thread, calendarFile } = letter;
  const look = lookOf(settings.appearance);
  const house = houseOf(config.site.url, business, letter.language, look);
  const [to = written.to, ...also] = recipientsOf(settings.notifications, message.template);
  return {
    sender: config.business.name,
    to,
    also,
    replyTo,
    subject: oneLine(letter.subject),
    html: htmlOf(letter, house),
    text: textOf(letter, house),
    ...(thread === undefined ? {} : { thread }),
    ...(look.logo ? { logo: look.logo.bytes } : {}),
    ...(calendarFile === undefined ? {} : { calendarFile }),
  };
}
