import type Stripe from 'stripe';
import { beforeAll, expect, test } from 'vitest';
import { type CreatedReservation, reserve } from '../../support/booking/booking.ts';
import { type ClonedItem, cloneItem } from '../../support/booking/cloned-item.ts';
import {
  balancesOf,
  mailsAbout,
  messagesAbout,
  paymentState,
  reservationState,
  unbalancedTransactions,
} from '../../support/booking/settled-state.ts';
import { testEnvironment } from '../../support/harness/environment.ts';
import { useStack } from '../../support/harness/stack.ts';
import {
  deliver,
  deliverAll,
  type EventSubject,
  intentEvent,
  openSubject,
  refundEvent,
  secondsOf,
} from '../../support/payment/stripe-events.ts';

const stack = useStack();
let item: ClonedItem;
beforeAll(async () => {
  item = await cloneItem(stack, { units: 60 });
  stack.stripe.chaos({ drop: 'all' });
});

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

test('another wrong event is not told again', async () => {
  const { reservation, subject } = await open();
  await deliverAll(stack, [
    succeeded(subject, { amount_received: 1 }),
    succeeded(subject, { currency: 'usd' }),
  ]);
  expect(await messagesAbout(stack, subject.id)).toEqual(['owner-quarantine']);
  expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'held' });
});

test.each(Object.entries(wrong))(
  'after a payment of %s the genuine success is applied, once, or needs the owner, who was told',
  async (name, eventFor) => {
    const { reservation, subject } = await open();
    await deliverAll(stack, [eventFor(subject)]);
    const [first, second] = [succeeded(subject, {}), succeeded(subject, {})];
    await deliverAll(stack, [first, first, { ...second, id: `${second.id}_again` }]);

    // What the provider says it has taken never shrinks: what was more than asked stays the owner's to settle.
    const isTooMuch = name === 'one cent too much';
    const expected = isTooMuch
      ? { status: 'held', refundDue: 0 }
      : { status: 'confirmed', refundDue: 0, refundReason: null };
    expect(await reservationState(stack, reservation.id)).toMatchObject(expected);
    expect(await paymentState(stack, subject.id)).toMatchObject({
      captured: subject.amount + (isTooMuch ? 1 : 0),
      quarantine: expect.stringMatching(/-mismatch$/),
    });
    expect(await messagesAbout(stack, subject.id)).toEqual(['owner-quarantine']);
    expect(await unbalancedTransactions(stack)).toEqual([]);
  },
);

test('the same set in the other order, the genuine success first: the same end', async () => {
  for (const [name, eventFor] of Object.entries(wrong).filter(([one]) => one !== 'one cent too much')) {
    const { reservation, subject } = await open();
    await deliverAll(stack, [succeeded(subject, {}), eventFor(subject)]);
    expect([name, await reservationState(stack, reservation.id)]).toMatchObject([
      name,
      { status: 'confirmed', refundDue: 0 },
    ]);
  }
});

test('an intent of the right amount with our metadata before its id is noted is taken as ours; the one that we opened, should it be paid too, is set aside and told', async () => {
  const { reservation, subject } = await open();
  await stack.database.query('update payments set provider_ref = null where id = $1', [subject.id]);
  await deliverAll(stack, [succeeded(subject, { id: `${subject.intentId}_other` })]);
  expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'confirmed' });
  expect(await messagesAbout(stack, subject.id)).toEqual([]);
  await deliverAll(stack, [succeeded(subject, {})]);
  expect(await paymentState(stack, subject.id)).toMatchObject({
    captured: subject.amount,
    quarantine: 'reference-mismatch',
  });
  expect(await messagesAbout(stack, subject.id)).toEqual(['owner-quarantine']);
  expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'confirmed', refundDue: 0 });
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

  expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'expired' });
  expect(await reservationState(stack, next.id)).toMatchObject({ status: 'confirmed' });
});
