import { afterEach, beforeAll, expect, test } from 'vitest';
import { createdReservationSchema } from '../../src/booking/present-reservation.ts';
import type { Quote } from '../../src/terms/quote.ts';
import { paymentIntentResponseSchema } from '../../src/workflows/payment/open/open-payment.ts';
import { expireAllHolds } from '../../src/workflows/reservation/expire-holds.ts';
import {
  authorized,
  bodyOf,
  type CreatedReservation,
  intentIdOf,
  newClient,
  openPayment,
  pay,
  postReservation,
  quote,
  reservationBody,
  reserve,
} from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { whileKeyIsHeldUp, whileSettlementIsHeldUp } from '../support/booking/hold-settlement.ts';
import { reservationState, unbalancedTransactions } from '../support/booking/settled-state.ts';
import { openQuote, signFor } from '../support/booking/signed-quotes.ts';
import { soldTwice } from '../support/database/sold-twice.ts';
import { someoneWaits } from '../support/database/someone-waits.ts';
import type { Answer } from '../support/harness/client.ts';
import { sized } from '../support/harness/size.ts';
import { type Stack, useStack } from '../support/harness/stack.ts';
import { expectRefusal } from '../support/http/refusal.ts';
import { quietOutbox } from '../support/message/quiet-outbox.ts';

const items = 3;
const guests = 30;
const turns = sized(2);
const hourMs = 3_600_000;
/** The clock is moved on by all guests at once: no quote is to grow old on its way. */
const dayMinutes = 1440;

const stack = useStack();
beforeAll(() => quietOutbox(stack));
afterEach(() => expect(stack.logLines.filter((line) => line.includes('"level":"error"'))).toEqual([]));

const answers: Answer[] = [];
async function ask(path: string, options: Parameters<Stack['call']>[1]): Promise<Answer> {
  const answer = await stack.call(path, { from: newClient(), ...options });
  answers.push(answer);
  return answer;
}

async function cancel(reservation: CreatedReservation): Promise<void> {
  await ask(`/reservations/${reservation.id}/cancel`, { method: 'POST', headers: authorized(reservation) });
}

async function payFor(reservation: CreatedReservation): Promise<void> {
  const answer = await ask('/payment-intents', {
    body: { reservation: reservation.id },
    headers: authorized(reservation),
  });
  if (answer.status !== 201) return; // cancelled or lapsed meanwhile
  stack.stripe.pay(intentIdOf(bodyOf(answer, 201, paymentIntentResponseSchema)), 'success');
}

/** What a guest does with a hold: one of these in turn. */
const moves: readonly ((reservation: CreatedReservation) => Promise<unknown>)[] = [
  payFor,
  cancel,
  (reservation) => Promise.all([payFor(reservation), cancel(reservation)]),
  async (reservation) => {
    await payFor(reservation);
    await Promise.all([cancel(reservation), cancel(reservation)]);
  },
  async () => stack.clock.advance({ minutes: 4 }), // leaves it to lapse
];

async function beGuest(guest: number, likes: readonly Quote[]): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) {
    const random = (guest * 7919 + turn * 104_729) % 1009;
    const like = likes[random % likes.length];
    if (!like) throw new Error('there are items');
    const startsAt = new Date(Date.parse('2027-06-01T00:00:00Z') + (random % 24) * 2 * hourMs);
    const endsAt = new Date(startsAt.getTime() + (1 + (random % 5)) * 2 * hourMs);
    const answer = await ask('/reservations', {
      body: reservationBody(await signFor(stack, like, startsAt, endsAt, dayMinutes)),
      headers: { 'Idempotency-Key': `${guest}-${turn}` },
    });
    if (answer.status === 201)
      await moves[(guest + turn) % moves.length]?.(bodyOf(answer, 201, createdReservationSchema));
  }
}

