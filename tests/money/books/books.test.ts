import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import makeProviderCalls from '../../../netlify/functions/scheduled/make-provider-calls.ts';
import reconcile from '../../../netlify/functions/scheduled/reconcile.ts';
import { trialBalanceSchema } from '../../../src/ledger/trial-balance.ts';
import { deliverDue } from '../../../src/workflows/message/deliver.ts';
import { staff } from '../../support/account/staff.ts';
import {
  authorized,
  bodyOf,
  newClient,
  openPayment,
  openPaypalPayment,
  reserve,
  settledAll,
} from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { reservationState, unbalancedTransactions } from '../../support/booking/settled-state.ts';
import { fireSchedule } from '../../support/harness/fire-schedule.ts';
import { useStack } from '../../support/harness/stack.ts';
import { quietMails } from '../../support/message/quiet-outbox.ts';
import { paidThrough } from '../../support/payment/paid-through.ts';

const stack = useStack();
beforeAll(() => quietMails(stack));
beforeEach(() => {
  stack.paypal.chaos({ apiFault: null, drop: [] });
  stack.stripe.chaos({ apiFault: null, drop: [] });
});
afterEach(async () => {
  expect(await unbalancedTransactions(stack)).toEqual([]);
});

test('numbers of documents have no gaps under twenty confirmations at once, of which some are rolled back', async () => {
  const { wish } = await cloneItem(stack, { units: 20 });
  const held = await Promise.all(Array.from({ length: 20 }, () => reserve(stack, wish)));
  await Promise.all(
    held.map(async ({ id }, index) => {
      const confirm = `update reservations set status = 'confirmed', confirmed_at = now() where id = '${id}'`;
      const end = index % 3 === 0 ? 'rollback' : 'commit';
      const { Client } = await import('pg');
      const client = new Client({ connectionString: stack.databaseUrl });
      await client.connect();
      await client.query('begin');
      await client.query(confirm);
      await client.query(end);
      await client.end();
    }),
  );
  const { rows } = await stack.database.query<{ year: number; count: number; highest: number }>(
    `select year, count(*)::int as count, max(number) as highest from documents where kind = 'invoice' group by year, legal_entity`,
  );
  for (const { count, highest } of rows) expect(count).toBe(highest);
});

test('a document is drawn once, is the same for ever, and cannot be changed or taken away', async () => {
  const { reservation } = await paidThrough(stack, 'paypal');
  const list = await stack.call(`/documents/${reservation.id}`, {
    headers: authorized(reservation),
    from: newClient(),
  });
  const [first] = v.parse(
    v.object({ documents: v.array(v.object({ id: v.string() })) }),
    list.json(),
  ).documents;
  const get = () =>
    stack.call(`/documents/${reservation.id}/${first?.id}`, {
      headers: authorized(reservation),
      from: newClient(),
    });
  const [one, two] = await Promise.all([get(), get()]);
  expect(one.text.startsWith('%PDF-')).toBe(true);
  expect(two.text).toBe(one.text);
  for (const statement of [
    `delete from documents`,
    `update documents set amount_minor = 1`,
    `delete from document_files`,
  ])
    await expect(stack.database.query(statement)).rejects.toThrow(/append-only/);
});

