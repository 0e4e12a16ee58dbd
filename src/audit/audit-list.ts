import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { cursorSchema, encodeCursor } from '../platform/database/cursor.ts';
import { instantSchema, rowsOf } from '../platform/database/database.ts';
import { described, named } from '../platform/described.ts';
import { fieldProblem } from '../platform/problems.ts';
import type { Runtime } from '../platform/runtime.ts';
import { wholeNumber } from '../platform/text/whole-number.ts';
import { givenInstant } from '../platform/time/instant.ts';

const word = v.pipe(
  v.string(),
  v.maxLength(80),
  v.regex(/^[A-Za-z0-9_.:-]+$/, 'Give it as it stands in the log.'),
);

export const auditQuerySchema = v.strictObject({
  actor: v.optional(
    described(word, 'Only what they did: `user:usr_…`, `key:…`, `guest`, `stripe`, `paypal` or `system`.'),
  ),
  action: v.optional(described(word, 'Only this, as `reservation.cancelled`.')),
  subject: v.optional(described(word, 'Only what was done to this, by its id.')),
  from: v.optional(described(givenInstant, 'Only from this instant on, RFC 3339 with an offset.')),
  to: v.optional(described(givenInstant, 'Only before this instant, RFC 3339 with an offset.')),
  cursor: v.optional(
    described(cursorSchema, 'The `nextCursor` of the page before; without it, the first page.'),
  ),
  limit: v.optional(described(wholeNumber(1, 200), 'How many a page has at most.'), '50'),
});

export const auditEventsSchema = named(
  'AuditEvents',
  'A page of the audit log.',
  v.object({
    events: described(
      v.array(
        named(
          'AuditEvent',
          'Something that was done.',
          v.object({
            sequence: described(v.string(), 'Its place in the log, counted up.'),
            at: described(v.string(), 'When, RFC 3339 in UTC.'),
            actor: described(
              v.string(),
              'Who did it: `user:usr_…`, `key:…`, `guest`, `stripe`, `paypal` or `system`.',
            ),
            action: described(v.string(), 'What was done, as `reservation.cancelled`.'),
            subject: described(v.string(), 'To what, by its id.'),
            details: described(
              v.record(v.string(), v.nullable(v.string())),
              'More about it, by name. Never personal data.',
            ),
          }),
        ),
      ),
      'What was done, the latest first.',
    ),
    nextCursor: described(v.nullable(v.string()), 'For the next page; null on the last.'),
  }),
);

const rowSchema = v.object({
  sequence: v.string(),
  at: instantSchema,
  actor: v.string(),
  action: v.string(),
  subject: v.string(),
  details: v.record(v.string(), v.nullable(v.string())),
});

/** What was done, the latest first. One statement. */
export async function listAuditEvents(
  runtime: Runtime,
  { actor, action, subject, from, to, cursor, limit }: v.InferOutput<typeof auditQuerySchema>,
): Promise<v.InferOutput<typeof auditEventsSchema>> {
  const conditions = [
    ...(actor ? [sql`e.actor = ${actor}`] : []),
    ...(action ? [sql`e.action = ${action}`] : []),
    ...(subject ? [sql`e.subject_id = ${subject}`] : []),
    ...(from ? [sql`e.at >= ${from}`] : []),
    ...(to ? [sql`e.at < ${to}`] : []),
    ...(cursor ? [sql`e.sequence < ${sequenceOf(cursor)}::bigint`] : []),
  ];
  const where = conditions.length > 0 ? sql`where ${sql.join(conditions, sql` and `)}` : sql``;
  const rows = rowsOf(
    rowSchema,
    await runtime.database.query(sql`
      select e.sequence::text, e.at, e.actor, e.action, e.subject_id as subject,
        (select coalesce(json_object_agg(d.key, d.value), '{}') from jsonb_each_text(e.details) d) as details
      from audit_events e ${where} order by e.sequence desc limit ${limit + 1}`),
  );
  const last = rows[limit - 1];
  return {
    events: rows.slice(0, limit).map(({ at, ...event }) => ({ ...event, at: at.toISOString() })),
    nextCursor: rows.length > limit && last ? encodeCursor([last.sequence]) : null,
  };
}

function sequenceOf([sequence = '', ...others]: readonly string[]): string {
  if (!/^\d{1,18}$/.test(sequence) || others.length > 0)
    throw fieldProblem('cursor', 'This cursor is of another list.');
  return sequence;
}
