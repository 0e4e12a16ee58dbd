import * as v from 'valibot';
import type { MailTemplate } from '../outbox/kinds.ts';
import { described, named } from '../platform/described.ts';
import { mailboxAddress } from '../platform/text/mailbox-address.ts';
import { contentOf, type Kind, settingVersionSchema } from './content.ts';

/** What the house is told about. */
const topics = [
  'reservations',
  'cancellations',
  'enquiries',
  'payments',
  'reviews',
  'disputes',
  'deposits',
  'failures',
] as const;
type Topic = (typeof topics)[number];

type OwnerTemplate = Extract<MailTemplate, `owner-${string}`>;

/** Under which topic each mail to the owner falls. */
const topicOf: Readonly<Record<OwnerTemplate, Topic>> = {
  'owner-new-reservation': 'reservations',
  'owner-stay-moved': 'reservations',
  'owner-change': 'reservations',
  'owner-cancellation': 'cancellations',
  'owner-new-enquiry': 'enquiries',
  'owner-late-payment': 'payments',
  'owner-payment-processing': 'payments',
  'owner-processing-failed': 'payments',
  'owner-processing-ended': 'payments',
  'owner-balance-in-process': 'payments',
  'owner-balance-unpaid': 'payments',
  'owner-balance-unpayable': 'payments',
  'owner-change-unpaid': 'payments',
  'owner-transfer-back': 'payments',
  'owner-cash-back': 'payments',
  'owner-payment-review': 'reviews',
  'owner-quarantine': 'reviews',
  'owner-dispute': 'disputes',
  'owner-deposit-failed': 'deposits',
  'owner-deposit-asked': 'deposits',
  'owner-deposit-less': 'deposits',
  'owner-deposit-call-failed': 'failures',
  'owner-refund-failed': 'failures',
  'owner-reconciliation': 'failures',
  'owner-stay-set-aside': 'failures',
  'owner-texts-capped': 'failures',
};

/** Whom the house tells of what, as it is edited. */
export const notificationsContentSchema = named(
  'NotificationsContent',
  'Who is told of what. What nobody here is told of goes to the owner’s address: no alarm is lost.',
  v.pipe(
    v.strictObject({
      recipients: described(
        v.pipe(
          v.array(
            v.strictObject({
              email: described(mailboxAddress, 'A mail address.'),
              topics: described(
                v.pipe(
                  v.array(v.picklist(topics, `Choose among ${topics.join(', ')}.`)),
                  v.minLength(1, 'Choose at least one.'),
                  v.maxLength(topics.length, 'Choose each once.'),
                ),
                '`reservations` new ones and moved clocks; `payments` what comes late, is on its way or stays unpaid, transfers to send back; `reviews` payments to look at; `failures` refunds that failed, differences with a provider, clashes.',
              ),
            }),
          ),
          v.maxLength(20, 'At most 20 addresses.'),
          v.rawCheck(({ dataset, addIssue }) => {
            if (!dataset.typed) return;
            const { value } = dataset;
            value.forEach((one, index) => {
              if (value.findIndex(({ email }) => email === one.email) === index) return;
              addIssue({
                message: 'This address is there already.',
                path: [
                  { type: 'array', origin: 'value', input: value, key: index, value: one },
                  { type: 'object', origin: 'value', input: one, key: 'email', value: one.email },
                ],
              });
            });
          }),
        ),
        'Each address once.',
      ),
    }),
    v.examples([
      { recipients: [{ email: 'accounts@maison-azur.example', topics: ['payments', 'disputes'] }] },
    ]),
  ),
);

export const notifications = {
  key: 'notifications',
  schema: notificationsContentSchema,
  empty: { recipients: [] },
} as const satisfies Kind<typeof notificationsContentSchema>;

export const notificationsVersionSchema = settingVersionSchema(
  'NotificationsVersion',
  'Who is told of what, with the version that it is.',
  notificationsContentSchema,
);

/** Who gets a mail that is for the owner; nobody where that is the owner's address alone, or a guest's mail. */
export function recipientsOf(stored: unknown, template: MailTemplate): string[] {
  const topic = isForOwner(template) ? topicOf[template] : undefined;
  if (!topic) return [];
  return contentOf(notifications, stored)
    .recipients.filter(({ topics: of }) => of.includes(topic))
    .map(({ email }) => email);
}

function isForOwner(template: MailTemplate): template is OwnerTemplate {
  return template in topicOf;
}
