import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import settleOpenPayments from '../../netlify/functions/scheduled/check-open-payments.ts';
import makeProviderCalls from '../../netlify/functions/scheduled/make-provider-calls.ts';
import keepDeposits from '../../netlify/functions/scheduled/sync-deposits.ts';
import { booked, both, type Provider, said } from '../support/at-provider.ts';
import { authorized, newClient, openPaypalPayment, reserve, settledAll } from '../support/booking.ts';
import { cloneItem } from '../support/cloned-item.ts';
import { fireSchedule } from '../support/fire-schedule.ts';
import { quietMails } from '../support/quiet-outbox.ts';
import { expectRefusal } from '../support/refusal.ts';
import { messagesAbout, paymentState, unbalancedTransactions } from '../support/settled-state.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { staff } from '../support/staff.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
  await quietMails(stack);
});
afterAll(() => stack.stop());
beforeEach(() => {
  stack.clock.set('2027-03-01T09:00:00Z');
  stack.stripe.chaos({ refunds: 'succeed', drop: [] });
  stack.paypal.chaos({ refunds: 'succeed', drop: [], processing: false });
});
afterEach(async () => {
  expect(await unbalancedTransactions(stack)).toEqual([]);
});

async function refundOf(paymentId: string) {
  const { rows } = await stack.database.query<{ status: string; ref: string | null }>(
    'select status, provider_ref as ref from refunds where payment_id = $1',
    [paymentId],
  );
  expect(rows).toHaveLength(1);
  return rows[0];
}

const errors = () => stack.logLines.map((line) => JSON.parse(line)).filter(({ level }) => level === 'error');

const refundsAt = (provider: Provider) =>
  Number(
    provider === 'stripe'
      ? stack.stripe.counts()['POST /v1/refunds']
      : stack.paypal.counts()['POST /v2/payments/captures/:id/refund'],
  );

describe.each(both)('a refund that %s answers in a status that is new', (provider) => {
  test.each(['succeeded', 'failed'] as const)(
    'is made there: it is asked for once, waits, and %s it ends as any other',
    async (end) => {
      const { reservation, id } = await booked(stack, provider);
      stack.logLines.length = 0;
      const before = refundsAt(provider);
      stack[provider].chaos({ refunds: 'wander' });
      const asked = await stack.call(`/payments/${id}/refunds`, {
        body: { amount: 700, reason: 'the pool was cold' },
        headers: { ...staff, 'Idempotency-Key': randomUUID() },
        from: newClient(),
      });
      expect(asked.status, asked.text).toBe(202);
      await settledAll(stack);
      for (const hours of [1, 24]) {
        stack.clock.advance({ hours });
        expect(await fireSchedule(stack, makeProviderCalls)).toBe(204);
        await settledAll(stack);
      }
      const made = await refundOf(id);
      expect(made).toMatchObject({ status: 'pending', ref: expect.any(String) });
      expect(refundsAt(provider) - before).toBe(1);
      expect(await messagesAbout(stack, id)).not.toContain('owner-refund-failed');
      expect(errors()).toEqual([]);

      if (provider === 'stripe') stack.stripe.settleRefund(made?.ref ?? '', end);
      else stack.paypal.settleRefund(made?.ref ?? '', end === 'failed' ? 'failed' : 'completed');
      await settledAll(stack);
      expect(await refundOf(id)).toMatchObject({ status: end });
      const told = end === 'failed' ? messagesAbout(stack, id) : messagesAbout(stack, reservation.id);
      expect(await told).toContain(end === 'failed' ? 'owner-refund-failed' : 'guest-refund');
    },
  );
});

test('a capture that PayPal answers in a status that is new is no error of ours: the guest waits, and the schedule brings its end', async () => {
  const reservation = await reserve(stack, (await cloneItem(stack)).wish);
  const { id, orderId } = await openPaypalPayment(stack, reservation);
  stack.paypal.chaos({ drop: 'all', processing: true });
  stack.paypal.approve(orderId);
  const collect = () =>
    stack.call(`/payments/${id}/capture`, {
      method: 'POST',
      headers: authorized(reservation),
      from: newClient(),
    });
  await stack.functions.settled();
  await collect();
  const [capture = ''] = stack.paypal.capturesOf(orderId);
  stack.paypal.rewrite(capture, { status: 'ELSEWHERE' });
  stack.logLines.length = 0;
  const answer = await collect();
  expect(answer.status, answer.text).toBe(200);
  expect(await paymentState(stack, id)).toMatchObject({ captured: 0 });
  stack.paypal.rewrite(capture, { status: 'COMPLETED' });
  stack.clock.advance({ minutes: 10 });
  expect(await fireSchedule(stack, settleOpenPayments)).toBe(204);
  expect(await said(stack, reservation)).toMatchObject({ status: 'confirmed', due: 0, balance: 0 });
});

