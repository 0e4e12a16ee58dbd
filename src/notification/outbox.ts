import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { rowsOf } from '../platform/database.ts';
import type { Runtime } from '../platform/runtime.ts';

const batchSize = 10;
/** Longer than the slowest delivery of one mail by far; whoever lets it pass has lost the rest of its batch. */
const leaseSeconds = 120;
const mostAttempts = 10;
const firstBackoffSeconds = 30;
const longestBackoffSeconds = 6 * 3600;

/** What is due, with what it is about as the database gave it; whoever delivers it reads that, one by one. */
const leasedSchema = v.object({ id: v.string(), attempts: v.number(), content: v.unknown() });
export type Leased = v.InferOutput<typeof leasedSchema>;

/** A message is at its last attempt: should that fail, it is dead. */
export function isLastAttempt({ attempts }: Leased): boolean {
  return attempts >= mostAttempts;
}

/** Why no attempt was made: it was taken as often as it may be and never noted, because it brings down whoever tries. */
class WornOutError extends Error {
  override readonly name = 'WornOutError';
}

/** Delivers a message by `deliver`, unless it is worn out. Answers what that did, or what went wrong. */
export async function attempt<T>(
  message: Leased,
  deliver: (content: unknown) => Promise<T>,
): Promise<{ readonly done: T } | { readonly error: unknown }> {
  if (message.attempts > mostAttempts) return { error: new WornOutError() };
  try {
    return { done: await deliver(message.content) };
  } catch (error) {
    return { error };
  }
}

/** Some due messages, ours alone until `until`. */
export interface Lease {
  readonly token: string;
  readonly until: Date;
  readonly messages: readonly Leased[];
}

/**
 * Takes due messages of a channel that nobody else holds, with all that is needed to deliver them. One statement.
 * @param content a JSON expression over the row `o`.
 */
export async function leaseDue(runtime: Runtime, channel: 'mail' | 'provider', content: SQL): Promise<Lease> {
  const now = runtime.clock.now();
  const token = Buffer.from(runtime.random(16)).toString('base64url');
  const until = new Date(now.getTime() + leaseSeconds * 1000);
  const rows = await runtime.database.query(sql`
    with due as (
      select id from outbox
      where status = 'pending' and channel = ${channel} and due_at <= ${now.toISOString()} and (lease_until is null or lease_until <= ${now.toISOString()})
      order by due_at, id limit ${batchSize} for update skip locked
    ), leased as (
      update outbox o set lease_token = ${token}, lease_until = ${until.toISOString()}, attempts = o.attempts + 1 from due where o.id = due.id returning o.*
    )
    select o.id, o.attempts, ${content} as content from leased o order by o.due_at, o.id`);
  return { token, until, messages: rowsOf(leasedSchema, rows) };
}

/**
 * Notes a delivery. Nothing happens when the lease has passed to somebody else, who then notes it.
 * @param subject of a mail to a guest, as it went out.
 */
export async function markSent(
  runtime: Runtime,
  lease: Lease,
  message: Leased,
  subject?: string,
): Promise<void> {
  await runtime.database.query(sql`update outbox set status = 'sent', sent_subject = ${subject ?? null}, sent_at = ${runtime.clock.now().toISOString()}, last_error = null, lease_token = null, lease_until = null
    where id = ${message.id} and lease_token = ${lease.token}`);
}

/** Puts a message off after a failure, each time for longer and never for all at the same instant; after the last attempt it is dead. */
export async function markFailed(
  runtime: Runtime,
  lease: Lease,
  message: Leased,
  error: unknown,
): Promise<void> {
  const isDead = isLastAttempt(message);
  const reason = error instanceof Error ? error.name : 'unknown';
  await runtime.database.query(sql`update outbox set
      status = ${isDead ? 'dead' : 'pending'}, due_at = ${nextAttempt(runtime, message.attempts).toISOString()},
      last_error = ${reason}, lease_token = null, lease_until = null
    where id = ${message.id} and lease_token = ${lease.token}`);
  runtime.log(isDead ? 'error' : 'warn', isDead ? 'message dead' : 'message put off', {
    messageId: message.id,
    attempt: message.attempts,
    error,
  });
}

/** Twice as long each time, up to a limit, half of it by chance ("equal jitter"). */
function nextAttempt(runtime: Runtime, attempts: number): Date {
  const seconds = Math.min(longestBackoffSeconds, firstBackoffSeconds * 2 ** (attempts - 1));
  const chance = (runtime.random(1)[0] ?? 0) / 255;
  return new Date(runtime.clock.now().getTime() + seconds * (0.5 + chance / 2) * 1000);
}

/** Gives dead messages another life, all or one. Answers how many. */
export async function redrive(runtime: Runtime, messageId?: string): Promise<number> {
  const which: SQL = messageId ? sql`and id = ${messageId}` : sql``;
  const rows =
    await runtime.database.query(sql`update outbox set status = 'pending', attempts = 0, due_at = ${runtime.clock.now().toISOString()}
    where status = 'dead' ${which} returning id`);
  return rows.length;
}
