import { Client } from 'pg';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { seededRandom } from '../../dev/seeded-random.ts';
import type { Send } from '../../src/notification/channels/channel.ts';
import { redrive } from '../../src/outbox/drain.ts';
import { deliverDue } from '../../src/workflows/message/deliver.ts';
import { book } from '../support/booking/booking.ts';
import { sized } from '../support/harness/size.ts';
import { useStack } from '../support/harness/stack.ts';
import { drainKilledAt, drainKilledBy, type Kill } from '../support/message/killed-drain.ts';
import { emptyOutbox, enqueueMessages, outboxRows } from '../support/message/outbox.ts';

/** As many as there are kills. */
const seeds = sized(22);
const leaseSeconds = 120;
const start = '2027-03-02T09:00:00Z';

const stack = useStack();
let reservationId: string;
beforeAll(async () => {
  const booked = await book(stack, { item: 'riad-zahra', from: '2028-06-01', to: '2028-06-08', guests: 2 });
  reservationId = booked.id;
});
beforeEach(async () => {
  await emptyOutbox(stack);
  stack.clock.set(start);
});

/** A postman that keeps a list of what went out, by message id. */
function postman(refuses: (messageId: string) => boolean = () => false): { sent: string[]; send: Send } {
  const sent: string[] = [];
  return {
    sent,
    async send(messageId) {
      if (refuses(messageId)) throw new Error('550 no such mailbox');
      sent.push(messageId);
    },
  };
}

test('a drain killed at any of its awaits loses no message and repeats only the one it had just sent, under the same Message-ID', async () => {
  const messages = 3;
  const awaits = 1 + 2 * messages; // take the first; send each, note it and take the next
  const kills: Kill[] = Array.from({ length: awaits }, (_, index) => index + 1).flatMap((call) => [
    { call, effect: 'before' } as const,
    { call, effect: 'after' } as const,
  ]);
  const survived = new Set<Kill>();
  for (let seed = 0; seed < seeds; seed += 1) {
    const random = seededRandom(`drain ${seed}`);
    await emptyOutbox(stack);
    stack.clock.set(start);
    const ids = await enqueueMessages(stack, reservationId, messages);
    const { sent, send } = postman();
    const expected = [...ids];
    // The first kill of the seeds strikes each await in turn; more follow by chance while the rest is delivered.
    let kill = kills[seed % kills.length];
    while (kill) {
      const death = await drainKilledAt(stack.runtime, send, kill);
      if (death.isKilled) survived.add(kill);
      if (death.unnoted) expected.push(death.unnoted);
      stack.clock.advance({ seconds: leaseSeconds + 1 });
      kill = random() < 0.5 ? kills[Math.floor(random() * kills.length)] : undefined;
    }
    await deliverDue(stack.runtime, send);

    expect([...sent].sort(), `seed ${seed}: what went out`).toEqual(expected.sort());
    const rows = await outboxRows(stack);
    expect(
      rows.map(({ id, status, leaseToken }) => ({ id, status, leaseToken })),
      `seed ${seed}`,
    ).toEqual(ids.map((id) => ({ id, status: 'sent', leaseToken: null })));
  }
  expect(survived).toEqual(new Set(kills));
});

test('a drain killed while the mail server refuses now and then loses no message either', async () => {
  for (let seed = 0; seed < seeds; seed += 1) {
    const random = seededRandom(`refusing ${seed}`);
    await emptyOutbox(stack);
    stack.clock.set(start);
    const ids = await enqueueMessages(stack, reservationId, 3);
    let isRefusing = true;
    const { sent, send } = postman(() => isRefusing && random() < 0.3);
    for (let death = 0; death < 3; death += 1) {
      const call = 1 + Math.floor(random() * 8);
      await drainKilledAt(stack.runtime, send, { call, effect: random() < 0.5 ? 'before' : 'after' });
      stack.clock.advance({ minutes: 5 });
    }
    isRefusing = false;
    stack.clock.advance({ hours: 7 });
    await deliverDue(stack.runtime, send);

    expect([...new Set(sent)].sort(), `seed ${seed}`).toEqual(ids);
    const states = (await outboxRows(stack)).map(({ status }) => status);
    expect(states, `seed ${seed}`).toEqual(['sent', 'sent', 'sent']);
  }
});

