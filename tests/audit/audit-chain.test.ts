import { Client } from 'pg';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { authorized, book, newClient, reserve } from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { someoneWaits } from '../support/database/someone-waits.ts';
import { useStack } from '../support/harness/stack.ts';

const stack = useStack();
/** A reservation that was held, paid and cancelled. */
let reservationId: string;
beforeAll(async () => {
  const booked = await book(stack, (await cloneItem(stack)).wish);
  const options = { method: 'POST', headers: authorized(booked), from: newClient() };
  expect((await stack.call(`/reservations/${booked.id}/cancel`, options)).status).toBe(200);
  reservationId = booked.id;
  const other = await cloneItem(stack);
  await reserve(stack, other.wish);
  stack.clock.advance({ minutes: 15 });
  await reserve(stack, other.wish);
  await stack.functions.settled();
});

/** The events at which the chain of their subject does not hold: another row came before, or another one stood here. */
async function broken(): Promise<number[]> {
  const { rows } = await stack.database.query<{ sequence: string }>(`
    with chain as (
      select sequence, hash, previous_hash, lag(hash) over (partition by subject_id order by sequence) as hash_before,
        encode(sha256(convert_to(jsonb_build_array(previous_hash, sequence, extract(epoch from at), actor, action, subject_id, details)::text, 'UTF8')), 'hex') as recomputed
      from audit_events
    ) select sequence from chain where hash is distinct from recomputed or previous_hash is distinct from hash_before order by sequence`);
  return rows.map(({ sequence }) => Number(sequence));
}

async function sequences(): Promise<number[]> {
  const { rows } = await stack.database.query<{ sequence: string }>(
    'select sequence from audit_events where subject_id = $1 order by sequence',
    [reservationId],
  );
  return rows.map(({ sequence }) => Number(sequence));
}

/** What the check finds after somebody with power over the database has laid hands on the log. Undone afterwards. */
async function brokenAfter(statement: string, sequence: number | undefined): Promise<number[]> {
  await stack.database.query('begin');
  try {
    await stack.database.query('alter table audit_events disable trigger audit_events_append_only');
    const { rowCount } = await stack.database.query(statement, [sequence]);
    expect(rowCount).toBe(1);
    return await broken();
  } finally {
    await stack.database.query('rollback');
  }
}

beforeEach(async () => {
  expect(await broken()).toEqual([]);
});

test('the log tells who did what to a reservation, in order, as one unbroken chain', async () => {
  const { rows } = await stack.database.query(
    `select actor, action from audit_events where subject_id = $1 and action not like 'security-deposit.%' order by sequence`,
    [reservationId],
  );
  expect(rows).toEqual([
    { actor: 'guest', action: 'reservation.held' },
    { actor: 'stripe', action: 'reservation.confirmed' },
    { actor: 'guest', action: 'reservation.cancelled' },
  ]);
  const swept = await stack.database.query(
    `select actor from audit_events where action = 'reservation.expired'`,
  );
  expect(swept.rows).toEqual([{ actor: 'system' }]);
});

test.each([
  ['the actor', `update audit_events set actor = 'nobody' where sequence = $1`],
  ['the action', `update audit_events set action = 'reservation.cancelled' where sequence = $1`],
  ['the instant', `update audit_events set at = at - interval '1 microsecond' where sequence = $1`],
  ['the details', `update audit_events set details = '{"refundDueMinor": 1}' where sequence = $1`],
  ['the hash', `update audit_events set hash = repeat('0', 64) where sequence = $1`],
])('an event of which somebody changed %s is found out', async (_what, statement) => {
  const [first, second] = await sequences();
  expect(await brokenAfter(statement, first)).toContain(first);
  expect(await brokenAfter(statement, second)).toContain(second);
});

test('an event that was changed along with its own hash is found out by the one after it', async () => {
  const [, second, third] = await sequences();
  const forge = `update audit_events set details = '{"forged": true}', hash = encode(sha256(convert_to(
    jsonb_build_array(previous_hash, sequence, extract(epoch from at), actor, action, subject_id, '{"forged": true}'::jsonb)::text, 'UTF8')), 'hex')
    where sequence = $1`;
  expect(await brokenAfter(forge, second)).toEqual([third]);
});

test('an event taken out of the middle is found out by the one after it, and one taken from another subject too', async () => {
  const [first, second, third] = await sequences();
  const remove = 'delete from audit_events where sequence = $1';
  expect(await brokenAfter(remove, first)).toEqual([second]);
  expect(await brokenAfter(remove, second)).toEqual([third]);
  const move = `update audit_events set subject_id = 'res_another' where sequence = $1`;
  expect(await brokenAfter(move, second)).toEqual([second, third]);
});

test('of two who write about one subject at once, the one that is linked later has the larger number', async () => {
  const [holder, waiter] = await Promise.all([connect(), connect()]);
  const write = `insert into audit_events (at, actor, action, subject_id) values (now(), 'guest', 'reservation.held', 'res_race')`;
  try {
    await holder.query('begin');
    await holder.query(`select pg_advisory_xact_lock(hashtextextended('res_race', 3))`);
    const later = waiter.query(write);
    await someoneWaits(stack);
    await holder.query(write);
    await holder.query('commit');
    await later;
  } finally {
    await Promise.all([holder.end(), waiter.end()]);
  }
  expect(await broken()).toEqual([]);
});

async function connect(): Promise<Client> {
  const client = new Client({ connectionString: stack.databaseUrl });
  await client.connect();
  return client;
}
