import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import makeProviderCalls from '../../../netlify/functions/scheduled/make-provider-calls.ts';
import { staff } from '../../support/account/staff.ts';
import {
  approve,
  newClient,
  openPayment,
  openPaypalPayment,
  pay,
  reserve,
  settledAll,
} from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { messagesAbout, paymentState, unbalancedTransactions } from '../../support/booking/settled-state.ts';
import type { Answer } from '../../support/harness/client.ts';
import { fireSchedule } from '../../support/harness/fire-schedule.ts';
import { useStack } from '../../support/harness/stack.ts';
import { expectRefusal } from '../../support/http/refusal.ts';
import { quietMails } from '../../support/message/quiet-outbox.ts';

const stack = useStack();
beforeAll(() => quietMails(stack));
beforeEach(() => {
  stack.paypal.chaos({ apiFault: null, drop: [] });
  stack.stripe.chaos({ apiFault: null, drop: [], refunds: 'succeed' });
});
afterEach(async () => {
  expect(await unbalancedTransactions(stack)).toEqual([]);
});

type Provider = 'stripe' | 'paypal';
const both: Provider[] = ['stripe', 'paypal'];

/** A confirmed reservation, paid through a provider. */
async function paid(provider: Provider) {
  const reservation = await reserve(stack, (await cloneItem(stack)).wish);
  if (provider === 'stripe') {
    const { id, intentId } = await openPayment(stack, reservation);
    await pay(stack, intentId);
    await settledAll(stack);
    return { reservation, id, ref: intentId };
  }
  const { id, orderId } = await openPaypalPayment(stack, reservation);
  await approve(stack, orderId);
  return { reservation, id, ref: orderId };
}

function refund(id: string, body: Record<string, unknown>, key: string = randomUUID()): Promise<Answer> {
  return stack.call(`/payments/${id}/refunds`, {
    body: { reason: 'the pool was cold', ...body },
    headers: { ...staff, 'Idempotency-Key': key },
    from: newClient(),
  });
}

async function refundsOf(id: string) {
  const { rows } = await stack.database.query<{ amount: number; status: string; reason: string }>(
    'select amount_minor::float8 as amount, status, reason from refunds where payment_id = $1 order by amount_minor, id',
    [id],
  );
  return rows;
}

/** How often each provider was asked to send money back. */
const asked = () =>
  stack.stripe.counts()['POST /v1/refunds'] + stack.paypal.counts()['POST /v2/payments/captures/:id/refund'];