test('two drains never hold one message: each of 60 goes out once though eight drains fetch at the same time', async () => {
  const ids = await enqueueMessages(stack, reservationId, 60);
  const { sent, send } = postman();
  await Promise.all(Array.from({ length: 8 }, () => deliverDue(stack.runtime, send)));
  expect(sent.sort()).toEqual(ids);
  expect(new Set((await outboxRows(stack)).map(({ status }) => status))).toEqual(new Set(['sent']));
});

test('two drains that reach for the same messages at the same instant do not both get them', async () => {
  const ids = await enqueueMessages(stack, reservationId, 3);
  const { sent, send } = postman();
  // Somebody else is just taking these rows, so that both drains come to them at once.
  const other = new Client({ connectionString: stack.databaseUrl });
  await other.connect();
  await other.query('begin');
  await other.query('select from outbox for update');
  let areDone = false;
  const drains = Promise.all([deliverDue(stack.runtime, send), deliverDue(stack.runtime, send)]).then(() => {
    areDone = true;
  });
  while (!areDone && (await waitingForLocks()) < 2);
  await other.query('rollback');
  await other.end();
  await drains;
  await deliverDue(stack.runtime, send);
  expect(sent.sort()).toEqual(ids);
});

async function waitingForLocks(): Promise<number> {
  const { rows } = await stack.database.query<{ count: number }>(
    "select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
  );
  return rows[0]?.count ?? 0;
}

test('what one drain holds, another leaves alone until the lease has run out; then the first can no longer note what the other has taken', async () => {
  const ids = await enqueueMessages(stack, reservationId, 3);
  const { sent, send } = postman();
  const atTheDoor = Promise.withResolvers<void>();
  const mayGoOn = Promise.withResolvers<void>();
  const slowly: Send = async (messageId, mail) => {
    await send(messageId, mail);
    if (sent.length === ids.length) atTheDoor.resolve();
    await mayGoOn.promise;
  };
  const slow = deliverDue(stack.runtime, slowly, undefined, { sms: 1, mail: ids.length });
  await atTheDoor.promise;

  const second = postman();
  await deliverDue(stack.runtime, second.send);
  expect(second.sent).toEqual([]);

  stack.clock.advance({ seconds: leaseSeconds + 1 });
  const held = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const third = deliverDue(stack.runtime, async () => {
    held.resolve();
    await release.promise;
    throw new Error('451 try again later');
  });
  await held.promise;
  mayGoOn.resolve();
  await slow;
  // What it had been trying is tried alone by the other: the first of them.
  expect((await outboxRows(stack)).map(({ status }) => status)).toEqual(['pending', 'sent', 'sent']);
  release.resolve();
  await third;
  expect(sent.sort()).toEqual(ids);
  expect((await outboxRows(stack)).map(({ lastError }) => lastError)).toEqual(['Error', null, null]);
});

test('a message that always fails backs off, longer each time and never by the same span for all, dies after ten attempts, and can be sent again by hand', async () => {
  const poison = new Set(await enqueueMessages(stack, reservationId, 12));
  const { sent, send } = postman((id) => poison.has(id));
  for (let attempt = 1; attempt <= 10; attempt += 1) {
    const before = stack.clock.now().getTime();
    await deliverDue(stack.runtime, send);
    const rows = await outboxRows(stack);
    expect(new Set(rows.map((row) => row.attempts))).toEqual(new Set([attempt]));
    expect(new Set(rows.map((row) => row.status))).toEqual(new Set([attempt < 10 ? 'pending' : 'dead']));
    const waits = rows.map((row) => (row.dueAt.getTime() - before) / 1000);
    const longest = Math.min(30 * 2 ** (attempt - 1), 6 * 3600);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(longest / 2);
    expect(Math.max(...waits)).toBeLessThanOrEqual(longest);
    expect(new Set(waits).size).toBeGreaterThan(6);
    await deliverDue(stack.runtime, send);
    expect((await outboxRows(stack)).map((row) => row.attempts)).toEqual(rows.map((row) => row.attempts));
    stack.clock.advance({ seconds: longest });
  }
  stack.clock.advance({ days: 30 });
  await deliverDue(stack.runtime, send);
  expect(sent).toEqual([]);

  const [first = ''] = poison;
  expect(await redrive(stack.runtime, first)).toBe(1);
  await deliverDue(stack.runtime, send);
  const redriven = (await outboxRows(stack)).filter((row) => row.status === 'pending');
  expect(redriven).toMatchObject([{ id: first, attempts: 1 }]);

  poison.clear();
  stack.clock.advance({ minutes: 1 });
  await deliverDue(stack.runtime, send);
  expect(sent).toEqual([first]);
  expect(await redrive(stack.runtime)).toBe(11);
  await deliverDue(stack.runtime, send);
  expect(new Set((await outboxRows(stack)).map((row) => row.status))).toEqual(new Set(['sent']));
});