describe('disputes', () => {
  test.each(['stripe', 'paypal'] as const)(
    'of %s are recorded with amount and deadline, and the books follow won',
    async (provider) => {
      const { reservation, id, ref } = await paidThrough(stack, provider);
      const dispute = async () =>
        (
          await stack.database.query(
            'select status, amount_minor::float8 as amount, evidence_due_at as due from disputes where payment_id = $1',
            [id],
          )
        ).rows[0];
      if (provider === 'stripe') {
        const { id: du } = stack.stripe.openDispute(ref);
        await settledAll(stack);
        expect(await dispute()).toMatchObject({
          status: 'needs-response',
          amount: reservation.total.amount,
          due: expect.any(Date),
        });
        stack.stripe.closeDispute(du, 'won');
      } else {
        const { dispute_id } = stack.paypal.openDispute(stack.paypal.capturesOf(ref)[0] ?? '');
        await settledAll(stack);
        expect(await dispute()).toMatchObject({
          status: 'needs-response',
          amount: reservation.total.amount,
          due: expect.any(Date),
        });
        stack.paypal.resolveDispute(dispute_id, 'won');
      }
      await settledAll(stack);
      expect(await dispute()).toMatchObject({ status: 'won' });
      expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'confirmed' });
    },
  );

  test('one that is lost before the stay ends the reservation, and its evidence is there as JSON and PDF', async () => {
    const { reservation, id, ref } = await paidThrough(stack, 'stripe');
    const { id: du } = stack.stripe.openDispute(ref);
    await settledAll(stack);
    await stack.database.query(
      `update outbox set due_at = $2 where template = 'guest-confirmation' and subject_id = $1`,
      [reservation.id, stack.clock.now()],
    );
    await deliverDue(stack.runtime);
    const [told] = stack.mailbox.messages();
    const { rows } = await stack.database.query('select id from disputes where payment_id = $1', [id]);
    const evidence = (Accept: string) =>
      stack.call(`/disputes/${rows[0].id}/evidence`, { headers: { ...staff, Accept }, from: newClient() });
    const json = await evidence('application/json');
    expect(json.json()).toMatchObject({
      booking: { reference: reservation.reference, customer: { email: 'ada@guests.example' } },
      policy: { acceptance: { networkAddress: expect.stringMatching(/^127\./) } },
      // By the words that the guest has read, not by a name of ours.
      mails: [{ subject: told?.subject, recipient: 'ada@guests.example' }],
    });
    expect((await evidence('application/pdf')).text.startsWith('%PDF-')).toBe(true);
    stack.stripe.closeDispute(du, 'lost');
    await settledAll(stack);
    expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'cancelled' });
  });
});

test('a day of which every event is lost reconciles to no difference: payments, refunds, disputes, fees and payouts', async () => {
  stack.clock.advance({ days: 1 });
  stack.stripe.chaos({ drop: 'all' });
  stack.paypal.chaos({ drop: 'all' });
  const stripe = await reserve(stack, (await cloneItem(stack)).wish);
  const { id: stripeId, intentId } = await openPayment(stack, stripe);
  stack.stripe.pay(intentId, 'success');
  const paypal = await reserve(stack, (await cloneItem(stack)).wish);
  const { id: paypalId, orderId } = await openPaypalPayment(stack, paypal);
  stack.paypal.approve(orderId);
  const captured = await stack.call(`/payments/${paypalId}/capture`, {
    method: 'POST',
    headers: authorized(paypal),
    from: newClient(),
  });
  expect(captured.status, captured.text).toBe(200);
  stack.stripe.refundInDashboard(intentId, 1000);
  stack.paypal.refundInDashboard(stack.paypal.capturesOf(orderId)[0] ?? '', {
    currency_code: 'EUR',
    value: '5.00',
  });
  stack.stripe.payOut('eur');
  await settledAll(stack);
  expect(await reservationState(stack, stripe.id)).toMatchObject({ status: 'held' });

  expect(await fireSchedule(stack, reconcile)).toBe(204);
  await settledAll(stack);
  expect(await reservationState(stack, stripe.id)).toMatchObject({ status: 'confirmed' });
  const { rows: refunds } = await stack.database.query(
    `select payment_id, amount_minor::float8 as amount, reason from refunds where payment_id = any($1) order by amount_minor`,
    [[stripeId, paypalId]],
  );
  expect(refunds).toEqual([
    { payment_id: paypalId, amount: 500, reason: 'provider' },
    { payment_id: stripeId, amount: 1000, reason: 'provider' },
  ]);
  const report = await stack.call('/reconciliations', { headers: staff, from: newClient() });
  expect(report.json()).toMatchObject({ differences: [] });
  const books = bodyOf(
    await stack.call('/ledger/trial-balance', { headers: staff, from: newClient() }),
    200,
    trialBalanceSchema,
  );
  expect(books.isBalanced).toBe(true);
  expect(books.accounts.map(({ account }) => account)).toEqual(
    expect.arrayContaining(['provider-fees:stripe', 'provider-fees:paypal', 'bank']),
  );
});

