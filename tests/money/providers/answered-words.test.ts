import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import settleOpenPayments from '../../../netlify/functions/scheduled/check-open-payments.ts';
import makeProviderCalls from '../../../netlify/functions/scheduled/make-provider-calls.ts';
import keepDeposits from '../../../netlify/functions/scheduled/sync-deposits.ts';
import { staff } from '../../support/account/staff.ts';
import {
  authorized,
  newClient,
  openPaypalPayment,
  reserve,
  settledAll,
} from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { messagesAbout, paymentState, unbalancedTransactions } from '../../support/booking/settled-state.ts';
import { fireSchedule } from '../../support/harness/fire-schedule.ts';
import { useStack } from '../../support/harness/stack.ts';
import { expectRefusal } from '../../support/http/refusal.ts';
import { quietMails } from '../../support/message/quiet-outbox.ts';
import { booked, both, type Provider, said } from '../../support/payment/at-provider.ts';

const stack = useStack();
beforeAll(() => quietMails(stack));
beforeEach(() => {
  stack.clock.set('2027-03-01T09:00:00Z');
  stack.stripe.chaos({ refunds: 'succeed', holds: 'succeed', drop: [] });
  stack.paypal.chaos({ refunds: 'succeed', holds: 'succeed', drop: [], processing: false });
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

  const calls = (what: 'capture' | 'void' | 'reauthorize') =>
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

  test('is renewed, once, and is no error: the renewed hold says itself that it stands', async () => {
    const { reservation, authorization } = await held();
    const before = calls('reauthorize');
    await renew(reservation.id);
    const renewed = await deposit(reservation.id);
    expect(renewed.status).toBe('authorized');
    expect(renewed.authorization).not.toBe(authorization);
    expect([calls('reauthorize') - before, errors()]).toEqual([1, []]);
  });

  test.each([
    ['in a status that is new is waited for, and asked for again later', 'wander' as const, 0],
    ['that is denied is no hold: a new one takes its place', 'deny' as const, 1],
  ])('a renewal %s', async (_name, holds, newHolds) => {
    const { reservation, orderId, authorization } = await held();
    stack.paypal.rewrite(orderId, { status: 'COMPLETED' });
    stack.paypal.chaos({ holds });
    const [renewals, orders] = [calls('reauthorize'), stack.paypal.counts()['POST /v2/checkout/orders']];
    await renew(reservation.id);
    await keep();
    expect(stack.paypal.counts()['POST /v2/checkout/orders'] - orders).toBe(newHolds);
    expect([calls('reauthorize') - renewals, errors()]).toEqual([1, []]);
    const standing = await deposit(reservation.id);
    expect(standing.status).toBe('authorized');
    expect(standing.authorization === authorization).toBe(newHolds === 0);
    expect(await messagesAbout(stack, reservation.id)).not.toContain('owner-deposit-call-failed');
  });

  async function renew(reservationId: string) {
    stack.clock.advance({ days: 4 });
    await stack.database.query(
      `update security_deposits set release_at = $2::timestamptz + interval '20 days' where reservation_id = $1`,
      [reservationId, stack.clock.now()],
    );
    await stack.database.query(
      `update payments set capture_before = $2::timestamptz + interval '1 hour' where reservation_id = $1 and purpose = 'security-deposit'`,
      [reservationId, stack.clock.now()],
    );
    await keep();
  }
});

describe('a hold of a security deposit by the method that was kept', () => {
  async function asked(provider: Provider) {
    const { reservation } = await booked(stack, provider, { security_deposit_minor: 30_000 });
    const { rows } = await stack.database.query<{ method: string }>(
      'select saved_method as method from payments where reservation_id = $1 and saved_method is not null',
      [reservation.id],
    );
    const due = `update security_deposits set authorize_at = $2, release_at = $2::timestamptz + interval '9 days' where reservation_id = $1`;
    await stack.database.query(due, [reservation.id, stack.clock.now()]);
    stack.logLines.length = 0;
    return { reservation, method: rows[0]?.method ?? '' };
  }

  async function keep() {
    expect(await fireSchedule(stack, keepDeposits)).toBe(204);
    expect(await fireSchedule(stack, makeProviderCalls)).toBe(204);
    await settledAll(stack);
  }

  async function states({ id }: { id: string }) {
    const { rows } = await stack.database.query<{ deposit: string; hold: string; ref: string | null }>(
      `select d.status as deposit, p.status as hold, p.provider_ref as ref from security_deposits d
       join payments p on p.reservation_id = d.reservation_id and p.purpose = 'security-deposit' where d.reservation_id = $1 order by p.created_at`,
      [id],
    );
    return rows;
  }

  test.each(['APPROVED', 'CREATED', 'COMPLETED'] as const)(
    'stands whether PayPal shows its order as %s at first, and is made once',
    async (answers) => {
      const { reservation, method } = await asked('paypal');
      stack.paypal.setVaulted(method, 'success', answers);
      await keep();
      stack.clock.advance({ hours: 7 });
      await keep();
      expect(await states(reservation)).toMatchObject([{ deposit: 'authorized', hold: 'authorized' }]);
      expect(errors()).toEqual([]);
    },
  );

  test('of which PayPal would have the payer asked once more is refused: nobody is there, and the guest hears of it', async () => {
    const { reservation, method } = await asked('paypal');
    stack.paypal.setVaulted(method, 'success', 'PAYER_ACTION_REQUIRED');
    await keep();
    expect(await states(reservation)).toMatchObject([{ deposit: 'failed', hold: 'failed' }]);
    expect(await messagesAbout(stack, reservation.id)).toContain('guest-deposit-failed');
  });

  test.each(both)(
    'that %s makes in a status that is new is noted, given up after a while, there too, and tried again',
    async (provider) => {
      const { reservation, method } = await asked(provider);
      if (provider === 'paypal') stack.paypal.setVaulted(method, 'success', 'WANDERING');
      else stack.stripe.chaos({ holds: 'wander' });
      await keep();
      expect(await states(reservation)).toMatchObject([
        { deposit: 'authorizing', hold: 'pending', ref: expect.stringMatching(/./) },
      ]);
      expect(errors()).toEqual([]);
      stack.clock.advance({ minutes: 31 });
      await keep();
      expect(await states(reservation)).toMatchObject([{ deposit: 'failed', hold: 'canceled' }]);
      expect(await messagesAbout(stack, reservation.id)).toContain('guest-deposit-failed');
      if (provider === 'paypal') stack.paypal.setVaulted(method, 'success');
      else stack.stripe.chaos({ holds: 'succeed' });
      stack.clock.advance({ hours: 7 });
      await keep();
      expect(await states(reservation)).toMatchObject([
        { deposit: 'authorized', hold: 'canceled' },
        { deposit: 'authorized', hold: 'authorized' },
      ]);
      expect(errors()).toEqual([]);
    },
  );
});
