import { afterAll, beforeAll, expect, test } from 'vitest';
import { minor } from '../../../src/platform/money/money.ts';
import {
  factsOf,
  orderOf,
  type ProviderStand,
  paid,
  readEvent,
  startProvider,
} from '../../support/payment/stripe-provider.ts';

let stand: ProviderStand;
beforeAll(async () => {
  stand = await startProvider();
});
afterAll(() => stand.sandbox.close());

const weekMs = 7 * 24 * 3600 * 1000;
const risk = { level: 'normal', score: 10, cardFingerprint: expect.any(String), cardCountry: 'US' };

/** The facts of a payment's events of one type. */
async function factOf(providerRef: string, type: string) {
  const facts = (await factsOf(stand, providerRef)).filter((one) => one.type === type);
  expect(facts.map((one) => one.type)).toEqual([type]);
  return facts[0]?.fact;
}

test('a payment made at once is pending, then succeeded with its amount; the charge adds risk and card', async () => {
  const { paymentId, providerRef } = await paid(stand, orderOf());
  const same = { kind: 'payment', paymentId, providerRef, amount: 20_000, currency: 'EUR' };
  expect(await factsOf(stand, providerRef)).toEqual([
    { type: 'payment_intent.created', fact: { ...same, status: 'pending', captured: 0 } },
    { type: 'charge.succeeded', fact: { ...same, status: 'succeeded', captured: 20_000, risk } },
    { type: 'payment_intent.succeeded', fact: { ...same, status: 'succeeded', captured: 20_000 } },
  ]);
});

test.each([
  { outcome: 'decline', type: 'payment_intent.payment_failed', status: 'failed' },
  { outcome: 'requires_action', type: 'payment_intent.requires_action', status: 'pending' },
  { outcome: 'processing', type: 'payment_intent.processing', status: 'processing' },
] as const)('$type is the state $status, with nothing captured', async ({ outcome, type, status }) => {
  const { providerRef } = await paid(stand, orderOf(), outcome);
  expect(await factOf(providerRef, type)).toMatchObject({ status, amount: 20_000, captured: 0 });
});

test('a charge that was refused says nothing of its own', async () => {
  const { providerRef } = await paid(stand, orderOf(), 'decline');
  expect(await factOf(providerRef, 'charge.failed')).toBeUndefined();
});

test('a hold says until when it holds, by the event of the payment and by that of the charge', async () => {
  const { providerRef } = await paid(stand, orderOf({ capture: 'later' }));
  const held = {
    status: 'authorized',
    captured: 0,
    captureBefore: new Date(stand.clock.now().getTime() + weekMs),
    risk,
  };
  expect(await factOf(providerRef, 'payment_intent.amount_capturable_updated')).toMatchObject(held);
  expect(await factOf(providerRef, 'charge.succeeded')).toMatchObject(held);
});

test('the method that a payment keeps is told by the event of the payment and by that of the charge: either may be lost', async () => {
  const { providerRef } = await paid(stand, orderOf({ savesMethod: true }));
  const kept = { savedMethod: { customer: expect.any(String), method: expect.any(String) } };
  expect(await factOf(providerRef, 'payment_intent.succeeded')).toMatchObject(kept);
  expect(await factOf(providerRef, 'charge.succeeded')).toMatchObject(kept);
});

test('a hold whose charge Stripe no longer has is still a hold', async () => {
  const { providerRef } = await paid(stand, orderOf({ capture: 'later' }));
  const { data } = await stand.sdk.events.list({
    type: 'payment_intent.amount_capturable_updated',
    limit: 1,
  });
  const event = { ...data[0], data: { object: { ...data[0]?.data.object, latest_charge: 'ch_gone' } } };
  const { fact } = await readEvent(stand, event);
  expect(fact).toMatchObject({ providerRef, status: 'authorized' });
  expect(fact).not.toHaveProperty('captureBefore');
});

test('a capture of a part says how much, and the rest that it releases is no refund', async () => {
  const payment = await paid(stand, orderOf({ capture: 'later' }));
  await stand.provider.capture(payment, minor(7_500));
  const captured = { status: 'succeeded', amount: 20_000, captured: 7_500 };
  expect(await factOf(payment.providerRef, 'charge.captured')).toMatchObject(captured);
  expect(await factOf(payment.providerRef, 'payment_intent.succeeded')).toMatchObject(captured);
  const [rest] = (await stand.sdk.refunds.list({ payment_intent: payment.providerRef })).data;
  expect(rest).toMatchObject({ amount: 12_500 });
  expect(await readEvent(stand, eventOf('refund.created', { ...rest }))).toMatchObject({ fact: undefined });
});

test('a hold that is released is canceled, and what Stripe calls its refund says nothing', async () => {
  const payment = await paid(stand, orderOf({ capture: 'later' }));
  await stand.provider.void(payment);
  expect(await factOf(payment.providerRef, 'charge.refunded')).toBeUndefined();
  expect(await factOf(payment.providerRef, 'payment_intent.canceled')).toMatchObject({
    status: 'canceled',
    captured: 0,
  });
  const [refund] = (await stand.sdk.refunds.list({ payment_intent: payment.providerRef })).data;
  expect(await readEvent(stand, eventOf('refund.created', { ...refund }))).toMatchObject({ fact: undefined });
});

