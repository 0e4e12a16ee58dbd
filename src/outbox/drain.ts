import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { firstOf, rowsOf } from '../platform/database/database.ts';
import { Problem } from '../platform/problems.ts';
import { beginRun, independently, type Run, type RunLimits } from '../platform/run.ts';
import type { Runtime } from '../platform/runtime.ts';
import type { Channel } from './kinds.ts';

const batchSize = 10;
/** Longer than the slowest delivery by far: it begins anew with each attempt. */
const leaseSeconds = 120;
const mostAttempts = 10;
const firstBackoffSeconds = 30;
const longestBackoffSeconds = 6 * 3600;

/** What is due, with what it is about as the database gave it; whoever delivers it reads that, one by one. */
const leasedSchema = v.object({ id: v.string(), content: v.unknown() });
export type Leased = v.InferOutput<typeof leasedSchema>;

/**
 * Why no attempt was made: it was tried as often as it may be and never noted, because it brings down whoever
 * tries.
 */
class WornOutError extends Error {
  override readonly name = 'WornOutError';
}

/** Some due messages, ours alone as long as the lease holds. */
interface Lease {
  readonly token: string;
  readonly messages: readonly Leased[];
}

/**
 * A message that is done without having been sent: what it would have said is no longer so, or there is
 * nobody to tell.
 */
export const notNeeded = Symbol('not needed');
type Delivered = string | undefined | typeof notNeeded;

/** Channels of the outbox whose messages wait in one queue, and how they are delivered. */
export interface Drain {
  readonly channels: readonly Channel[];
  /** A condition on the row `o`: for messages that must not wait for others. */
  readonly only?: SQL;
  /** A JSON expression over the row `o`: all that is needed to deliver it. */
  readonly content: SQL;
  /**
   * Delivers one. Answers the subject of a mail to a guest, as it went out, or that there was nothing to send
   * any more.
   */
  readonly deliver: (message: Leased) => Promise<Delivered>;
  /** CTEs that stand beside the note that a message is given up, each ending in a comma. */
  readonly givenUp?: (message: Leased) => SQL;
}

/** What became of a drain; `isThrough` says that nothing more was due. */
interface Drained {
  sent: number;
  failed: number;
  isThrough: boolean;
}

/**
 * Delivers what is due until nothing is left or the time is over, `parallel` at a time. At least once:
 * whoever dies after a delivery and before its note leaves the message to the next, under the same id. An
 * attempt is counted when it is made; what was taken and not tried goes back as it was. What goes wrong with
 * one message, in whatever way, holds up no other.
 */
export async function drain(
  runtime: Runtime,
  one: Drain,
  { parallel = 1, ...limits }: RunLimits & { readonly parallel?: number } = {},
): Promise<void> {
  const run = beginRun(runtime, limits);
  const drained: Drained = { sent: 0, failed: 0, isThrough: false };
  await independently(...Array.from({ length: parallel }, () => () => work(runtime, one, run, drained)));
  const { sent, failed, isThrough } = drained;
  if (sent + failed === 0 && isThrough) return;
  const left = isThrough ? 0 : await countDue(runtime, one);
  runtime.log(left > 0 ? 'warn' : 'info', 'job run', {
    part: `outbox ${one.channels.join(' ')}`,
    count: sent,
    left,
  });
}

async function work(runtime: Runtime, one: Drain, run: Run, drained: Drained): Promise<void> {
  while (!run.isOver()) {
    const lease = await leaseDue(runtime, one);
    if (lease.messages.length === 0) {
      drained.isThrough = true;
      return;
    }
    for (const [index, message] of lease.messages.entries()) {
      if (run.isOver()) return giveBack(runtime, lease, lease.messages.slice(index));
      await tryOne(runtime, one, lease, message, drained);
    }
  }
}

async function tryOne(
  runtime: Runtime,
  one: Drain,
  lease: Lease,
  message: Leased,
  drained: Drained,
): Promise<void> {
  const attempts = await countAttempt(runtime, lease, message);
  // The lease has passed to somebody else.
  if (attempts === undefined) return;
  const outcome = await attempt(one, message, attempts);
  try {
    if ('done' in outcome) await markSent(runtime, lease, message, outcome.done);
    else await markFailed(runtime, lease, message, attempts, outcome.error, one.givenUp);
    drained['done' in outcome ? 'sent' : 'failed'] += 1;
  } catch (error) {
    // While the database is away nothing can be noted; else it is this message alone.
    if (error instanceof Problem) throw error;
    drained.failed += 1;
    runtime.log('error', 'message not noted', { messageId: message.id, error });
  }
}

