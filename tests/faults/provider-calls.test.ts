import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, expect, test } from 'vitest';
import makeProviderCalls from '../../netlify/functions/scheduled/make-provider-calls.ts';
import keepDeposits from '../../netlify/functions/scheduled/sync-deposits.ts';
import { staff } from '../support/account/staff.ts';
import {
  newClient,
  openPayment,
  openPaypalPayment,
  pay,
  reserve,
  settledAll,
} from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { paymentState, reservationState, unbalancedTransactions } from '../support/booking/settled-state.ts';
import { fireSchedule } from '../support/harness/fire-schedule.ts';
import { useStack } from '../support/harness/stack.ts';
import { quietMails } from '../support/message/quiet-outbox.ts';

const stack = useStack();
beforeAll(async () => {
  await quietMails(stack);
  // What a crash leaves behind heals by our own repetition alone: no event of a provider helps.
  stack.stripe.chaos({ drop: 'all' });
  stack.paypal.chaos({ drop: 'all' });
});
afterEach(async () => {
  stack.proxy.clearFaults();
  stack.stripe.chaos({ apiFault: null });
  stack.paypal.chaos({ apiFault: null });
  expect(await unbalancedTransactions(stack)).toEqual([]);
});

/** Every await of a job, and the two sides of it on which a process can be killed. */
const awaits = {
  'taking the call': { matching: /outbox_round/, given: /paypal/ },
  'storing the answer': { matching: /\.apply_\w+\(/ },
  'noting that it is done': { matching: /outbox_round/, given: /status\W+sent/ },
} as const;

const kills = Object.entries(awaits).flatMap(([name, which]) => [
  {
    name: `before ${name}`,
    arm: () => stack.proxy.faults({ database: stack.databaseName, ...which, failBefore: 'close', next: 1 }),
  },
  {
    name: `after ${name}`,
    arm: () => stack.proxy.faults({ database: stack.databaseName, ...which, failAfter: true, next: 1 }),
  },
]);
const atProvider = (['before', 'after'] as const).map((effect) => ({
  name: `${effect} the provider has done it`,
  arm: () => {
    const apiFault = { effect, answer: 'close', next: 3 } as const;
    stack.stripe.chaos({ apiFault });
    stack.paypal.chaos({ apiFault });
  },
}));

/** Runs the jobs as the schedule does, once while they are killed, and again when the lease of the dead has run out. */
async function killAndRepeat(arm: () => unknown): Promise<void> {
  arm();
  await fireSchedule(stack, makeProviderCalls);
  stack.proxy.clearFaults();
  stack.stripe.chaos({ apiFault: null });
  stack.paypal.chaos({ apiFault: null });
  for (let round = 0; round < 3; round += 1) {
    stack.clock.advance({ minutes: 3 });
    await fireSchedule(stack, makeProviderCalls);
  }
  await settledAll(stack);
}

/** Writes what a request would have enqueued, without the request's own delivery. */
async function enqueue(template: string, subject: string): Promise<void> {
  await stack.database.query(
    `insert into outbox (id, channel, template, subject_id, due_at, created_at) values (new_id('msg'), 'provider', $1, $2, $3, $3)`,
    [template, subject, stack.clock.now()],
  );
}

async function paidByPaypal() {
  const reservation = await reserve(stack, (await cloneItem(stack)).wish);
  const { id, orderId } = await openPaypalPayment(stack, reservation);
  await stack.functions.settled();
  stack.paypal.approve(orderId);
  await enqueue('capture', id);
  await fireSchedule(stack, makeProviderCalls);
  return { reservation, id, orderId };
}

test.each([...kills, ...atProvider])('a capture that is killed $name is made once', async ({ arm }) => {
  const reservation = await reserve(stack, (await cloneItem(stack)).wish);
  const { id, orderId } = await openPaypalPayment(stack, reservation);
  await stack.functions.settled();
  stack.paypal.approve(orderId);
  await enqueue('capture', id);
  await killAndRepeat(arm);
  expect(stack.paypal.capturesOf(orderId)).toHaveLength(1);
  expect(await paymentState(stack, id)).toMatchObject({
    status: 'succeeded',
    captured: reservation.total.amount,
  });
  expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'confirmed', refundDue: 0 });
});

