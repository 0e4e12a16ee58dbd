import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, expect, test } from 'vitest';
import makeProviderCalls from '../../netlify/functions/scheduled/make-provider-calls.ts';
import keepDeposits from '../../netlify/functions/scheduled/sync-deposits.ts';
import { paymentIntentResponseSchema } from '../../src/workflows/payment/open/open-payment.ts';
import { staff } from '../support/account/staff.ts';
import {
  authorized,
  bodyOf,
  type CreatedReservation,
  intentIdOf,
  newClient,
  openPayment,
  pay,
  reserve,
  settledAll,
} from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { messagesAbout, unbalancedTransactions } from '../support/booking/settled-state.ts';
import { fireSchedule } from '../support/harness/fire-schedule.ts';
import { useStack } from '../support/harness/stack.ts';
import { quietMails } from '../support/message/quiet-outbox.ts';

const stack = useStack();
beforeAll(() => quietMails(stack));
afterEach(async () => {
  back();
  await stack.database.query(`delete from outbox where channel = 'provider'`);
  expect(await unbalancedTransactions(stack)).toEqual([]);
});

const away = () => stack.stripe.chaos({ apiFault: { effect: 'before', answer: 'error' } });
const back = () => stack.stripe.chaos({ apiFault: null });

async function run(): Promise<void> {
  expect(await fireSchedule(stack, makeProviderCalls)).toBe(204);
  await settledAll(stack);
}

/** The provider stays away until the calls that wait for it have had their last attempt, and for half a day after that. */
async function givenUp(): Promise<void> {
  await run();
  await stack.database.query(
    `update outbox set attempts = 9 where channel = 'provider' and status = 'pending'`,
  );
  await hoursPass(12);
}

/** Runs the schedules over so many hours, in which each attempt of a call comes. */
async function hoursPass(hours: number): Promise<void> {
  for (let hour = 0; hour < hours; hour += 6) {
    stack.clock.advance({ hours: 6 });
    expect(await fireSchedule(stack, keepDeposits)).toBe(204);
    await run();
  }
}

async function paid(): Promise<{ reservation: CreatedReservation; id: string }> {
  const reservation = await reserve(stack, (await cloneItem(stack)).wish);
  const { id, intentId } = await openPayment(stack, reservation);
  await pay(stack, intentId);
  await settledAll(stack);
  return { reservation, id };
}

/** A stay whose deposit is due now and to be released in twenty days. */
async function withDueDeposit(): Promise<CreatedReservation> {
  const { reservation } = await paid();
  await stack.database.query(
    `update security_deposits set authorize_at = $2, release_at = $2::timestamptz + interval '20 days' where reservation_id = $1`,
    [reservation.id, stack.clock.now()],
  );
  expect(await fireSchedule(stack, keepDeposits)).toBe(204);
  return reservation;
}

async function deposit({ id }: CreatedReservation) {
  const { rows } = await stack.database.query(
    'select status, failures, captured_minor::int as captured from security_deposits where reservation_id = $1',
    [id],
  );
  return rows[0];
}

/** The calls of a kind. */
async function callsOf(template: string) {
  const { rows } = await stack.database.query<{ status: string; attempts: number }>(
    `select status, attempts from outbox where channel = 'provider' and template = $1 order by id`,
    [template],
  );
  return rows;
}

async function enqueue(template: string, subject: string, attempts = 0): Promise<void> {
  await stack.database.query(
    `insert into outbox (id, channel, template, subject_id, attempts, due_at, created_at) values (new_id('msg'), 'provider', $1, $2, $3, $4, $4)`,
    [template, subject, attempts, stack.clock.now()],
  );
}

async function refundOf(paymentId: string): Promise<void> {
  const { status } = await stack.call(`/payments/${paymentId}/refunds`, {
    body: { amount: 1, reason: 'a small one' },
    headers: { ...staff, 'Idempotency-Key': randomUUID() },
    from: newClient(),
  });
  expect(status).toBe(202);
}

async function refundStatus(paymentId: string): Promise<unknown> {
  const { rows } = await stack.database.query('select status from refunds where payment_id = $1', [
    paymentId,
  ]);
  return rows.map(({ status }) => status);
}

test('calls whose subject is missing, of any kind, die after ten attempts, and the real refund behind them goes out at once', async () => {
  const { id } = await paid();
  const kinds = [
    'refund',
    'capture',
    'void',
    'hold-deposit',
    'renew-deposit',
    'capture-deposit',
    'of next year',
  ];
  for (const kind of kinds) for (let one = 0; one < 2; one += 1) await enqueue(kind, `missing_${one}`, 9);
  away();
  await refundOf(id);
  await settledAll(stack);
  back();
  stack.clock.advance({ hours: 1 });
  await run();
  expect(await refundStatus(id)).toEqual(['succeeded']);
  const { rows } = await stack.database.query(
    `select distinct status, attempts from outbox where subject_id like 'missing_%'`,
  );
  expect(rows).toEqual([{ status: 'dead', attempts: 10 }]);
});

