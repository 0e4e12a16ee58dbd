import fc from 'fast-check';
import type Stripe from 'stripe';
import { beforeAll, expect, test } from 'vitest';
import { createdReservationSchema } from '../../../src/booking/present-reservation.ts';
import { bodyOf, postReservation, quote, reserve } from '../../support/booking/booking.ts';
import { type ClonedItem, cloneItem } from '../../support/booking/cloned-item.ts';
import {
  balancesFor,
  balancesOf,
  messagesAbout,
  paymentState,
  reservationState,
  unbalancedTransactions,
} from '../../support/booking/settled-state.ts';
import { runs } from '../../support/harness/seeded-property.ts';
import { countTo, sized } from '../../support/harness/size.ts';
import { useStack } from '../../support/harness/stack.ts';
import { quietOutbox } from '../../support/message/quiet-outbox.ts';
import { type Happening, plans, type Schedule } from '../../support/payment/payment-schedules.ts';
import {
  deliver,
  deliverAll,
  type EventSubject,
  intentEvent,
  openSubject,
  refundEvent,
  secondsOf,
} from '../../support/payment/stripe-events.ts';

const attempts = 6;
const tell = countTo(sized(attempts));

const stack = useStack();
let item: ClonedItem;
beforeAll(async () => {
  item = await cloneItem(stack, { units: 2 * sized(attempts) + 10 });
  stack.stripe.chaos({ drop: 'all' });
  await quietOutbox(stack);
});

let made = 0;

/** The set as events of one payment. Their ids sort as their positions do, in every copy, for they break ties of time. */
function eventsOf(set: readonly Happening[], subject: EventSubject, since: number): Stripe.Event[] {
  made += 1;
  const refunds = amountsOf(set, subject.amount);
  return set.map((one, position) => {
    const circumstances = { id: `evt_${position}_of_copy_${made}`, created: since + one.second };
    return one.kind === 'charge.refunded'
      ? refundEvent(subject, refunds.get(one) ?? 0, circumstances, `${position}`)
      : intentEvent(subject, one.kind, circumstances);
  });
}

/** What each refund of a set sends back: shares of the payment that all fit into it, as a provider sees to. */
function amountsOf(set: readonly Happening[], amount: number): Map<Happening, number> {
  const refunds = set.flatMap((one) => (one.kind === 'charge.refunded' ? [one] : []));
  return new Map(refunds.map((one) => [one, Math.max(1, Math.floor((amount * one.share) / refunds.length))]));
}

/** A payment of its own for a schedule of the set, opened and waiting. */
async function open(set: readonly Happening[], schedule: Schedule, quoteToken: string) {
  const answer = await postReservation(stack, quoteToken);
  const reservation = bodyOf(answer, 201, createdReservationSchema);
  const subject = await openSubject(stack, reservation);
  // Stripe's id of the payment is noted after the answer, and a refund names its payment by that alone.
  await stack.functions.settled();
  return { reservation, subject, schedule, events: eventsOf(set, subject, secondsOf(stack)) };
}

type Opened = Awaited<ReturnType<typeof open>>;

/** Delivers what the schedule has for before or for after the end of the hold. */
async function run({ events, schedule: { groups, lateFrom } }: Opened, phase: 'in time' | 'late') {
  for (const group of phase === 'in time' ? groups.slice(0, lateFrom) : groups.slice(lateFrom)) {
    const answers = await Promise.all(
      group.flatMap((position) => events[position] ?? []).map((event) => deliver(stack, event)),
    );
    expect(answers.map(({ status }) => status)).toEqual(group.map(() => 200));
  }
}

async function outcomeOf({ reservation, subject }: Opened) {
  const { status, captured, refunded, quarantine } = await paymentState(stack, subject.id);
  const { status: kept, refundDue, refundReason } = await reservationState(stack, reservation.id);
  return {
    payment: { status, captured, refunded, quarantine },
    // A hold that has run out is lapsed, whether or not an event came by to sweep it.
    reservation: { status: kept === 'held' ? 'expired' : kept, refundDue, refundReason },
    balances: await balancesOf(stack, subject.id),
  };
}

