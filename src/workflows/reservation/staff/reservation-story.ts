import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import {
  auditEntriesJson,
  auditEntriesSchema,
  auditRowsSchema,
  presentAuditEntries,
} from '../../../audit/audit-entries.ts';
import {
  handoverRowSchema,
  handoverSchema,
  handoversJson,
  presentHandover,
} from '../../../booking/desk/handover.ts';
import { noteRowSchema, noteSchema, notesJson, presentNote } from '../../../booking/desk/notes.ts';
import { presentReservation, reservationResponseSchema } from '../../../booking/present-reservation.ts';
import { guestOf, reservationJson, reservationSchema } from '../../../booking/reservation.ts';
import { paymentStatuses } from '../../../payment/provider/provider.ts';
import { firstOf, instantSchema } from '../../../platform/database/database.ts';
import { functionNamed } from '../../../platform/database/functions.ts';
import { described, named } from '../../../platform/described.ts';
import { minorSchema, moneySchema } from '../../../platform/money/money.ts';
import { Problem } from '../../../platform/problems.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { documentListSchema, presentDocument } from '../../document/documents.ts';
import { storedDocumentSchema } from '../../document/stored-document.ts';
import { changeRowSchema, presentChange, reservationChangeSchema } from '../change/change-row.ts';
import { messageRowSchema, messagesJson, presentMessage, storyMessageSchema } from './messages.ts';
import { presentRow, rowJson, rowSchema, staffReservationSchema } from './reservation-row.ts';

const storyPaymentSchema = named(
  'StoryPayment',
  'A payment of a reservation, in short.',
  v.object({
    id: described(v.string(), 'The id of the payment, `pay_…`.'),
    provider: described(v.string(), 'Through whom it was paid.'),
    purpose: described(v.string(), 'What it is for.'),
    status: described(v.picklist(paymentStatuses), 'How it stands.'),
    amount: described(moneySchema, 'How much is to be paid with it.'),
    captured: described(moneySchema, 'What was taken.'),
    refunded: described(moneySchema, 'What went back, or is on its way.'),
    createdAt: described(v.string(), 'When it was opened, RFC 3339 in UTC.'),
  }),
);

/** All that the house knows of a reservation. */
export const reservationStorySchema = named(
  'ReservationStory',
  'All that the house knows of a reservation. For the staff alone.',
  v.object({
    reservation: described(reservationResponseSchema, 'The reservation as its guest sees it.'),
    row: described(staffReservationSchema, 'The same as a row of the list, with what to look at.'),
    phone: described(v.nullable(v.string()), 'Where the guest can be called; null where they did not say.'),
    guestNote: described(v.nullable(v.string()), 'What the guest wrote when reserving; null for nothing.'),
    handovers: described(v.array(handoverSchema), 'Its handover and its return, as far as they have been.'),
    notes: described(v.array(noteSchema), 'What the staff wrote for each other, the oldest first.'),
    changes: described(
      v.array(reservationChangeSchema),
      'What the staff have changed of it, the oldest first.',
    ),
    payments: described(v.array(storyPaymentSchema), 'The payments, the oldest first.'),
    documents: documentListSchema.entries.documents,
    messages: described(
      v.array(storyMessageSchema),
      'What was written to guest and house, the latest first; at most 200.',
    ),
    audit: described(
      auditEntriesSchema,
      'What was done about it and its payments, the latest first; at most 200.',
    ),
  }),
);

const foundSchema = v.object({
  reservation: reservationSchema,
  row: rowSchema,
  handovers: v.array(handoverRowSchema),
  notes: v.array(noteRowSchema),
  changes: v.array(changeRowSchema),
  payments: v.array(
    v.object({
      id: v.string(),
      provider: v.string(),
      purpose: v.string(),
      status: v.picklist(paymentStatuses),
      amount: minorSchema,
      captured: minorSchema,
      refunded: minorSchema,
      createdAt: instantSchema,
    }),
  ),
  documents: v.array(storedDocumentSchema),
  messages: v.array(messageRowSchema),
  audit: auditRowsSchema,
});

/** The whole story of a reservation. The 404 for an unknown one. One statement. */
export async function reservationStory(
  runtime: Runtime,
  id: string,
): Promise<v.InferOutput<typeof reservationStorySchema>> {
  const rows = await runtime.database.query(sql`
    select json_build_object('reservation', ${reservationJson}, 'row', ${rowJson(runtime.clock.now())},
      'handovers', ${handoversJson(sql`r.id`)},
      'notes', ${notesJson(sql`r.id`)},
      'changes', (select coalesce(json_agg(${functionNamed('change_json')}(c) order by c.id), '[]')
        from reservation_changes c where c.reservation_id = r.id),
      'payments', (select coalesce(json_agg(json_build_object('id', p.id, 'provider', p.provider,
          'purpose', p.purpose, 'status', p.status, 'amount', p.amount_minor, 'captured', p.captured_minor,
          'refunded', p.refunding_minor, 'createdAt', p.created_at) order by p.created_at, p.id), '[]')
        from payments p where p.reservation_id = r.id),
      'documents', (select coalesce(json_agg(${functionNamed('document_json')}(d)
          order by d.issued_at, d.kind, d.number), '[]') from documents d where d.reservation_id = r.id),
      'messages', ${messagesJson(
        sql`o.subject_id = r.id
        or o.subject_id in (select p.id from payments p where p.reservation_id = r.id)`,
        200,
      )},
      'audit', ${auditEntriesJson(sql`array(select r.id union all select p.id from payments p
        where p.reservation_id = r.id)`)}) as story
    from reservations r where r.id = ${id}`);
  const found = firstOf(v.object({ story: foundSchema }), rows)?.story;
  if (!found) throw new Problem('not-found', 'There is no such reservation.');
  const { reservation, row, handovers, notes, changes, payments, documents, messages, audit } = found;
  const { currency } = reservation;
  const { phone = null, note = null } = guestOf(runtime, reservation);
  return {
    reservation: presentReservation(runtime, reservation),
    row: presentRow(runtime, row),
    phone,
    guestNote: note,
    handovers: handovers.map((one) => presentHandover(runtime, one)),
    notes: notes.map((one) => presentNote(runtime, one)),
    changes: changes.map((one) => presentChange(runtime, one, currency)),
    payments: payments.map(({ amount, captured, refunded, createdAt, ...payment }) => ({
      ...payment,
      amount: { amount, currency },
      captured: { amount: captured, currency },
      refunded: { amount: refunded, currency },
      createdAt: createdAt.toISOString(),
    })),
    documents: documents.map((document) => presentDocument(document, currency)),
    messages: messages.map(presentMessage),
    audit: presentAuditEntries(audit),
  };
}
