import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { type MailSubject, type Subject, templatesBySubject } from '../../outbox/kinds.ts';
import { aboutCodeJson, aboutCodeSchema } from './subjects/about-code.ts';
import { aboutDisputeJson, aboutDisputeSchema } from './subjects/about-dispute.ts';
import { aboutEnquiryJson, aboutEnquirySchema } from './subjects/about-enquiry.ts';
import { aboutPaymentJson, aboutPaymentSchema } from './subjects/about-payment.ts';
import { aboutReconciliationJson, aboutReconciliationSchema } from './subjects/about-reconciliation.ts';
import { aboutReservationJson, aboutReservationSchema } from './subjects/about-reservation.ts';
import { aboutTextCapSchema } from './subjects/about-text-cap.ts';
import { aboutUserJson, aboutUserSchema } from './subjects/about-user.ts';

/** A message to be delivered, with what it is about, which follows from its template. */
export const messageSchema = v.variant('subject', [
  aboutReservationSchema,
  aboutPaymentSchema,
  aboutDisputeSchema,
  aboutEnquirySchema,
  aboutReconciliationSchema,
  aboutUserSchema,
  aboutCodeSchema,
  aboutTextCapSchema,
]);

export type Message = v.InferOutput<typeof messageSchema>;
export type MessageAbout<S extends Subject> = Extract<Message, { readonly subject: S }>;

/** A message that goes out as a mail. */
export type MailMessage = MessageAbout<MailSubject>;

const contents: Record<Subject, SQL> = {
  reservation: aboutReservationJson,
  payment: aboutPaymentJson,
  dispute: aboutDisputeJson,
  enquiry: aboutEnquiryJson,
  reconciliation: aboutReconciliationJson,
  user: aboutUserJson,
  code: aboutCodeJson,
  'text-cap': sql`'{}'::json`,
};

const branches = Object.entries(contents).map(
  ([subject, content]) =>
    sql`when ${subject} then jsonb_build_object('id', o.id, 'subject', ${subject}::text, 'template', o.template, 'attempts', o.attempts,
      'details', o.details) || (${content})::jsonb`,
);

const subjectsByTemplate = Object.fromEntries(
  Object.entries(templatesBySubject).flatMap(([subject, templates]) =>
    templates.map((template) => [template, subject]),
  ),
);

/** `messageSchema` as JSON, of the row `o` of the outbox: of each only the tables that it tells of are read. */
export const messageJson: SQL = sql`case ${JSON.stringify(subjectsByTemplate)}::jsonb ->> o.template ${sql.join(branches, sql` `)} end`;