test('a payment at the provider that we know nothing of is a difference: kept, shown and told to the owner once', async () => {
  const reservation = await reserve(stack, (await cloneItem(stack)).wish);
  const { id, intentId } = await openPayment(stack, reservation);
  stack.stripe.chaos({ drop: 'all' });
  stack.stripe.pay(intentId, 'success');
  await stack.database.query(`update payments set amount_minor = amount_minor + 1 where id = $1`, [id]);
  await fireSchedule(stack, reconcile);
  stack.clock.advance({ hours: 1 });
  await fireSchedule(stack, reconcile);
  await settledAll(stack);
  const report = await stack.call('/reconciliations', { headers: staff, from: newClient() });
  expect(report.json()).toMatchObject({
    differences: [{ provider: 'stripe', kind: 'payment', payment: id }],
  });
  const { rows } = await stack.database.query(
    `select count(*)::int as count from outbox where template = 'owner-reconciliation'`,
  );
  expect(rows[0].count).toBe(1);
});

test('a refund made in the dashboard that did not fit beside one of ours is taken over once ours has failed', async () => {
  const { id, ref } = await paidThrough(stack, 'stripe');
  const { rows: paidRows } = await stack.database.query(
    'select captured_minor::float8 as amount from payments where id = $1',
    [id],
  );
  stack.stripe.chaos({ drop: 'all', apiFault: { effect: 'before', answer: 'error' } });
  const asked = await stack.call(`/payments/${id}/refunds`, {
    body: { amount: paidRows[0].amount, reason: 'for the test' },
    headers: { ...staff, 'Idempotency-Key': randomUUID() },
    from: newClient(),
  });
  expect(asked.status, asked.text).toBe(202);
  await settledAll(stack);
  stack.stripe.chaos({ apiFault: null });
  stack.stripe.refundInDashboard(ref);
  await fireSchedule(stack, reconcile);
  const refunds = async () => {
    const { rows } = await stack.database.query(
      'select reason, status from refunds where payment_id = $1 order by created_at',
      [id],
    );
    return rows;
  };
  expect(await refunds()).toEqual([{ reason: expect.any(String), status: 'pending' }]);

  stack.clock.advance({ hours: 1 });
  await fireSchedule(stack, makeProviderCalls);
  await settledAll(stack);
  await fireSchedule(stack, reconcile);
  expect(await refunds()).toEqual([
    { reason: expect.any(String), status: 'failed' },
    { reason: 'provider', status: 'succeeded' },
  ]);
  expect(await unbalancedTransactions(stack)).toEqual([]);
});

test('rates that are stored never change, and neither does what was computed from them; movements balance in the reporting currency', async () => {
  const store = (rate: string) =>
    stack.call('/ledger/exchange-rates', {
      body: { day: '2027-01-01', reportingCurrency: 'EUR', rates: { USD: rate, JPY: '0.0061', KWD: '2.97' } },
      headers: staff,
      from: newClient(),
    });
  const post = (source: string, currency: string) =>
    stack.database.query(
      `select post_movement($1, 'test', null, null, '2027-02-01', $2, array['a', 'b', 'c'], array[100001, -33334, -66667]::bigint[])`,
      [source, currency],
    );
  await post('before rates', 'USD');
  expect((await store('0.9174')).json()).toEqual({ stored: 4 });
  await post('after rates', 'JPY');
  await post('three decimals', 'KWD');
  const reporting = async () =>
    (
      await stack.database.query(
        `select t.source, k.account, k.amount_minor::float8 as amount from ledger_reporting k join ledger_transactions t on t.id = k.transaction_id where t.kind = 'test' order by 1, 2`,
      )
    ).rows;
  const first = await reporting();
  expect(first).toHaveLength(9);
  for (const source of ['before rates', 'after rates', 'three decimals'])
    expect(first.filter((row) => row.source === source).reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
  expect(first.find(({ source, account }) => source === 'after rates' && account === 'b')).toMatchObject({
    amount: -20334,
  });
  expect((await store('0.5')).json()).toEqual({ stored: 0 });
  expect(await reporting()).toEqual(first);
});
