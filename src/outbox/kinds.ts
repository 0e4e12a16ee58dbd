/**
 * Every message that Midas writes, by what it is about: the id in its row of the outbox is of that. Those to
 * guests and users speak their language, those to the owner English.
 */
export const templatesBySubject = {
  reservation: [
    'guest-hold',
    'guest-confirmation',
    'guest-cancellation',
    'guest-change',
    'guest-staff-cancelled',
    'guest-no-show',
    'guest-payment-failed',
    'guest-payment-processing',
    'guest-processing-ended',
    'guest-share-arrived',
    'guest-late-payment',
    'guest-refund',
    'guest-cash-back',
    'guest-payment-link',
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
    'owner-new-reservation',
    'owner-late-payment',
    'owner-cancellation',
    'owner-change',
    'owner-change-unpaid',
    'owner-deposit-failed',
    'owner-deposit-less',
    'owner-deposit-asked',
    'owner-deposit-call-failed',
    'owner-payment-processing',
    'owner-processing-failed',
    'owner-processing-ended',
    'owner-balance-in-process',
    'owner-balance-unpaid',
    'owner-balance-unpayable',
    'owner-stay-moved',
    'owner-stay-set-aside',
  ],
  payment: [
    'owner-quarantine',
    'owner-refund-failed',
    'owner-transfer-back',
    'owner-cash-back',
    'owner-payment-review',
  ],
  dispute: ['owner-dispute'],
  enquiry: ['owner-new-enquiry'],
  /** What the staff wrote to whoever wrote to us. */
  answer: ['guest-enquiry-answer'],
  reconciliation: ['owner-reconciliation'],
  /** The one-time secret that a letter about an account was made with. */
  user: [
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
  ],
  /** The same of a code, which goes out as a text message. */
  code: ['user-sms-code'],
  /** A cap of text messages. */
  'text-cap': ['owner-texts-capped'],
} as const;

export type Subject = keyof typeof templatesBySubject;
export type TemplateAbout<S extends Subject> = (typeof templatesBySubject)[S][number];
export type Template = TemplateAbout<Subject>;

/** What goes out as a mail. */
export type MailSubject = Exclude<Subject, 'code'>;
export type MailTemplate = TemplateAbout<MailSubject>;

/** Whether a message of a template is about this. */
export function isAbout<S extends Subject>(subject: S, template: Template): template is TemplateAbout<S> {
  return templatesBySubject[subject].some((one) => one === template);
}

/** By what an effect leaves: a mail, a text message, or a call to a payment provider. */
export const channels = ['mail', 'sms', 'provider'] as const;
export type Channel = (typeof channels)[number];

/** Whether a message goes out as a text message. */
export const isTextTemplate = (template: Template): boolean => isAbout('code', template);
