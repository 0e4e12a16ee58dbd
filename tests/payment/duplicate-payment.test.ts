import { afterEach, beforeEach, expect, test } from 'vitest';
import { newId } from '../../src/platform/ids.ts';
import { systemRandom } from '../../src/platform/random.ts';
import { authorized, book, type CreatedReservation, newClient } from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import {
  balancesOf,
  messagesAbout,
  reservationState,
  unbalancedTransactions,
} from '../support/booking/settled-state.ts';
import { useStack } from '../support/harness/stack.ts';
import { deliverAll, type EventSubject, intentEvent, secondsOf } from '../support/payment/stripe-events.ts';

const stack = useStack();
// The second payment is told of and never made, so its refund must wait: the provider is away.
beforeEach(() =>
  stack.stripe.chaos({ apiFault: { effect: 'before', answer: 'close', route: 'GET /v1/refunds' } }),
);
afterEach(async () => {
  expect(await unbalancedTransactions(stack)).toEqual([]);
});

/** A second payment of a paid reservation: none can be opened any more, but one might be left from a fault or a rare race. */
async function secondPayment(reservation: CreatedReservation): Promise<EventSubject> {
  const id = newId('payment', stack.clock.now(), systemRandom);
  const { amount, currency } = reservation.total;
  await stack.database.query(
    `insert into payments (id, reservation_id, provider, amount_minor, currency) values ($1, $2, 'stripe', $3, $4)`,
    [id, reservation.id, amount, currency],
  );
  return { id, intentId: `pi_second_of_${reservation.id}`, amount, currency };
}

async function payTwice(columns: Readonly<Record<string, unknown>> = {}) {
  const { wish } = await cloneItem(stack, { columns });
  const reservation = await book(stack, wish);
  const second = await secondPayment(reservation);
  const paid = intentEvent(second, 'payment_intent.succeeded', { created: secondsOf(stack) });
  await deliverAll(stack, [paid, paid]);
  return { reservation, second };
}

const at = (path: string, reservation: CreatedReservation, method = 'GET') =>
  stack.call(`/reservations/${reservation.id}${path}`, {
    method,
    headers: authorized(reservation),
    from: newClient(),
  });

test('a second payment of a confirmed reservation is owed back as a duplicate; the reservation stays and both sides are told', async () => {
  const { reservation, second } = await payTwice();
  const { amount } = reservation.total;
  expect(await reservationState(stack, reservation.id)).toMatchObject({
    status: 'confirmed',
    refundDue: amount,
    refundReason: 'duplicate-payment',
  });
  expect(await balancesOf(stack, second.id)).toEqual({
    'provider-clearing:stripe': amount,
    refunds: -amount,
  });
  expect(await messagesAbout(stack, reservation.id)).toEqual([
    'guest-confirmation',
    'guest-hold',
    'guest-late-payment',
    'owner-late-payment',
    'owner-new-reservation',
  ]);
  expect((await at('/confirmation', reservation)).status).toBe(200);
});

/** What each policy of the seed gives back of what the stay costs, long before it begins. */
const policies = [
  { policy: 'all of it', tiers: 10_000 },
  { policy: 'half of it', tiers: 5_000 },
  { policy: 'nothing of it', tiers: 0 },
];

test.each(policies)(
  'cancelling a stay that was paid twice gives back the duplicate whole, and $policy for the stay',
  async ({ tiers }) => {
    const code = `gives-${tiers}`;
    await stack.database.query(
      `insert into cancellation_policies (code, version, name, text, tiers) values ($1, 1, $1, $1, $2)`,
      [code, JSON.stringify([{ hoursBefore: 0, refundBasisPoints: tiers }])],
    );
    const { reservation } = await payTwice({ policy_code: code, policy_version: 1 });
    const { amount, currency } = reservation.total;
    const back = { amount: Math.round((amount * tiers) / 10_000), currency };
    const owed = { amount: amount + back.amount, currency };
    const preview = await at('/cancellation', reservation);
    const cancelled = await at('/cancel', reservation, 'POST');

    expect(cancelled.status).toBe(200);
    expect(await reservationState(stack, reservation.id)).toMatchObject({
      status: 'cancelled',
      refundDue: owed.amount,
    });
    expect(cancelled.json()).toMatchObject({ refundDue: owed });
    expect(preview.json()).toMatchObject({ refund: back });
  },
);
