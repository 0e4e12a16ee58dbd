import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { firstOf, rowsOf } from '../platform/database/database.ts';
import type { Runtime } from '../platform/runtime.ts';

const rowSchema = v.object({
  sequence: v.number(),
  action: v.string(),
  subjectId: v.string(),
  /** All of the row but its hash, as the trigger hashes it. */
  content: v.string(),
  hash: v.nullable(v.string()),
  /** Whether it follows the row before it about its subject. */
  isLinked: v.boolean(),
});

export type AuditRow = v.InferOutput<typeof rowSchema>;

/**
 * The rows after a sequence, up to and with another, at most `limit`. A row is linked when it names the row
 * before it, or another of its subject: until the sequence was drawn under the lock, of two rows written at
 * once the one with the smaller number could come after.
 * Ordered by the column: what is selected under its name is no index, and all that comes after would be
 * sorted for each page.
 */
export async function readRows(
  { database }: Runtime,
  after: number,
  upTo: number,
  limit: number,
): Promise<AuditRow[]> {
  const rows =
    await database.query(sql`select sequence::float8 as sequence, action, subject_id as "subjectId", hash,
      jsonb_build_array(previous_hash, sequence, extract(epoch from at), actor, action, subject_id, details)::text as content,
      case when previous_hash is not distinct from (select b.hash from audit_events b
          where b.subject_id = e.subject_id and b.sequence < e.sequence order by b.sequence desc limit 1) then true
        when previous_hash is null then not exists (select from audit_events o
          where o.subject_id = e.subject_id and o.sequence <> e.sequence and o.previous_hash is null)
        else exists (select from audit_events o
          where o.subject_id = e.subject_id and o.sequence <> e.sequence and o.hash = e.previous_hash) end as "isLinked"
    from audit_events e where e.sequence > ${after} and e.sequence <= ${upTo} order by e.sequence limit ${limit}`);
  return rowsOf(rowSchema, rows);
}

/** What does not hold of each row by itself and with the one before it, as plain sentences. */
export function brokenRows(rows: readonly AuditRow[]): string[] {
  return rows.flatMap(({ sequence, action, subjectId, content, hash, isLinked }) => {
    const name = `Row ${sequence} (${action} of ${subjectId})`;
    const isOwn = createHash('sha256').update(content).digest('hex') === hash;
    return [
      ...(isOwn ? [] : [`${name} says something else than when it was written.`]),
      ...(isLinked ? [] : [`${name} follows a row that is gone or was changed.`]),
    ];
  });
}

/**
 * How long writers may stand behind the lock: less than after which PostgreSQL looks for a deadlock
 * (deadlock_timeout, a second).
 */
const lockMs = 500;

/**
 * The newest row, when nobody was writing: a number is drawn only by who holds the table for writing, so no
 * row of a smaller number can come after.
 */
export async function newestSettledRow({ database }: Runtime): Promise<number> {
  const [, , rows] = await database.batch([
    sql`select set_config('lock_timeout', ${`${lockMs}ms`}, true)`,
    sql`lock table audit_events in share mode`,
    sql`select coalesce(max(sequence), 0)::float8 as newest from audit_events`,
  ]);
  return firstOf(v.object({ newest: v.number() }), rows)?.newest ?? 0;
}
