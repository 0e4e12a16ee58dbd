import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { emailHashOf } from '../../booking/desk/guest-id.ts';
import { noteRowSchema, noteSchema, notesJson, presentNote } from '../../booking/desk/notes.ts';
import type { Subject } from '../../booking/desk/subject.ts';
import { tagsJson } from '../../booking/desk/tags.ts';
import { money } from '../../booking/reservation.ts';
import { firstOf, instantSchema } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import { currencySchema, minorSchema, moneySchema } from '../../platform/money/money.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { integer } from '../../platform/text/whole-number.ts';
import {
  messageRowSchema,
  messagesJson,
  presentMessage,
  storyMessageSchema,
} from '../reservation/staff/messages.ts';
import {
  presentRow,
  rowJson,
  rowSchema,
  staffReservationSchema,
} from '../reservation/staff/reservation-row.ts';
import { latestOf, messageOf, sealedSchema } from './latest.ts';

const most = 100;

const sumsSchema = named(
  'GuestSums',
  'What a guest has paid in one currency.',
  v.object({
    received: described(moneySchema, 'All that has been paid, whatever has gone back of it since.'),
    refunded: described(moneySchema, 'What has gone back, or is on its way.'),
  }),
);

const writtenSchema = named(
  'GuestEnquiry',
  'What a guest wrote by a form.',
  v.object({
    id: described(v.string(), 'The id of the message, `enq_…`.'),
    message: described(v.string(), 'The message.'),
    createdAt: described(v.string(), 'When it came, RFC 3339 in UTC.'),
  }),
);

/** All that the house knows of a guest. */
export const guestPageSchema = named(
  'GuestPage',
  'All that the house knows of a guest. For the staff alone.',
  v.object({
    id: described(v.string(), 'The id of the guest, `gst_…`: of everyone with the same mail address.'),
    name: described(v.string(), 'The name that they gave last.'),
    email: described(v.string(), 'Their mail address.'),
    phone: described(v.nullable(v.string()), 'The number that they gave last; null where they gave none.'),
    isBanned: described(v.boolean(), 'Whether no reservations are taken from this address or this number.'),
    reservationCount: described(integer, 'How often they reserved.'),
    reservations: described(
      v.array(staffReservationSchema),
      'Their reservations, the last 100, the latest first.',
    ),
    sums: described(v.array(sumsSchema), 'What they paid for all of them, by currency.'),
    enquiries: described(
      v.array(writtenSchema),
      'What they wrote by our forms, the last 100, the latest first.',
    ),
    messages: described(v.array(storyMessageSchema), 'What they were sent, the last 100, the latest first.'),
    tags: described(v.array(v.string()), 'The tags, in the order of the alphabet.'),
    notes: described(v.array(noteSchema), 'What the staff wrote for each other, the oldest first.'),
  }),
);

const foundSchema = v.object({
  last: v.nullable(sealedSchema),
  count: integer,
  rows: v.array(rowSchema),
  sums: v.array(v.object({ currency: currencySchema, received: minorSchema, refunded: minorSchema })),
  enquiries: v.array(v.object({ ...sealedSchema.entries, createdAt: instantSchema })),
  messages: v.array(messageRowSchema),
  tags: v.array(v.string()),
  notes: v.array(noteRowSchema),
  isBanned: v.boolean(),
});

/** A guest for notes and tags: there is one of whoever reserved or wrote. */
export function aGuest(id: string): Subject {
  const hash = emailHashOf(id);
  return {
    kind: 'guest',
    id,
    find: sql`select ${id}::text as id where exists (select from reservations where email_hash = ${hash})
      or exists (select from enquiries where email_hash = ${hash})`,
  };
}

/** All that a guest booked, paid, wrote and was sent. Throws the 404. One statement. */
export async function guestPage(
  runtime: Runtime,
  id: string,
): Promise<v.InferOutput<typeof guestPageSchema>> {
  const hash = emailHashOf(id);
  const own = sql`from reservations r where r.email_hash = ${hash}`;
  const rows = await runtime.database.query(sql`select json_build_object(
    'last', (select json_build_object('id', r.id, 'sealed', r.guest_sealed) ${own} order by r.id desc limit 1),
    'count', (select count(*) ${own}),
    'rows', (select coalesce(json_agg(${rowJson(runtime.clock.now())} order by r.id desc), '[]')
      from reservations r where r.id in (select r.id ${own} order by r.id desc limit ${most})),
    'sums', (select coalesce(json_agg(s order by s.currency), '[]') from (
      select r.currency, sum(m.received_minor)::bigint as received, sum(m.refunding_minor)::bigint as refunded
      from reservations r, ${money} m where r.email_hash = ${hash} group by r.currency) s),
    'enquiries', (select coalesce(json_agg(json_build_object('id', e.id, 'sealed', e.content_sealed,
        'createdAt', e.created_at) order by e.id desc), '[]')
      from (select * from enquiries e where e.email_hash = ${hash} order by e.id desc limit ${most}) e),
    'messages', ${messagesJson(
      sql`o.template like 'guest-%' and (o.subject_id in (select r.id ${own})
      or o.subject_id in (select p.id from payments p join reservations r on r.id = p.reservation_id
        where r.email_hash = ${hash})
      or o.subject_id in (select m.id from enquiry_messages m join enquiries e on e.id = m.enquiry_id
        where e.email_hash = ${hash}))`,
      most,
    )},
    'tags', ${tagsJson(sql`${id}`)}, 'notes', ${notesJson(sql`${id}`)},
    'isBanned', exists (select from guest_bans b where b.digest = ${hash}
      or b.digest in (select r.phone_hash ${own}))) as found`);
  const found = firstOf(v.object({ found: foundSchema }), rows)?.found;
  const latest = found && latestOf(runtime, found.last, found.enquiries[0] ?? null);
  if (!latest) throw new Problem('not-found', 'There is no such guest.');
  return {
    id,
    ...latest,
    isBanned: found.isBanned,
    reservationCount: found.count,
    reservations: found.rows.map((row) => presentRow(runtime, row)),
    sums: found.sums.map(({ currency, received, refunded }) => ({
      received: { amount: received, currency },
      refunded: { amount: refunded, currency },
    })),
    enquiries: found.enquiries.map((one) => ({
      id: one.id,
      message: messageOf(runtime, one),
      createdAt: one.createdAt.toISOString(),
    })),
    messages: found.messages.map(presentMessage),
    tags: found.tags,
    notes: found.notes.map((one) => presentNote(runtime, one)),
  };
}
