import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { instantSchema } from '../platform/database/database.ts';
import { described, named } from '../platform/described.ts';

const mostEntries = 200;

/** What the audit log has of something, the latest first. */
export const auditEntriesSchema = v.array(
  named(
    'AuditEntry',
    'Something that was done, from the audit log.',
    v.object({
      at: described(v.string(), 'When, RFC 3339 in UTC.'),
      actor: described(v.string(), 'Who did it: `user:…`, `key:…` or `system`.'),
      action: described(v.string(), 'What was done, as `session.ended`.'),
      details: described(v.record(v.string(), v.nullable(v.string())), 'More about it, by name.'),
    }),
  ),
);

/** What `auditEntriesJson` reads. */
export const auditRowsSchema = v.array(v.object({ ...auditEntriesSchema.item.entries, at: instantSchema }));

/** `auditRowsSchema` as JSON: the last 200 entries about subjects. @param subjects a `text[]` of their ids. */
export const auditEntriesJson = (subjects: SQL): SQL =>
  sql`(select coalesce(json_agg(json_build_object('at', e.at, 'actor', e.actor, 'action', e.action,
      'details', (select coalesce(json_object_agg(d.key, d.value), '{}') from jsonb_each_text(e.details) d))
      order by e.sequence desc), '[]')
    from (select * from audit_events where subject_id = any(${subjects})
      order by sequence desc limit ${mostEntries}) e)`;

/** When something was done to a subject last; null where it never was. */
export const lastAt = (action: string, subject: SQL): SQL =>
  sql`(select e.at from audit_events e where e.subject_id = ${subject} and e.action = ${action}
    order by e.sequence desc limit 1)`;

export function presentAuditEntries(
  rows: v.InferOutput<typeof auditRowsSchema>,
): v.InferOutput<typeof auditEntriesSchema> {
  return rows.map(({ at, ...entry }) => ({ at: at.toISOString(), ...entry }));
}
