/**
 * Every mail that Midas writes. Those of guests and people speak their language, those of the owner English.
 */
export const mailTemplates = [
  'guest-hold',
  'guest-confirmation',
  'guest-cancellation',
  'guest-payment-failed',
  'guest-payment-processing',
  'guest-processing-ended',
  'guest-share-arrived',
  'guest-late-payment',
  'guest-refund',
  'guest-balance-paid',
  'guest-balance-reminder',
  'guest-balance-cancelled',
  'guest-dispute-cancelled',
  'guest-dispute-rest',
  'guest-credit-prolonged',
  'guest-payment-approved',
  'guest-payment-declined',
  'guest-deposit-held',
  'guest-deposit-failed',
  'guest-deposit-asked',
  'guest-deposit-captured',
  'guest-deposit-released',
  'user-registration',
  'user-recovery',
  'user-email-change',
  'user-invitation',
  'user-new-device',
  'user-password-changed',
  'user-email-changed',
  'user-factor-added',
  'user-factor-removed',
  'user-identity-linked',
  'user-api-key-made',
  'user-closed',
  'owner-new-reservation',
  'owner-new-enquiry',
  'owner-late-payment',
  'owner-cancellation',
  'owner-quarantine',
  'owner-deposit-failed',
  'owner-deposit-asked',
  'owner-deposit-call-failed',
  'owner-refund-failed',
  'owner-transfer-back',
  'owner-dispute',
  'owner-payment-review',
  'owner-payment-processing',
  'owner-processing-failed',
  'owner-processing-ended',
  'owner-balance-in-process',
  'owner-balance-unpaid',
  'owner-balance-unpayable',
  'owner-reconciliation',
  'owner-stay-moved',
  'owner-stay-set-aside',
  'owner-texts-capped',
] as const;

/** What goes out as a text message. */
const textTemplates = ['user-sms-code'] as const;

/** Every message. */
export const templates = [...mailTemplates, ...textTemplates] as const;

export type MailTemplate = (typeof mailTemplates)[number];
type TextTemplate = (typeof textTemplates)[number];
export type Template = MailTemplate | TextTemplate;

/** By what an effect leaves: a mail, a text message, or a call to a payment provider. */
export type Channel = 'mail' | 'sms' | 'provider';

/** Whether a message goes out as a text message. */
export function isTextTemplate(template: Template): template is TextTemplate {
  return textTemplates.some((one) => one === template);
}
