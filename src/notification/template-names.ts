/** Every mail that Midas writes. Those of guests and people speak their language, those of the owner English. */
export const mailTemplates = [
  'guest-hold',
  'guest-confirmation',
  'guest-cancellation',
  'guest-payment-failed',
  'guest-late-payment',
  'guest-refund',
  'guest-balance-paid',
  'guest-balance-reminder',
  'guest-balance-cancelled',
  'guest-payment-approved',
  'guest-payment-declined',
  'guest-deposit-held',
  'guest-deposit-failed',
  'guest-deposit-captured',
  'guest-deposit-released',
  'person-registration',
  'person-recovery',
  'person-email-change',
  'person-invitation',
  'person-new-device',
  'person-password-changed',
  'person-email-changed',
  'person-factor-added',
  'person-factor-removed',
  'person-identity-linked',
  'person-closed',
  'owner-new-reservation',
  'owner-new-enquiry',
  'owner-late-payment',
  'owner-cancellation',
  'owner-quarantine',
  'owner-deposit-failed',
  'owner-refund-failed',
  'owner-dispute',
  'owner-payment-review',
  'owner-reconciliation',
] as const;

/** Every message, those that go out as text messages included. */
export const templates = [...mailTemplates, 'person-sms-code'] as const;

export type MailTemplate = (typeof mailTemplates)[number];
export type Template = (typeof templates)[number];
