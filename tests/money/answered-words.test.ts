import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import makeProviderCalls from '../../netlify/functions/make-provider-calls.ts';
import settleOpenPayments from '../../netlify/functions/settle-open-payments.ts';
import { booked, both, type Provider, said } from '../support/at-provider.ts';
import { authorized, newClient, openPaypalPayment, reserve, settledAll } from '../support/booking.ts';
import { cloneItem } from '../support/cloned-item.ts';
import { fireSchedule } from '../support/fire-schedule.ts';
import { quietMails } from '../support/quiet-outbox.ts';
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
