import type * as v from 'valibot';
import { beforeAll, describe, expect, test } from 'vitest';
import makeProviderCalls from '../../netlify/functions/scheduled/make-provider-calls.ts';
import reconcile from '../../netlify/functions/scheduled/reconcile.ts';
import { creditsSchema } from '../../src/credit/credit-list.ts';
import { issuedDocumentsSchema } from '../../src/document/document-list.ts';
import { payoutsSchema } from '../../src/ledger/payout-list.ts';
import { depositsSchema } from '../../src/payment/deposit/deposit-list.ts';
import { disputesSchema } from '../../src/payment/dispute-list.ts';
import { paymentsSchema } from '../../src/payment/payment-list.ts';
import { differencesSchema } from '../../src/payment/reconciliation/difference-list.ts';
import { refundsSchema } from '../../src/payment/refund-list.ts';
import { staff } from '../support/account/staff.ts';
import {
  bodyOf,
  book,
  type CreatedReservation,
  newClient,
  openPayment,
  reserve,
  settledAll,
} from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { fireSchedule } from '../support/harness/fire-schedule.ts';
import { useStack } from '../support/harness/stack.ts';
import { booked, openDispute, refundAtProvider } from '../support/payment/at-provider.ts';

const stack = useStack();
let paid: CreatedReservation;
let unpaid: CreatedReservation;
let paidBefore: CreatedReservation;
let refundedPayment = '';

type Query = Readonly<Record<string, string>>;
const ask = (path: string, query: Query) =>
  stack.call(`${path}?${new URLSearchParams(query)}`, { headers: staff, from: newClient() });
async function list<S extends v.GenericSchema>(path: string, schema: S, query: Query = {}) {
  return bodyOf(await ask(path, query), 200, schema);
}

beforeAll(async () => {
  const { wish } = await cloneItem(stack, { units: 3 });
  paidBefore = await book(stack, wish);
  stack.clock.advance({ hours: 2 });
  paid = await book(stack, wish);
  unpaid = await reserve(stack, wish);
  await openPayment(stack, unpaid);
  await settledAll(stack);
  const { payments } = await list('/payments', paymentsSchema, { reservation: paid.id });
  refundedPayment = payments[0]?.id ?? '';
  const refund = await stack.call(`/payments/${refundedPayment}/refunds`, {
    body: { amount: 1000, reason: 'The shower was cold.' },
    headers: { ...staff, 'Idempotency-Key': 'a-refund-of-the-staff' },
  });
  expect(refund.status, refund.text).toBe(202);
  await settledAll(stack);
});