test.each([
  ['whose subject is gone', { template: 'guest-confirmation' }],
  ['of a template that this release does not know', { template: 'guest-of-last-year' }],
])('more messages %s than one drain takes at once do not stop those behind them', async (_name, poison) => {
  await enqueueMessages(stack, 'res_00000000000000000000000000', 15, { ...poison, dueInSeconds: -60 });
  const ids = await enqueueMessages(stack, reservationId, 5);
  const { sent, send } = postman();
  for (let drain = 0; drain < 3; drain += 1) {
    // A drain that gives up with an error is tried again by the schedule, minutes later.
    await deliverDue(stack.runtime, send).catch(() => undefined);
    stack.clock.advance({ minutes: 10 });
  }
  expect(sent.sort()).toEqual(ids);
});

test('what brings down whoever tries it is tried alone from then on: nothing that was tried beside it is given up with it', async () => {
  const ids = await enqueueMessages(stack, reservationId, 6);
  const deadly = ids[2];
  const { sent, send } = postman();
  for (let attempt = 1; attempt <= 16; attempt += 1) {
    await drainKilledBy(stack.runtime, send, (messageId) => messageId === deadly, { sms: 1, mail: 4 });
    stack.clock.advance({ seconds: leaseSeconds + 1 });
  }
  const rows = await outboxRows(stack);
  expect(rows.filter(({ id }) => id !== deadly).map(({ status }) => status)).toEqual(Array(5).fill('sent'));
  expect(Math.max(...rows.filter(({ id }) => id !== deadly).map(({ attempts }) => attempts))).toBe(2);
  expect(rows.find(({ id }) => id === deadly)).toMatchObject({ status: 'dead', lastError: 'WornOutError' });
  expect(sent.filter((id) => id === deadly)).toEqual([]);
});

test('a message that hangs holds up no other: they go out beside it, and are noted while it hangs', async () => {
  const ids = await enqueueMessages(stack, reservationId, 12);
  const hangs = Promise.withResolvers<void>();
  const othersOut = Promise.withResolvers<void>();
  const { sent, send } = postman();
  const mostlySend: Send = async (messageId, mail) => {
    if (messageId === ids[0]) await hangs.promise;
    await send(messageId, mail);
    if (sent.length === ids.length - 1) othersOut.resolve();
  };
  const drained = deliverDue(stack.runtime, mostlySend, undefined, { sms: 1, mail: 4 });
  await othersOut.promise;
  const statuses = async () => (await outboxRows(stack)).map(({ status }) => status);
  await expect.poll(statuses).toEqual(['pending', ...Array(11).fill('sent')]);
  hangs.resolve();
  await drained;
  expect(await statuses()).toEqual(Array(12).fill('sent'));
});

test('forty messages, eight at a time, take less than half as many trips', async () => {
  await enqueueMessages(stack, reservationId, 40, { template: 'owner-new-reservation' });
  const { sent, send } = postman();
  stack.proxy.resetCounts(stack.databaseName);
  await deliverDue(stack.runtime, send, undefined, { sms: 1, mail: 8 });
  expect(sent).toHaveLength(40);
  expect(stack.proxy.counts(stack.databaseName).requests).toBeLessThan(20);
});