async function attempt(
  { deliver }: Drain,
  message: Leased,
  attempts: number,
): Promise<{ readonly done: Delivered } | { readonly error: unknown }> {
  if (attempts > mostAttempts) return { error: new WornOutError() };
  try {
    return { done: await deliver(message) };
  } catch (error) {
    return { error };
  }
}

/** The messages of a drain that are due and that nobody holds, as the row `o`. */
function isDue({ clock }: Runtime, { channels, only }: Drain): SQL {
  const at = clock.now().toISOString();
  const which: SQL = only ? sql`and ${only}` : sql``;
  return sql`o.status = 'pending' and o.channel = any(${sql.param(channels)}::text[]) and o.due_at <= ${at} and (o.lease_until is null or o.lease_until <= ${at}) ${which}`;
}

/** Takes due messages that nobody else holds. One statement. */
async function leaseDue(runtime: Runtime, one: Drain): Promise<Lease> {
  const token = Buffer.from(runtime.random(16)).toString('base64url');
  const rows = await runtime.database.query(sql`
    with due as (
      select o.id from outbox o where ${isDue(runtime, one)}
      order by o.due_at, o.id limit ${batchSize} for update skip locked
    ), leased as (
      update outbox o set lease_token = ${token}, lease_until = ${leaseEnd(runtime)} from due where o.id = due.id returning o.*
    )
    select o.id, ${one.content} as content from leased o order by o.due_at, o.id`);
  return { token, messages: rowsOf(leasedSchema, rows) };
}

function leaseEnd({ clock }: Runtime): string {
  return new Date(clock.now().getTime() + leaseSeconds * 1000).toISOString();
}

/**
 * Counts an attempt that is about to be made, and begins the lease anew. Nothing where it has passed to
 * somebody else.
 */
async function countAttempt(runtime: Runtime, lease: Lease, { id }: Leased): Promise<number | undefined> {
  const rows =
    await runtime.database.query(sql`update outbox set attempts = attempts + 1, lease_until = ${leaseEnd(runtime)}
    where id = ${id} and lease_token = ${lease.token} and status = 'pending' and lease_until > ${runtime.clock.now().toISOString()} returning attempts`);
  return firstOf(v.object({ attempts: v.number() }), rows)?.attempts;
}

/** Lets go of what was taken and not tried. */
async function giveBack(runtime: Runtime, lease: Lease, messages: readonly Leased[]): Promise<void> {
  await runtime.database.query(sql`update outbox set lease_token = null, lease_until = null
    where lease_token = ${lease.token} and id = any(${sql.param(messages.map(({ id }) => id))}::text[])`);
}

async function countDue(runtime: Runtime, one: Drain): Promise<number> {
  const rows = await runtime.database.query(
    sql`select count(*)::int as count from outbox o where ${isDue(runtime, one)}`,
  );
  return firstOf(v.object({ count: v.number() }), rows)?.count ?? 0;
}

/** Notes a delivery. Nothing happens when the lease has passed to somebody else, who then notes it. */
async function markSent(
  runtime: Runtime,
  lease: Lease,
  message: Leased,
  delivered: Delivered,
): Promise<void> {
  const [status, subject] = delivered === notNeeded ? ['not-needed', undefined] : ['sent', delivered];
  if (delivered === notNeeded) runtime.log('info', 'message not needed', { messageId: message.id });
  await runtime.database.query(sql`update outbox set status = ${status}, sent_subject = ${subject ?? null}, sent_at = ${runtime.clock.now().toISOString()}, last_error = null, lease_token = null, lease_until = null
    where id = ${message.id} and lease_token = ${lease.token}`);
}

/**
 * Puts a message off after a failure, each time for longer and never for all at the same instant; after the
 * last attempt it is dead. What follows from that stands in the same statement, so that it happens exactly
 * then.
 */
async function markFailed(
  runtime: Runtime,
  lease: Lease,
  message: Leased,
  attempts: number,
  error: unknown,
  givenUp: Drain['givenUp'],
): Promise<void> {
  const isDead = attempts >= mostAttempts;
  const reason = error instanceof Error ? error.name : 'unknown';
  const follows: SQL = isDead && givenUp ? givenUp(message) : sql``;
  await runtime.database.query(sql`with noted as (update outbox set
      status = ${isDead ? 'dead' : 'pending'}, due_at = ${nextAttempt(runtime, attempts).toISOString()},
      last_error = ${reason}, lease_token = null, lease_until = null
    where id = ${message.id} and lease_token = ${lease.token} returning id), ${follows} done as (select id from noted) select id from done`);
  runtime.log(isDead ? 'error' : 'warn', isDead ? 'message dead' : 'message put off', {
    messageId: message.id,
    attempt: attempts,
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