/** What a set must come to, worked out from the set alone. */
function expectationOf(set: readonly Happening[], amount: number) {
  const refunds = [...amountsOf(set, amount).values()];
  const isPaid = refunds.length > 0 || set.some(({ kind }) => kind === 'payment_intent.succeeded');
  const refunded = refunds.reduce((sum, one) => sum + one, 0);
  const attempted = set.filter(
    ({ kind }) => kind === 'payment_intent.processing' || kind === 'payment_intent.payment_failed',
  );
  const latest = Math.max(...attempted.map((one) => one.second));
  const open = attempted
    .filter((one) => one.second === latest)
    .map(({ kind }) => (kind === 'payment_intent.processing' ? 'processing' : 'failed'));
  return {
    statuses: isPaid ? ['succeeded'] : attempted.length > 0 ? open : ['pending'],
    payment: { captured: isPaid ? amount : 0, refunded, quarantine: null },
    reservation: {
      status: isPaid ? 'confirmed' : 'expired',
      refundDue: 0,
      refundReason: null,
    },
    balances: isPaid ? balancesFor(amount - refunded) : {},
  };
}

test("whatever the order, the repetitions and the delays of a payment's events, the same set ends in the same state", async () => {
  await fc.assert(
    fc.asyncProperty(plans, async ({ set, one, other }) => {
      const { quote: token, total } = await quote(stack, item.wish);
      const copies = await Promise.all([open(set, one, token), open(set, other, token)]);
      await Promise.all(copies.map((copy) => run(copy, 'in time')));
      stack.clock.advance({ minutes: 20 });
      await Promise.all(copies.map((copy) => run(copy, 'late')));

      const outcome = await outcomeOf(copies[0]);
      expect(await outcomeOf(copies[1])).toEqual(outcome);
      const { statuses, ...expected } = expectationOf(set, total.amount);
      expect(statuses).toContain(outcome.payment.status);
      expect(outcome).toEqual({
        ...expected,
        payment: { ...expected.payment, status: outcome.payment.status },
      });
      tell();
    }),
    { ...runs(attempts), endOnFailure: true },
  );
  expect(await unbalancedTransactions(stack)).toEqual([]);
});

test('a full refund that is heard of before the payment itself ends as if it had come after it', async () => {
  const reservation = await reserve(stack, item.wish);
  const subject = await openSubject(stack, reservation);
  const created = secondsOf(stack);
  await deliverAll(stack, [refundEvent(subject, subject.amount, { created: created + 60 })]);
  const early = await paymentState(stack, subject.id);
  await deliverAll(stack, [
    intentEvent(subject, 'payment_intent.succeeded', { created }),
    intentEvent(subject, 'payment_intent.created', { created }),
  ]);

  expect(early).toMatchObject({ status: 'succeeded', captured: subject.amount, refunded: subject.amount });
  expect(await paymentState(stack, subject.id)).toEqual(early);
  expect(await balancesOf(stack, subject.id)).toEqual(balancesFor(0));
});

test('refunds that arrive in another order and again count each once', async () => {
  const subject = await openSubject(stack, await reserve(stack, item.wish));
  const created = secondsOf(stack);
  await deliverAll(stack, [
    refundEvent(subject, 300, { created: created + 2 }),
    refundEvent(subject, 100, { created: created + 1 }),
    refundEvent(subject, 200, { created: created + 1 }),
    refundEvent(subject, 300, { created: created + 3 }),
  ]);
  expect(await paymentState(stack, subject.id)).toMatchObject({ captured: subject.amount, refunded: 600 });
  expect(await balancesOf(stack, subject.id)).toEqual(balancesFor(subject.amount - 600));
});

test('a decline that is heard of after the payment went through frightens nobody', async () => {
  const reservation = await reserve(stack, item.wish);
  const subject = await openSubject(stack, reservation);
  const created = secondsOf(stack);
  await deliverAll(stack, [
    intentEvent(subject, 'payment_intent.succeeded', { created }),
    intentEvent(subject, 'payment_intent.payment_failed', { created: created + 1 }),
  ]);
  expect(await paymentState(stack, subject.id)).toMatchObject({ status: 'succeeded' });
  expect(await messagesAbout(stack, reservation.id)).not.toContain('guest-payment-failed');
});

test('of two events of the same second the same one decides, whichever comes first', async () => {
  const created = secondsOf(stack);
  const statuses = new Set<string>();
  for (const order of [
    [0, 1],
    [1, 0],
  ]) {
    const subject = await openSubject(stack, await reserve(stack, item.wish));
    const set = [
      { kind: 'payment_intent.processing', second: 0 },
      { kind: 'payment_intent.payment_failed', second: 0 },
    ] as const;
    const events = eventsOf(set, subject, created);
    await deliverAll(
      stack,
      order.flatMap((position) => events[position] ?? []),
    );
    statuses.add((await paymentState(stack, subject.id)).status);
  }
  expect(statuses.size).toBe(1);
});
