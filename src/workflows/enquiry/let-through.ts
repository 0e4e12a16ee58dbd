import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { type Actor, record } from '../../audit/record.ts';
import { enqueue } from '../../outbox/enqueue.ts';
import { firstOf } from '../../platform/database/database.ts';
import { functionNamed } from '../../platform/database/functions.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { type EnquiryThread, presentThread, threadRowSchema } from './thread.ts';

/**
 * Lets a message through that was set aside, called spam since or not: it is open, and the owner is told as of
 * any other, once. Throws the 404 for one that was not set aside. One statement.
 */
export async function letThrough(runtime: Runtime, actor: Actor, id: string): Promise<EnquiryThread> {
  const now = runtime.clock.now();
  const rows = await runtime.database.query(sql`
    with freed as (
      update enquiries e set let_through_at = ${now.toISOString()}, spam_at = null, version = e.version + 1
      where e.id = ${id} and e.set_aside_because is not null and e.let_through_at is null returning *
    ), noted as (${record(now, actor, 'enquiry.let-through', sql`id`, sql`freed`)}
    ), announced as (${enqueue(runtime, 'owner-new-enquiry', sql`id`, sql`freed`)})
    select ${functionNamed('enquiry_thread')}(e) as thread from (
      select * from freed union all
      select * from enquiries where id = ${id} and let_through_at is not null and not exists (select from freed)) e`);
  const found = firstOf(v.object({ thread: threadRowSchema }), rows);
  if (!found) throw new Problem('not-found', 'There is no such message set aside.');
  return presentThread(runtime, found.thread);
}
