import { type SQL, sql } from 'drizzle-orm';

/**
 * Who acted: a guest by the link of a reservation, a provider, a person with an account, a machine by its
 * key, or Midas itself.
 */
export type Actor = 'guest' | 'stripe' | 'paypal' | 'system' | `user:${string}` | `key:${string}`;

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
