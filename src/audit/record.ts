import { type SQL, sql } from 'drizzle-orm';

/** Who acted: a guest by manage link, a provider, one of the staff by the name of their key, or Midas itself. */
export type Actor = 'guest' | 'stripe' | 'paypal' | 'system' | `staff:${string}`;

/** `insert into audit_events … select`, to stand as a CTE beside what it records. */
export function record(
  now: Date,
  actor: Actor,
  action: SQL | string,
  subject: SQL,
  source: SQL,
  details: SQL = sql`'{}'::jsonb`,
): SQL {
  return sql`insert into audit_events (at, actor, action, subject_id, details)
    select ${now.toISOString()}, ${actor}, ${action}, ${subject}, ${details} from ${source}`;
}
