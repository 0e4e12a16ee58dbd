import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveFunctions } from '../../dev/functions-server.ts';
import { createRuntime } from '../../src/platform/runtime.ts';
import { authorized, postReservation, quote, reserve } from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { someoneWaits } from '../support/database/someone-waits.ts';
import { call } from '../support/harness/client.ts';
import { functionModules } from '../support/harness/functions.ts';
import { patienceMs } from '../support/harness/patience.ts';
import { type Stack, useStack } from '../support/harness/stack.ts';
import { expectRefusal } from '../support/http/refusal.ts';

const stack = useStack();
/** The same stack behind functions that wait for a moment only. */
let impatient: Stack;
let holder: Client;
beforeAll(async () => {
  const { config, clock, log } = stack.runtime;
  const runtime = createRuntime(config, { clock, log, databaseWaitMs: 300, redisTimeoutMs: patienceMs });
  const functions = await serveFunctions(functionModules, { port: 0, runtime });
  impatient = {
    ...stack,
    functions,
    call: (path, options) => call(`${functions.url}/api/v1${path}`, options),
  };
  holder = new Client({ connectionString: stack.databaseUrl });
  await holder.connect();
});
afterAll(async () => {
  await holder.end();
  await impatient.functions.close();
});

/** Runs `during` while another transaction holds the lock of an item, at which everyone who takes of it queues. */
async function whileItemIsHeld<T>(itemId: string, during: () => Promise<T>): Promise<T> {
  await holder.query('begin');
  try {
    await holder.query('select pg_advisory_xact_lock(hashtextextended($1, 2))', [itemId]);
    return await during();
  } finally {
    await holder.query('rollback');
  }
}

/** Holds on for so long, by the database's clock. */
const holdOn = (seconds: number) => holder.query('select pg_sleep($1)', [seconds]);

async function madeOf(itemId: string): Promise<number> {
  const { rows } = await stack.database.query<{ count: number }>(
    'select count(*)::int as count from reservations where item_id = $1',
    [itemId],
  );
  return rows[0]?.count ?? 0;
}

/** How often the database has refused a request for want of a lock. */
const givenUp = () => stack.proxy.counts(stack.databaseName).errors['55P03'] ?? 0;

test('who claims first and waits long keeps the place in the queue: the second does not overtake', async () => {
  const { id, wish } = await cloneItem(stack);
  const token = (await quote(stack, wish)).quote;
  const [first, second] = await whileItemIsHeld(id, async () => {
    const first = postReservation(stack, token);
    await someoneWaits(stack);
    await holdOn(1);
    const second = postReservation(stack, token);
    await someoneWaits(stack, 2);
    // Longer than one try of old, after which the first came behind the second.
    await holdOn(1.5);
    return [first, second];
  });
  expect((await first).status).toBe(201);
  expectRefusal(await second, 409, 'slot-taken');
  expect(givenUp()).toBe(0);
});

test('a claim waits by one budget: when that is over it is asked to come again, was tried once, and makes nothing later', async () => {
  const { id, wish } = await cloneItem(impatient);
  const token = (await quote(impatient, wish)).quote;
  const before = givenUp();
  await whileItemIsHeld(id, async () => {
    const answer = await postReservation(impatient, token, 'patience');
    expectRefusal(answer, 503, 'busy');
    expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
  });
  expect(givenUp()).toBe(before + 1);
  expect(await madeOf(id)).toBe(0);
  expect((await postReservation(impatient, token, 'patience')).status).toBe(201);
});

test('a cancellation waits by the same budget', async () => {
  const { id, wish } = await cloneItem(impatient);
  const reservation = await reserve(impatient, wish);
  const cancel = () =>
    impatient.call(`/reservations/${reservation.id}/cancel`, {
      method: 'POST',
      headers: authorized(reservation),
    });
  const before = givenUp();
  await whileItemIsHeld(id, async () => expectRefusal(await cancel(), 503, 'busy'));
  expect(givenUp()).toBe(before + 1);
  expect((await cancel()).status).toBe(200);
});

test('whoever waits while the database ends its connections is asked to come again, and has the time when the request is repeated', async () => {
  const { id, wish } = await cloneItem(stack);
  const token = (await quote(stack, wish)).quote;
  const answer = await whileItemIsHeld(id, async () => {
    const claim = postReservation(stack, token, 'restarted');
    await someoneWaits(stack);
    await stack.database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return claim;
  });
  expectRefusal(answer, 503, 'unavailable');
  expect(await madeOf(id)).toBe(0);
  expect((await postReservation(stack, token, 'restarted')).status).toBe(201);
});

test('a deadlock is not the guest’s: the claim that lost is tried again by itself, within its budget', async () => {
  const { id, wish } = await cloneItem(stack);
  const token = (await quote(stack, wish)).quote;
  const key = 'crossed';
  await holder.query('begin');
  // The other side waits for ever, so that the claim is the one that PostgreSQL ends.
  await holder.query("set local deadlock_timeout = '10min'");
  await holder.query('select from items where id = $1 for update', [id]);
  const claim = postReservation(stack, token, key);
  await someoneWaits(stack); // it holds the lock of the item, and waits for its row
  await holder.query('select pg_advisory_xact_lock(hashtextextended($1, 2))', [id]);
  await holder.query('rollback');
  expect((await claim).status).toBe(201);
  expect(stack.proxy.counts(stack.databaseName).errors['40P01']).toBe(1);
});