test.each([...kills, ...atProvider])('a refund that is killed $name is made once', async ({ arm }) => {
  const { id } = await paidByPaypal();
  const before = (await stack.database.query('select captured_minor from payments where id = $1', [id])).rows;
  await stack.database.query(
    `insert into refunds (id, payment_id, amount_minor, currency, reason, note, requested_by, created_at, changed_at) values (new_id('rfd'), $1, 700, 'EUR', 'staff', 'x', 'staff:x', $2, $2)`,
    [id, stack.clock.now()],
  );
  await killAndRepeat(arm);
  const { rows } = await stack.database.query(
    'select status, provider_ref from refunds where payment_id = $1',
    [id],
  );
  expect(rows).toEqual([{ status: 'succeeded', provider_ref: expect.any(String) }]);
  expect(await paymentState(stack, id)).toMatchObject({ refunded: 700 });
  expect(before).toHaveLength(1);
});

test.each([...kills, ...atProvider])(
  'a security deposit whose hold is killed $name is held once',
  async ({ arm }) => {
    const { reservation } = await paidByPaypal();
    await stack.database.query('update security_deposits set authorize_at = $2 where reservation_id = $1', [
      reservation.id,
      stack.clock.now(),
    ]);
    await fireSchedule(stack, keepDeposits);
    await killAndRepeat(arm);
    const { rows } = await stack.database.query(
      `select d.status, count(p.id)::int as holds from security_deposits d join payments p on p.reservation_id = d.reservation_id and p.purpose = 'security-deposit'
     where d.reservation_id = $1 group by d.status`,
      [reservation.id],
    );
    expect(rows).toEqual([{ status: 'authorized', holds: 1 }]);
  },
);

/** A refund whose call has had nine attempts, all of them failures that the provider knows nothing of. */
async function nearlyGivenUp(): Promise<string> {
  const reservation = await reserve(stack, (await cloneItem(stack)).wish);
  const { id, intentId } = await openPayment(stack, reservation);
  stack.stripe.chaos({ drop: [] });
  await pay(stack, intentId);
  stack.stripe.chaos({ apiFault: { effect: 'before', answer: 'error' } });
  await stack.call(`/payments/${id}/refunds`, {
    body: { amount: 1, reason: 'to be given up' },
    headers: { ...staff, 'Idempotency-Key': randomUUID() },
    from: newClient(),
  });
  // The first attempt has failed by now.
  await settledAll(stack);
  await stack.database.query(
    `update outbox set attempts = 9 where template = 'refund' and status = 'pending'`,
  );
  stack.clock.advance({ hours: 7 });
  return id;
}

async function expectGivenUp(paymentId: string): Promise<void> {
  const { rows } = await stack.database.query(
    `select status from outbox where template = 'refund' and subject_id in (select id from refunds where payment_id = $1)`,
    [paymentId],
  );
  expect(rows).toEqual([{ status: 'dead' }]);
  const told = await stack.database.query(
    `select 1 from outbox where template = 'owner-refund-failed' and subject_id = $1`,
    [paymentId],
  );
  expect(told.rowCount).toBe(1);
}

test('a call that nobody can make is given up in the end, and the owner hears of it', async () => {
  const paymentId = await nearlyGivenUp();
  await fireSchedule(stack, makeProviderCalls);
  await settledAll(stack);
  await expectGivenUp(paymentId);
});

test('a call that brings down whoever makes it is given up too, and the owner hears of that', async () => {
  const paymentId = await nearlyGivenUp();
  // What is left of the last attempt when its process was killed: counted, leased, never noted.
  await stack.database.query(
    `update outbox set attempts = 10, lease_token = 'of the dead', lease_until = $1 where template = 'refund' and status = 'pending'`,
    [stack.clock.now()],
  );
  const before = stack.stripe.counts()['POST /v1/refunds'];
  await fireSchedule(stack, makeProviderCalls);
  await settledAll(stack);
  expect(stack.stripe.counts()['POST /v1/refunds']).toBe(before);
  await expectGivenUp(paymentId);
});
