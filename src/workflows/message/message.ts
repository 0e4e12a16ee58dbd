import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { mostAttempts } from '../../account/one-time-token.ts';
import { type MailSubject, type Subject, templatesBySubject } from '../../outbox/kinds.ts';
import type { Leased } from '../../outbox/round.ts';
import { functionNamed } from '../../platform/database/functions.ts';
import type { SettingKey } from '../../settings/content.ts';
import { aboutAnswerSchema } from './subjects/about-answer.ts';
import { aboutCodeSchema } from './subjects/about-code.ts';
import { aboutDisputeSchema } from './subjects/about-dispute.ts';
import { aboutEnquirySchema } from './subjects/about-enquiry.ts';
import { aboutPaymentSchema } from './subjects/about-payment.ts';
import { aboutReconciliationSchema } from './subjects/about-reconciliation.ts';
import { aboutReservationSchema } from './subjects/about-reservation.ts';
import { aboutTextCapSchema } from './subjects/about-text-cap.ts';
import { aboutUserSchema } from './subjects/about-user.ts';

/** A message to be delivered, with what it is about, which follows from its template. */
const messageSchema = v.variant('subject', [
  aboutReservationSchema,
  aboutPaymentSchema,
  aboutDisputeSchema,
  aboutEnquirySchema,
  aboutAnswerSchema,
  aboutReconciliationSchema,
  aboutUserSchema,
  aboutCodeSchema,
  aboutTextCapSchema,
]);

export type Message = v.InferOutput<typeof messageSchema>;
export type MessageAbout<S extends Subject> = Extract<Message, { readonly subject: S }>;

/** A message that goes out as a mail. */
export type MailMessage = MessageAbout<MailSubject>;

const subjectsByTemplate: ReadonlyMap<string, string> = new Map(
  Object.entries(templatesBySubject).flatMap(([subject, templates]) =>
    templates.map((template) => [template, subject] as const),
  ),
);

/** What a message is about and by which settings it is written, as JSON, of the row `message` of the outbox. */
export const messageContent: SQL = sql`${functionNamed('message_content')}(message, ${mostAttempts})`;

const contentSchema = v.object({ about: v.looseObject({}), settings: v.record(v.string(), v.unknown()) });

/** By which settings of the house a message is written: those that it needs, as they are stored. */
export type MessageSettings = Partial<Readonly<Record<SettingKey, unknown>>>;

/**
 * A message as it was taken from the outbox, and its settings. Throws for one that does not have what its
 * template tells of.
 */
export function messageOf({ id, template, attempts, details, content }: Leased): {
  readonly message: Message;
  readonly settings: MessageSettings;
} {
  const subject = subjectsByTemplate.get(template);
  const { about, settings } = v.parse(contentSchema, content);
  return {
    message: v.parse(messageSchema, { id, template, attempts, details, subject, ...about }),
    settings,
  };
}