test('a refund is told by its own events with our id; charge.refunded tells of the capture alone', async () => {
  const payment = await paid(stand, orderOf());
  await stand.provider.refund(payment, { refundId: 'rfd_told', amount: minor(5_000) });
  const fact = { kind: 'refund', refundId: 'rfd_told', amount: 5_000, currency: 'EUR', status: 'succeeded' };
  const { providerRef } = payment;
  expect(await factOf(providerRef, 'refund.created')).toMatchObject({ ...fact, payment: { providerRef } });
  expect(await factOf(providerRef, 'refund.updated')).toMatchObject(fact);
  expect(await factOf(providerRef, 'charge.refunded')).toMatchObject({
    kind: 'payment',
    paymentId: payment.paymentId,
    status: 'succeeded',
    captured: 20_000,
  });
});

test('a refund made in the dashboard has no id of ours and is found by its payment', async () => {
  const { providerRef } = await paid(stand, orderOf());
  await stand.sdk.refunds.create({ payment_intent: providerRef, amount: 100 });
  const fact = await factOf(providerRef, 'refund.created');
  expect(fact).toMatchObject({ kind: 'refund', payment: { providerRef }, amount: 100, status: 'succeeded' });
  expect(fact).toHaveProperty('refundId', undefined);
});

test.each([
  { theirs: 'pending', ours: 'pending' },
  { theirs: 'requires_action', ours: 'pending' },
  { theirs: 'succeeded', ours: 'succeeded' },
  { theirs: 'failed', ours: 'failed' },
  { theirs: 'canceled', ours: 'failed' },
])('a refund that Stripe calls $theirs is $ours', async ({ theirs, ours }) => {
  const payment = await paid(stand, orderOf());
  await stand.provider.refund(payment, { refundId: `rfd_${theirs}`, amount: minor(100) });
  const [refund] = (await stand.sdk.refunds.list({ payment_intent: payment.providerRef })).data;
  const { fact } = await readEvent(stand, eventOf('refund.failed', { ...refund, status: theirs }));
  expect(fact).toMatchObject({ refundId: `rfd_${theirs}`, status: ours });
});

const dispute = {
  id: 'du_1',
  object: 'dispute',
  amount: 20_000,
  currency: 'eur',
  charge: 'ch_1',
  payment_intent: 'pi_1',
  reason: 'product_not_received',
  evidence_details: { due_by: 1_805_000_000 },
};

test.each([
  { theirs: 'needs_response', ours: 'needs-response' },
  { theirs: 'warning_needs_response', ours: 'inquiry' },
  { theirs: 'appeal_needs_response', ours: 'needs-response' },
  { theirs: 'under_review', ours: 'under-review' },
  { theirs: 'warning_under_review', ours: 'inquiry' },
  { theirs: 'appeal_under_review', ours: 'under-review' },
  { theirs: 'won', ours: 'won' },
  { theirs: 'warning_closed', ours: 'won' },
  { theirs: 'prevented', ours: 'won' },
  { theirs: 'lost', ours: 'lost' },
])(
  'a dispute that Stripe calls $theirs is $ours, with amount, reason and deadline',
  async ({ theirs, ours }) => {
    for (const what of ['created', 'updated', 'closed', 'funds_withdrawn', 'funds_reinstated']) {
      const event = eventOf(`charge.dispute.${what}`, { ...dispute, status: theirs });
      expect(await readEvent(stand, event)).toMatchObject({
        fact: {
          kind: 'dispute',
          providerRef: 'du_1',
          payment: { paymentId: undefined, providerRef: 'pi_1' },
          amount: 20_000,
          currency: 'EUR',
          status: ours,
          reason: 'product_not_received',
          evidenceDueAt: new Date(1_805_000_000_000),
        },
      });
    }
  },
);

test('a state that we do not know is said to be unreadable, with its event, and not a guess', async () => {
  const event = eventOf('charge.dispute.updated', { ...dispute, status: 'something_new' });
  await expect(readEvent(stand, event)).rejects.toMatchObject({
    name: 'UnreadableEvent',
    eventId: 'evt_1',
    cause: { message: expect.stringContaining('something_new') },
  });
});

test('what does not concern us is taken and says nothing', async () => {
  for (const event of [
    eventOf('customer.created', { id: 'cus_1', object: 'customer' }),
    eventOf('something.new', { id: 'xyz_1', amount: 'a lot' }),
    eventOf('charge.dispute.created', { ...dispute, payment_intent: null, status: 'lost' }),
  ]) {
    expect(await readEvent(stand, event)).toMatchObject({
      eventId: 'evt_1',
      type: event.type,
      fact: undefined,
    });
  }
});

test('while Stripe cannot be asked for what an event leaves out, the event is a 503, to be sent again', async () => {
  await paid(stand, orderOf({ capture: 'later' }));
  const { data } = await stand.sdk.events.list({
    type: 'payment_intent.amount_capturable_updated',
    limit: 1,
  });
  stand.sandbox.chaos({ apiFault: { effect: 'before', answer: 'error', route: 'GET /v1/charges/:id' } });
  await expect(readEvent(stand, data[0] ?? {})).rejects.toMatchObject({ code: 'unavailable' });
  stand.sandbox.chaos({ apiFault: null });
  expect(await readEvent(stand, data[0] ?? {})).toMatchObject({ fact: { status: 'authorized' } });
});

function eventOf(type: string, object: object) {
  return { id: 'evt_1', object: 'event', created: 1_800_000_000, type, data: { object } };
}
