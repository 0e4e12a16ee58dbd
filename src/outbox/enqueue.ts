import { type SQL, sql } from 'drizzle-orm';
import type { Runtime } from '../platform/runtime.ts';
import { isTextTemplate, type Template } from './kinds.ts';

/**
 * `insert into outbox … select`, to stand as a CTE in the statement that decides the message: it goes out
 * exactly when that commits. `source` is a FROM clause of which each row sends one message; `subject` names
 * its column of the subject's id.
 * @param details a JSON object expression over `source`; never personal data.
 * @param due from when on it may go out, as an instant over `source`; whether it is still so is asked then
 *   (`isStillSo`).
 */
export function enqueue(
  runtime: Runtime,
  template: Template,
  subject: SQL,
  source: SQL,
  details: SQL = sql`'{}'::jsonb`,
  due?: SQL,
): SQL {
  const at = runtime.clock.now().toISOString();
  return sql`insert into outbox (id, channel, template, subject_id, details, due_at, created_at)
    select new_id('msg'), ${isTextTemplate(template) ? 'sms' : 'mail'}, ${template}, ${subject}, ${details}, ${due ?? sql`${at}::timestamptz`}, ${at} from ${source}`;
}

/**
 * A call to a payment provider that must happen; what it does stands in `payment/provider-calls.ts`, by the
 * same name.
 */
export type ProviderCall =
  | 'refund'
  | 'capture'
  | 'void'
  | 'hold-deposit'
  | 'renew-deposit'
  | 'capture-deposit';

/** The same for a call to a payment provider about the payment (or refund) that `subject` names. */
export function enqueueCall(runtime: Runtime, call: ProviderCall, subject: SQL, source: SQL): SQL {
  const at = runtime.clock.now().toISOString();
  return sql`insert into outbox (id, channel, template, subject_id, due_at, created_at)
    select new_id('msg'), 'provider', ${call}, ${subject}, ${at}, ${at} from ${source}`;
}