test('an attempt is counted when it is made: what was taken and never tried has none, however often', async () => {
  const ids: string[] = [];
  for (let one = 0; one < 5; one += 1) ids.push((await paid()).id);
  away();
  for (const id of ids) await refundOf(id);
  await settledAll(stack);
  await stack.database.query(`update outbox set attempts = 0, due_at = $1 where template = 'refund'`, [
    stack.clock.now(),
  ]);
  // Whoever makes a call dies of it, again and again: the first of the batch is tried, the others are only taken.
  const before = stack.stripe.counts()['GET /v1/refunds'];
  for (let death = 0; death < 4; death += 1) {
    stack.proxy.faults({
      database: stack.databaseName,
      matching: /outbox_round/,
      given: /status/,
      failBefore: 'close',
      next: 99,
    });
    await fireSchedule(stack, makeProviderCalls);
    stack.proxy.clearFaults();
    stack.clock.advance({ minutes: 3 });
  }
  const tried = stack.stripe.counts()['GET /v1/refunds'] - before;
  const counted = (await callsOf('refund')).reduce((sum, { attempts }) => sum + attempts, 0);
  // Each attempt asks Stripe twice at most: the SDK tries once more.
  expect(counted).toBeLessThanOrEqual(tried);
});

test('a deposit whose hold could not be asked for in ten tries is tried again; meanwhile the guest is asked and may hold it', async () => {
  const reservation = await withDueDeposit();
  away();
  await givenUp();
  expect(await deposit(reservation)).toMatchObject({ status: 'failed', failures: 0 });
  expect(await messagesAbout(stack, reservation.id)).toEqual(
    expect.arrayContaining(['guest-deposit-failed', 'owner-deposit-failed']),
  );
  back();
  const opened = await stack.call('/payment-intents', {
    body: { reservation: reservation.id, purpose: 'security-deposit' },
    headers: authorized(reservation),
    from: newClient(),
  });
  await pay(stack, intentIdOf(bodyOf(opened, 201, paymentIntentResponseSchema)));
  await settledAll(stack);
  expect(await deposit(reservation)).toMatchObject({ status: 'authorized' });

  const other = await withDueDeposit();
  away();
  await givenUp();
  back();
  await hoursPass(12);
  expect(await deposit(other), 'nobody did anything').toMatchObject({ status: 'authorized' });
});

test('while a deposit is being held the guest is not told that the reservation is paid', async () => {
  const reservation = await withDueDeposit();
  away();
  const answer = await stack.call('/payment-intents', {
    body: { reservation: reservation.id, purpose: 'security-deposit' },
    headers: authorized(reservation),
    from: newClient(),
  });
  expect(answer.status).toBe(409);
  expect(answer.text).toContain('security deposit');
});

async function held(): Promise<CreatedReservation> {
  const reservation = await withDueDeposit();
  await run();
  expect(await deposit(reservation)).toMatchObject({ status: 'authorized' });
  return reservation;
}

async function take(reservation: CreatedReservation): Promise<void> {
  const body = { amount: 4200, reason: 'a broken vase', evidenceNote: 'photographs 1 to 3' };
  const answer = await stack.call(`/security-deposits/${reservation.id}/capture`, {
    body,
    headers: staff,
    from: newClient(),
  });
  expect(answer.status).toBe(202);
  await settledAll(stack);
}

test('what was to be taken of a deposit while the provider was away for days is taken when it is back; the owner hears of it', async () => {
  const reservation = await held();
  away();
  await take(reservation);
  await givenUp();
  expect(await messagesAbout(stack, reservation.id)).toContain('owner-deposit-call-failed');
  back();
  await hoursPass(12);
  expect(await deposit(reservation)).toMatchObject({ status: 'captured', captured: 4200 });
});

test('a hold that ended before a part of it could be taken leaves nothing taken, the owner told, and the deposit to be held anew', async () => {
  const reservation = await held();
  const { rows } = await stack.database.query<{ ref: string }>(
    `select p.provider_ref as ref from payments p join security_deposits d on d.payment_id = p.id where d.reservation_id = $1`,
    [reservation.id],
  );
  away();
  await take(reservation);
  back();
  await fetch(`${stack.stripe.url}/v1/payment_intents/${rows[0]?.ref}/cancel`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${stack.environment.STRIPE_SECRET_KEY}` },
  });
  await settledAll(stack);
  stack.clock.advance({ hours: 1 });
  await run();
  expect(await deposit(reservation)).toMatchObject({ status: 'failed', captured: 0 });
  expect(await messagesAbout(stack, reservation.id)).toContain('owner-deposit-call-failed');
});

test('a deposit that was to be released while the provider was away for days is released when it is back', async () => {
  const reservation = await held();
  away();
  const answer = await stack.call(`/security-deposits/${reservation.id}/release`, {
    method: 'POST',
    headers: staff,
    from: newClient(),
  });
  expect(answer.status).toBe(202);
  await givenUp();
  expect(await deposit(reservation)).toMatchObject({ status: 'releasing' });
  back();
  await hoursPass(12);
  expect(await deposit(reservation)).toMatchObject({ status: 'released' });
});

test('a refund that could not be asked for for days goes out once the provider is back, once', async () => {
  const { id } = await paid();
  away();
  await refundOf(id);
  await givenUp();
  expect(await refundStatus(id)).toEqual(['pending']);
  expect(await messagesAbout(stack, id)).toContain('owner-refund-failed');
  back();
  const before = stack.stripe.counts()['POST /v1/refunds'];
  await hoursPass(18);
  expect(await refundStatus(id)).toEqual(['succeeded']);
  expect(stack.stripe.counts()['POST /v1/refunds']).toBe(before + 1);
});
