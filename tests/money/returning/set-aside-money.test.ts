import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import expireHolds from '../../../netlify/functions/scheduled/expire-holds.ts';
import { staff } from '../../support/account/staff.ts';
import {
  authorized,
  bodyOf,
  type CreatedReservation,
  newClient,
  reserve,
  settledAll,
} from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { reservationState, unbalancedTransactions } from '../../support/booking/settled-state.ts';
import { fireSchedule } from '../../support/harness/fire-schedule.ts';
import { useStack } from '../../support/harness/stack.ts';
import { quietMails } from '../../support/message/quiet-outbox.ts';
import { said } from '../../support/payment/at-provider.ts';
import {
  deliverAll,
  type EventSubject,
  intentEvent,
  openSubject,
  secondsOf,
} from '../../support/payment/stripe-events.ts';

// What is set aside moves by a person's hand alone, whatever becomes of its reservation.

const stack = useStack();
beforeAll(() => quietMails(stack));
beforeEach(() => {
  stack.clock.set('2027-03-01T09:00:00Z');
  stack.stripe.chaos({ drop: 'all' });
});

async function hold(): Promise<{ reservation: CreatedReservation; subject: EventSubject }> {
  const item = await cloneItem(stack, { columns: { policy_code: 'flexible' } });
  const reservation = await reserve(stack, item.wish);
  const subject = await openSubject(stack, reservation);
  await stack.functions.settled();
  return { reservation, subject };
}

const aside = 100;
const tellOf = (subject: EventSubject, amount: number) =>
  deliverAll(stack, [
    intentEvent(
      subject,
      'payment_intent.succeeded',
      { created: secondsOf(stack) },
      { amount_received: amount },
    ),
  ]);

async function transfer({ id }: CreatedReservation, amount: number): Promise<string> {
  const answer = await stack.call(`/reservations/${id}/transfers`, {
    body: { reference: randomUUID(), amount, currency: 'EUR' },
    headers: staff,
    from: newClient(),
  });
  return bodyOf(answer, 201, v.object({ id: v.string() })).id;
}

async function cancel(reservation: CreatedReservation): Promise<void> {
  const answer = await stack.call(`/reservations/${reservation.id}/cancel`, {
    method: 'POST',
    headers: authorized(reservation),
    from: newClient(),
  });
  expect(answer.status).toBe(200);
}

async function runOut(): Promise<void> {
  stack.clock.advance({ hours: 49 });
  expect(await fireSchedule(stack, expireHolds)).toBe(204);
}

/** What goes back, by payment. */
async function goesBack({ id }: CreatedReservation): Promise<Record<string, number>> {
  const { rows } = await stack.database.query<{ payment: string; amount: number }>(
    `select f.payment_id as payment, f.amount_minor::int as amount from refunds f join payments p on p.id = f.payment_id where p.reservation_id = $1`,
    [id],
  );
  return Object.fromEntries(rows.map(({ payment, amount }) => [payment, amount]));
}

const ends: [string, string, (reservation: CreatedReservation) => Promise<void>][] = [
  ['runs out', 'expired', runOut],
  ['is cancelled', 'cancelled', cancel],
];

test.each(ends)(
  'of a hold that %s the share beside what was set aside goes back, and what was set aside stays, told of before or after',
  async (_name, status, end) => {
    const [before, after] = [await hold(), await hold()];
    const shares = [await transfer(before.reservation, 200), await transfer(after.reservation, 200)];
    await tellOf(before.subject, aside);
    expect(await said(stack, before.reservation)).toMatchObject({ previewPaid: 300, refundable: 200 });
    await end(before.reservation);
    if (status === 'cancelled') await end(after.reservation);
    await tellOf(after.subject, aside);
    for (const [index, { reservation }] of [before, after].entries()) {
      expect(await reservationState(stack, reservation.id)).toMatchObject({ status });
      expect(await goesBack(reservation)).toEqual({ [shares[index] ?? '']: 200 });
    }
    expect(await unbalancedTransactions(stack)).toEqual([]);
  },
);

test('of a stay that was paid up beside what was set aside the rest goes back when it is cancelled; the staff may send back what was set aside, which takes nothing more off the sale', async () => {
  const { reservation, subject } = await hold();
  await tellOf(subject, aside);
  const rest = subject.amount - aside;
  const paid = await transfer(reservation, rest);
  expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'confirmed' });
  await cancel(reservation);
  expect(await goesBack(reservation)).toEqual({ [paid]: rest });
  const answer = await stack.call(`/payments/${subject.id}/refunds`, {
    body: { all: true, reason: 'It was set aside.' },
    headers: { ...staff, 'Idempotency-Key': randomUUID() },
    from: newClient(),
  });
  expect(answer.status, answer.text).toBe(202);
  await settledAll(stack);
  expect(await goesBack(reservation)).toEqual({ [paid]: rest, [subject.id]: aside });
  expect(await said(stack, reservation)).toMatchObject({
    status: 'cancelled',
    corrections: [`credit-note ${subject.amount}`],
  });
  expect(await unbalancedTransactions(stack)).toEqual([]);
});

test('once the genuine success has come after it, nothing of the payment is set aside: it goes back whole', async () => {
  const { reservation, subject } = await hold();
  await tellOf(subject, aside);
  await tellOf(subject, subject.amount);
  expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'confirmed' });
  await cancel(reservation);
  expect(await goesBack(reservation)).toEqual({ [subject.id]: subject.amount });
});

test('a gift card confirms only what it lends to: where nothing more is due, as beside too much that was set aside, its code confirms nothing', async () => {
  const { reservation, subject } = await hold();
  await tellOf(subject, subject.amount + 1);
  expect(await said(stack, reservation)).toMatchObject({ status: 'held', due: 0 });
  const made = await stack.call('/credits', {
    body: { kind: 'gift-card', amount: 5_000, currency: 'EUR', note: 'a birthday' },
    headers: { ...staff, 'Idempotency-Key': randomUUID() },
    from: newClient(),
  });
  const { code } = bodyOf(made, 201, v.object({ code: v.string() }));
  for (const tried of [code, 'AAAA-BBBB-CCCC-DDDD']) {
    const answer = await stack.call(`/reservations/${reservation.id}/credit`, {
      body: { code: tried },
      headers: authorized(reservation),
      from: newClient(),
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'held' });
  }
});