describe.each(both)('through %s', (provider) => {
  /** The payment of which nothing bad is refunded: one for all, since it stays as it was. */
  let refused: string | undefined;

  test('a part and then the rest go back, each once, with the guest told', async () => {
    const { id, reservation } = await paid(provider);
    expect((await refund(id, { amount: 1000 })).status).toBe(202);
    await settledAll(stack);
    expect((await refund(id, { all: true })).status).toBe(202);
    await settledAll(stack);
    const { amount } = reservation.total;
    expect(await refundsOf(id)).toEqual([
      { amount: 1000, status: 'succeeded', reason: 'staff' },
      { amount: amount - 1000, status: 'succeeded', reason: 'staff' },
    ]);
    expect(await paymentState(stack, id)).toMatchObject({ captured: amount, refunded: amount });
    expect(
      (await messagesAbout(stack, reservation.id)).filter((name) => name === 'guest-refund'),
    ).toHaveLength(2);
  });

  test('retried under its key it is one; two equal ones on purpose are two', async () => {
    const { id } = await paid(provider);
    const key = randomUUID();
    const answers = await Promise.all([1, 2, 3].map(() => refund(id, { amount: 500 }, key)));
    await refund(id, { amount: 500 });
    await settledAll(stack);
    expect(new Set(answers.map((answer) => answer.text.match(/rfd_\w+/)?.[0])).size).toBe(1);
    expect((await refundsOf(id)).map(({ amount }) => amount)).toEqual([500, 500]);
    expect((await refund(id, { amount: 501 }, key)).status).toBe(422);
  });

  test('twenty at once never pass what was captured, and those that fit are all made', async () => {
    const { id, reservation } = await paid(provider);
    const share = Math.floor(reservation.total.amount / 7);
    const answers = await Promise.all(Array.from({ length: 20 }, () => refund(id, { amount: share })));
    await settledAll(stack);
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(7);
    expect(answers.filter(({ status }) => status === 422)).toHaveLength(13);
    expect(await paymentState(stack, id)).toMatchObject({ refunded: 7 * share });
  });

  test('an answer that is lost is asked for again under the same key, and the provider refunds once', async () => {
    const { id } = await paid(provider);
    const fault = { effect: 'after', answer: 'close', next: 1 } as const;
    stack.stripe.chaos({ drop: 'all', apiFault: { ...fault, route: 'POST /v1/refunds' } });
    stack.paypal.chaos({
      drop: 'all',
      apiFault: { ...fault, route: 'POST /v2/payments/captures/:id/refund' },
    });
    await refund(id, { amount: 700 });
    await settledAll(stack);
    expect(await refundsOf(id)).toEqual([{ amount: 700, status: 'succeeded', reason: 'staff' }]);
  });

  test('while the provider is away a refund stays pending, and goes out when it is back', async () => {
    const { id } = await paid(provider);
    stack.stripe.chaos({ apiFault: { effect: 'before', answer: 'error' } });
    stack.paypal.chaos({ apiFault: { effect: 'before', answer: 'error' } });
    await refund(id, { amount: 900 });
    await settledAll(stack);
    expect(await refundsOf(id)).toEqual([{ amount: 900, status: 'pending', reason: 'staff' }]);
    stack.stripe.chaos({ apiFault: null });
    stack.paypal.chaos({ apiFault: null });
    stack.clock.advance({ minutes: 2 });
    await fireSchedule(stack, makeProviderCalls);
    await settledAll(stack);
    expect(await refundsOf(id)).toEqual([{ amount: 900, status: 'succeeded', reason: 'staff' }]);
  });

  test.each([
    { amount: 0 },
    { amount: -1 },
    { amount: 1.5 },
    { amount: 1e21 },
    { amount: '100' },
    { amount: null },
    { amount: 100, currency: 'USD' },
    { amount: 100, currency: 'eur' },
    { amount: 100, reason: '' },
    { amount: 100, more: true },
    { amount: 99_999_999 },
  ])('%j is refused, and the provider is not asked', async (body) => {
    refused ??= (await paid(provider)).id;
    const id = refused;
    const before = asked();
    expect((await refund(id, body)).status).toBe(422);
    await settledAll(stack);
    expect(asked()).toBe(before);
    expect(await refundsOf(id)).toEqual([]);
  });
});

test.each<[string, Record<string, unknown>, string]>([
  ['nothing', {}, 'amount'],
  ['a currency alone', { currency: 'EUR' }, 'amount'],
  ['not all', { all: false }, 'all'],
  ['all in a word', { all: 'true' }, 'all'],
  ['an amount and all', { amount: 100, all: true }, 'all'],
])(
  'a refund that says %s gives nothing back: what is left goes back only when it says so',
  async (_name, body, field) => {
    const { id } = await paid('stripe');
    const { errors } = expectRefusal(await refund(id, body), 422, 'validation-failed');
    expect(errors).toMatchObject([{ field }]);
    expect(await refundsOf(id)).toEqual([]);
  },
);

test('a payment that is not there is 404, and without a key of the staff there is 401', async () => {
  expect((await refund('pay_01jd0000000000000000000000', { amount: 1 })).status).toBe(404);
  const { id } = await paid('stripe');
  const body = { amount: 1, reason: 'mine' };
  for (const Authorization of ['', 'Bearer mk_wrong', 'Bearer x']) {
    const headers = { 'Idempotency-Key': randomUUID(), ...(Authorization ? { Authorization } : {}) };
    expect((await stack.call(`/payments/${id}/refunds`, { body, headers, from: newClient() })).status).toBe(
      401,
    );
  }
});

test('a refund that the bank sends back later is booked back, and the owner hears of it', async () => {
  const { id } = await paid('stripe');
  await refund(id, { amount: 400 });
  await settledAll(stack);
  const { rows } = await stack.database.query('select provider_ref from refunds where payment_id = $1', [id]);
  stack.stripe.settleRefund(rows[0]?.provider_ref, 'failed');
  await settledAll(stack);
  expect(await refundsOf(id)).toEqual([{ amount: 400, status: 'failed', reason: 'staff' }]);
  expect(await paymentState(stack, id)).toMatchObject({ refunded: 0 });
  expect(await messagesAbout(stack, id)).toContain('owner-refund-failed');
});

test('a refund made in the dashboard is taken into the books', async () => {
  const { id, ref } = await paid('paypal');
  stack.paypal.refundInDashboard(stack.paypal.capturesOf(ref)[0] ?? '', {
    currency_code: 'EUR',
    value: '12.34',
  });
  await settledAll(stack);
  expect(await refundsOf(id)).toEqual([{ amount: 1234, status: 'succeeded', reason: 'provider' }]);
});
