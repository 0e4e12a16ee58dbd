import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CreatedReservation, reserve } from './support/booking.ts';
import { type ClonedItem, cloneItem } from './support/cloned-item.ts';
import { testEnvironment } from './support/environment.ts';
import {
  balancesOf,
  mailsAbout,
  messagesAbout,
  paymentState,
  reservationState,
  unbalancedTransactions,
} from './support/settled-state.ts';
import { type Stack, startStack } from './support/stack.ts';
import {
  deliver,
  deliverAll,
  type EventSubject,
  intentEvent,
  openSubject,
  refundEvent,
  secondsOf,
} from './support/stripe-events.ts';

let stack: Stack;
let item: ClonedItem;
beforeAll(async () => {
  stack = await startStack();
  item = await cloneItem(stack, { units: 20 });
  stack.stripe.chaos({ drop: 'all' });
});
afterAll(() => stack.stop());

async function open(): Promise<{ reservation: CreatedReservation; subject: EventSubject }> {
  const reservation = await reserve(stack, item.wish);
  const subject = await openSubject(stack, reservation);
  await stack.functions.settled();
  return { reservation, subject };
}

function succeeded(subject: EventSubject, changes: Partial<Stripe.PaymentIntent>) {
  return intentEvent(subject, 'payment_intent.succeeded', { created: secondsOf(stack) }, changes);
}

/** Payments that are not what we asked for; each as the event that tells of it. */
const wrong: Record<string, (subject: EventSubject) => Stripe.Event> = {
  'one cent too little': (subject) => succeeded(subject, { amount_received: subject.amount - 1 }),
  'one cent too much': (subject) => succeeded(subject, { amount_received: subject.amount + 1 }),
  'a hundredth, as of a currency without cents': (subject) =>
    succeeded(subject, { amount: subject.amount / 100, amount_received: subject.amount / 100 }),
  'nothing at all': (subject) => succeeded(subject, { amount_received: 0 }),
  'the same figure in another currency': (subject) => succeeded(subject, { currency: 'jpy' }),
  'another figure in another currency': (subject) =>
    succeeded(subject, { amount: 1, amount_received: 1, currency: 'usd' }),
  'a refunded charge of another currency': (subject) =>
    refundEvent({ ...subject, currency: 'GBP' }, 100, { created: secondsOf(stack) }),
  'the right amount under the name of another PaymentIntent': (subject) =>
    succeeded(subject, { id: `${subject.intentId}_other` }),
};

test.each(Object.entries(wrong))(
  'a payment of %s is set aside, told to the owner exactly once and confirms nothing',
  async (_name, eventFor) => {
    const { reservation, subject } = await open();
    const event = eventFor(subject);
    const answers = await Promise.all([deliver(stack, event), deliver(stack, event), deliver(stack, event)]);
    await deliverAll(stack, [event]);

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await paymentState(stack, subject.id)).toMatchObject({
      quarantine: expect.stringMatching(/-mismatch$/),
    });
    expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'held' });
    expect(await messagesAbout(stack, subject.id)).toEqual(['owner-quarantine']);
    expect(await messagesAbout(stack, reservation.id)).toEqual(['guest-hold']);
    expect(await mailsAbout(stack, subject.id)).toEqual([
      `owner-quarantine to ${testEnvironment.OWNER_EMAIL}`,
    ]);
    expect(await unbalancedTransactions(stack)).toEqual([]);
  },
);

test('a payment that was set aside stays so: another wrong event is not told again, and a right one confirms nothing any more', async () => {
  const { reservation, subject } = await open();
  await deliverAll(stack, [
    succeeded(subject, { amount_received: 1 }),
    succeeded(subject, { currency: 'usd' }),
    succeeded(subject, {}),
  ]);
  expect(await messagesAbout(stack, subject.id)).toEqual(['owner-quarantine']);
  expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'held' });
});

test('money of another currency never enters the books of a payment', async () => {
  const { subject } = await open();
  await deliverAll(stack, [succeeded(subject, { currency: 'jpy' })]);
  expect(await paymentState(stack, subject.id)).toMatchObject({ captured: 0, refunded: 0 });
  expect(await balancesOf(stack, subject.id)).toEqual({});
});

test('a hold whose payment was set aside lapses like any other, and its time can be sold', async () => {
  const single = await cloneItem(stack);
  const reservation = await reserve(stack, single.wish);
  const subject = await openSubject(stack, reservation);
  await deliverAll(stack, [succeeded(subject, { amount_received: 1 })]);
  stack.clock.advance({ minutes: 16 });
  const next = await reserve(stack, single.wish);
  await deliverAll(stack, [succeeded(await openSubject(stack, next), {})]);

  expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'lapsed' });
  expect(await reservationState(stack, next.id)).toMatchObject({ status: 'confirmed' });
});