describe('payments', () => {
  test('are found by reservation, by how they stand and by time, the newest first', async () => {
    const idsOf = async (query: Query) =>
      (await list('/payments', paymentsSchema, query)).payments.map(({ reservation }) => reservation);
    expect(await idsOf({ reservation: paid.id })).toEqual([paid.id]);
    expect(await idsOf({ status: 'succeeded', provider: 'stripe' })).toEqual([paid.id, paidBefore.id]);
    expect(await idsOf({ status: 'pending' })).toEqual([unpaid.id]);
    expect(await idsOf({ provider: 'paypal' })).toEqual([]);
    const now = stack.clock.now().getTime();
    const hourAgo = new Date(now - 3_600_000).toISOString();
    expect(await idsOf({ to: hourAgo })).toEqual([paidBefore.id]);
    expect(new Set(await idsOf({ from: hourAgo }))).toEqual(new Set([paid.id, unpaid.id]));
  });

  test('tell what was taken and what went back of each', async () => {
    const { payments } = await list('/payments', paymentsSchema, { reservation: paid.id });
    expect(payments).toEqual([
      expect.objectContaining({
        id: refundedPayment,
        reference: paid.reference,
        status: 'succeeded',
        captured: paid.total,
        refunded: { amount: 1000, currency: paid.total.currency },
        disputed: { amount: 0, currency: paid.total.currency },
        setAsideBecause: null,
      }),
    ]);
  });

  test('come each exactly once, page by page, also those of one instant', async () => {
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query: Query = cursor ? { cursor, limit: '1' } : { limit: '1' };
      const page: v.InferOutput<typeof paymentsSchema> = await list('/payments', paymentsSchema, query);
      seen.push(...page.payments.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    const { payments } = await list('/payments', paymentsSchema);
    expect(seen).toEqual(payments.map(({ id }) => id));
    expect(new Set(seen).size).toBe(3);
  });

  test('are refused at the field for a state, an instant or a place in the list that is none', async () => {
    const fieldOf = async (query: Query) => {
      const { status, text } = await ask('/payments', query);
      return `${status} ${Object(JSON.parse(text)).errors?.[0]?.field}`;
    };
    const other = Buffer.from('["yesterday","x"]').toString('base64url');
    expect(await fieldOf({ status: 'paid' })).toBe('422 status');
    expect(await fieldOf({ from: 'yesterday' })).toBe('422 from');
    expect(await fieldOf({ cursor: other })).toBe('422 cursor');
    expect(await fieldOf({ limit: '101' })).toBe('422 limit');
  });
});

test('refunds tell of which payment, why, and who asked for them', async () => {
  const { refunds } = await list('/refunds', refundsSchema, { reason: 'staff' });
  expect(refunds).toEqual([
    expect.objectContaining({
      payment: refundedPayment,
      reference: paid.reference,
      amount: { amount: 1000, currency: paid.total.currency },
      status: 'succeeded',
      note: 'The shower was cold.',
    }),
  ]);
  expect(refunds[0]?.requestedBy).toMatch(/^key:/);
  expect((await list('/refunds', refundsSchema, { status: 'failed' })).refunds).toEqual([]);
});

test('documents are found by kind, with the numbers that stand on them', async () => {
  const { documents } = await list('/documents', issuedDocumentsSchema, { kind: 'invoice' });
  expect(documents.map(({ reservation }) => reservation)).toEqual([paid.id, paidBefore.id]);
  const own = await stack.call(`/documents/${paid.id}`, { headers: staff });
  expect(own.text).toContain(documents[0]?.number);
  expect((await list('/documents', issuedDocumentsSchema, { legalEntity: 'nobody' })).documents).toEqual([]);
});

test('security deposits are found by how they stand', async () => {
  const { deposits } = await list('/security-deposits', depositsSchema, { status: 'scheduled' });
  expect(new Set(deposits.map(({ reference }) => reference))).toEqual(
    new Set([paid.reference, paidBefore.reference]),
  );
});

test('gift cards tell what is left of them, and never their code', async () => {
  const issued = await stack.call('/credits', {
    body: { kind: 'gift-card', amount: 5000, currency: 'EUR', note: 'for Ada' },
    headers: staff,
  });
  const answer = await ask('/credits', { kind: 'gift-card', left: 'yes' });
  const { credits } = await bodyOf(answer, 200, creditsSchema);
  expect(credits[0]).toMatchObject({ note: 'for Ada', balance: { amount: 5000, currency: 'EUR' } });
  expect(answer.text).not.toContain(Object(issued.json()).code);
  expect((await list('/credits', creditsSchema, { kind: 'store-credit' })).credits).toEqual([]);
});

test('disputes tell of which payment, and those that wait for our answer can be asked for alone', async () => {
  const { reservation, id, ref } = await booked(stack, 'stripe');
  const end = await openDispute(stack, 'stripe', ref, 1000);
  const idsOf = async (query: Query) =>
    (await list('/disputes', disputesSchema, query)).disputes.map(({ payment }) => payment);
  const { disputes } = await list('/disputes', disputesSchema);
  expect(disputes).toEqual([
    expect.objectContaining({
      payment: id,
      reservation: reservation.id,
      reference: reservation.reference,
      amount: { amount: 1000, currency: reservation.total.currency },
      status: 'needs-response',
    }),
  ]);
  expect(await idsOf({ status: 'needs-response', provider: 'stripe' })).toEqual([id]);
  expect(await idsOf({ provider: 'paypal' })).toEqual([]);
  await end('won');
  expect(await idsOf({ status: 'needs-response' })).toEqual([]);
  expect(await idsOf({ status: 'won' })).toEqual([id]);
});

test('payouts are what the comparison with the provider brought', async () => {
  const paidOut = stack.stripe.payOut('eur');
  await fireSchedule(stack, reconcile);
  const { payouts } = await list('/payouts', payoutsSchema, { provider: 'stripe' });
  expect(payouts).toMatchObject([{ provider: 'stripe', providerRef: paidOut }]);
  expect(payouts[0]?.amount.amount).toBeGreaterThan(0);
  expect((await list('/payouts', payoutsSchema, { provider: 'paypal' })).payouts).toEqual([]);
});

test('differences are found while they are open, and once they are settled', async () => {
  // Two refunds of the whole: one of ours, which Stripe does not hear of yet, and one of the dashboard.
  const { reservation, id, ref } = await booked(stack, 'stripe');
  const fault = { effect: 'before', answer: 'error', route: 'POST /v1/refunds' } as const;
  stack.stripe.chaos({ drop: 'all', apiFault: fault });
  const asked = await stack.call(`/payments/${id}/refunds`, {
    body: { all: true, reason: 'for the test' },
    headers: { ...staff, 'Idempotency-Key': 'beside-the-dashboard' },
  });
  expect(asked.status, asked.text).toBe(202);
  await refundAtProvider(stack, 'stripe', ref, reservation.total.amount);
  await fireSchedule(stack, reconcile);
  const found = async (query: Query) => {
    const all = await list('/reconciliation-differences', differencesSchema, query);
    // The payment itself stays set aside, for a person to look at.
    return all.differences.filter(({ payment, kind }) => payment === id && kind === 'refund');
  };
  expect(await found({ state: 'open', provider: 'stripe', kind: 'refund' })).toMatchObject([
    { theirs: reservation.total, settledAt: null },
  ]);
  expect(await found({ state: 'settled' })).toEqual([]);
  expect(await found({ provider: 'paypal' })).toEqual([]);
  stack.stripe.chaos({ apiFault: null });
  stack.clock.advance({ hours: 7 });
  await fireSchedule(stack, makeProviderCalls);
  await settledAll(stack);
  for (let comparison = 0; comparison < 2; comparison += 1) await fireSchedule(stack, reconcile);
  expect(await found({ state: 'open' })).toEqual([]);
  expect(await found({ state: 'settled' })).toMatchObject([{ settledAt: expect.any(String) }]);
});