test('a payment whose order PayPal has in a status that is new is gone on with as long as it names its page, and no second is opened', async () => {
  const reservation = await reserve(stack, (await cloneItem(stack)).wish);
  const { orderId } = await openPaypalPayment(stack, reservation);
  await settledAll(stack);
  const orders = () => stack.paypal.counts()['POST /v2/checkout/orders'];
  const before = orders();
  const ask = () =>
    stack.call('/payment-intents', {
      body: { reservation: reservation.id, provider: 'paypal' },
      headers: authorized(reservation),
      from: newClient(),
    });
  stack.logLines.length = 0;
  stack.paypal.rewrite(orderId, { status: 'ELSEWHERE' });
  expect((await ask()).text).toContain(orderId);
  // Where PayPal names no page to go on to, the guest hears that it is under way.
  stack.paypal.rewrite(orderId, { links: [] });
  expectRefusal(await ask(), 409, 'state-conflict');
  expect([orders() - before, errors()]).toEqual([0, []]);
});

describe('a hold of a security deposit whose order PayPal has in a status that is new', () => {
  async function held() {
    const { reservation } = await booked(stack, 'paypal', { security_deposit_minor: 30_000 });
    const due = 'update security_deposits set authorize_at = $2 where reservation_id = $1';
    await stack.database.query(due, [reservation.id, stack.clock.now()]);
    await keep();
    const { orderId, authorization } = await deposit(reservation.id);
    stack.paypal.rewrite(orderId, { status: 'ELSEWHERE' });
    stack.logLines.length = 0;
    return { reservation, orderId, authorization };
  }

  async function keep() {
    expect(await fireSchedule(stack, keepDeposits)).toBe(204);
    expect(await fireSchedule(stack, makeProviderCalls)).toBe(204);
    await settledAll(stack);
  }

  async function deposit(reservationId: string) {
    const { rows } = await stack.database.query<{ status: string; orderId: string; authorization: string }>(
      `select d.status, p.provider_ref as "orderId", p.authorization_ref as authorization
       from security_deposits d join payments p on p.id = d.payment_id where d.reservation_id = $1`,
      [reservationId],
    );
    const [row] = rows;
    if (!row) throw new Error('no deposit is held');
    return row;
  }

  const calls = (what: 'capture' | 'void') =>
    stack.paypal.counts()[`POST /v2/payments/authorizations/:id/${what}`];

  test('is released all the same, once, and is no error', async () => {
    const { reservation } = await held();
    const before = calls('void');
    const due = 'update security_deposits set release_at = $2 where reservation_id = $1';
    await stack.database.query(due, [reservation.id, stack.clock.now()]);
    await keep();
    stack.clock.advance({ hours: 24 });
    await keep();
    expect(await deposit(reservation.id)).toMatchObject({ status: 'released' });
    expect([calls('void') - before, errors()]).toEqual([1, []]);
    expect(await messagesAbout(stack, reservation.id)).not.toContain('owner-deposit-call-failed');
  });

  test('is taken of, once, and is no error', async () => {
    const { reservation, orderId } = await held();
    const before = calls('capture');
    const asked = await stack.call(`/security-deposits/${reservation.id}/capture`, {
      body: { amount: 4200, reason: 'a broken vase', evidenceNote: 'photograph 1' },
      headers: staff,
      from: newClient(),
    });
    expect(asked.status, asked.text).toBe(202);
    await keep();
    stack.clock.advance({ hours: 24 });
    await keep();
    expect(stack.paypal.capturesOf(orderId)).toHaveLength(1);
    expect(await deposit(reservation.id)).toMatchObject({ status: 'captured' });
    expect([calls('capture') - before, errors()]).toEqual([1, []]);
    expect(await messagesAbout(stack, reservation.id)).not.toContain('owner-deposit-call-failed');
  });
});
