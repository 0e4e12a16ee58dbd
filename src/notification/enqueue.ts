import { type SQL, sql } from 'drizzle-orm';
import { newId } from '../platform/ids.ts';
import type { Runtime } from '../platform/runtime.ts';
import type { Template } from './template-names.ts';

/**
 * `insert into outbox … select`, to stand as a CTE in the statement that decides the message: it goes out exactly when
 * that commits. `source` is a FROM clause of which each row sends one message; `subject` names its column of the subject's id.
 * @param details a JSON object expression over `source`; never personal data.
 */
export function enqueue(
  runtime: Runtime,
  template: Template,
  subject: SQL,
  source: SQL,
  details: SQL = sql`'{}'::jsonb`,
): SQL {
  const now = runtime.clock.now();
  const id = newId('message', now, runtime.random);
  return sql`insert into outbox (id, template, subject_id, details, due_at, created_at)
    select ${id}, ${template}, ${subject}, ${details}, ${now.toISOString()}, ${now.toISOString()} from ${source}`;
}