/** Money that is neither for a confirmed stay nor owed back: what guests have paid, less the one and the other. */
const unaccounted = `select r.id, r.status, sum(p.captured_minor) as captured, sum(p.refunding_minor) as refunding from reservations r join payments p on p.reservation_id = r.id
  group by r.id having sum(p.captured_minor) <> sum(p.refunding_minor) + case r.status when 'confirmed' then r.total_minor else 0 end`;

test('guests who claim, pay, cancel and let lapse on few items at once, with every event thrice and the sweep going on, meet no error, and every unit and every cent is accounted for', async () => {
  const likes: Quote[] = [];
  for (let item = 0; item < items; item += 1) {
    const columns = { policy_code: 'flexible', turnaround_minutes: 30 };
    const { slug } = await cloneItem(stack, { of: 'lantern-and-lark', units: 2, columns });
    likes.push(await openQuote(stack, { item: slug, from: '2027-06-01T10:00', to: '2027-06-01T14:00' }));
  }
  stack.stripe.chaos({ duplicate: 3 });

  let isOver = false;
  const sweep = async () => {
    while (!isOver) await expireAllHolds(stack.runtime);
  };
  const sweeping = sweep();
  await Promise.all(Array.from({ length: guests }, (_, guest) => beGuest(guest, likes)));
  await stack.stripe.settled();
  isOver = true;
  await sweeping;
  await stack.functions.settled();

  const unexpected = answers.filter(({ status }) => ![200, 201, 409].includes(status));
  expect(unexpected.map(({ status, text }) => `${status} ${text}`)).toEqual([]);
  expect(await soldTwice(stack)).toEqual([]);
  expect(await unbalancedTransactions(stack)).toEqual([]);
  expect((await stack.database.query(unaccounted)).rows).toEqual([]);
  const { rows } = await stack.database.query<{ status: string }>(
    'select distinct status from reservations order by 1',
  );
  expect(rows.map(({ status }) => status)).toEqual(
    expect.arrayContaining(['cancelled', 'confirmed', 'expired']),
  );
});

/** A hold on the only unit of an item that has run out before its payment came, and somebody else's quote for the same. */
async function lateGuest() {
  const { wish } = await cloneItem(stack);
  const held = await reserve(stack, wish);
  const payment = await openPayment(stack, held);
  stack.clock.advance({ minutes: 15 });
  const token = (await quote(stack, wish)).quote;
  // What goes on after the answers would be taken for the one who waits.
  await stack.stripe.settled();
  await stack.functions.settled();
  return { held, payment, token };
}

test('a late payment that meets somebody who is just taking the time waits, and is owed back', async () => {
  const { held, payment, token } = await lateGuest();
  const { claim, paid } = await whileKeyIsHeldUp(stack, '/reservations', 'faster', async () => {
    const claim = postReservation(stack, token, 'faster');
    await someoneWaits(stack);
    const paid = pay(stack, payment.intentId);
    await someoneWaits(stack, 2);
    return { claim, paid };
  });
  const { id } = bodyOf(await claim, 201, createdReservationSchema);
  await paid;
  expect(await reservationState(stack, id)).toMatchObject({ status: 'held' });
  expect(await reservationState(stack, held.id)).toMatchObject({
    status: 'expired',
    refundDue: held.total.amount,
    refundReason: 'late-payment',
  });
});

test('somebody who claims the time that a late payment is just taking waits, and hears that it is taken', async () => {
  const { held, payment, token } = await lateGuest();
  const { claim, paid } = await whileSettlementIsHeldUp(stack, payment.id, held.total.amount, async () => {
    const paid = pay(stack, payment.intentId);
    await someoneWaits(stack);
    const claim = postReservation(stack, token);
    await someoneWaits(stack, 2);
    return { claim, paid };
  });
  expectRefusal(await claim, 409, 'slot-taken');
  await paid;
  expect(await reservationState(stack, held.id)).toMatchObject({ status: 'confirmed', refundDue: 0 });
});
