import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import reconcile from '../../../netlify/functions/scheduled/reconcile.ts';
import { takenBack } from '../../../src/payment/provider/provider.ts';
import { type Currency, minor } from '../../../src/platform/money/money.ts';
import { deliverDue } from '../../../src/workflows/message/deliver.ts';
import { applyPaymentEvent } from '../../../src/workflows/payment/events/apply-payment-event.ts';
import { staff } from '../../support/account/staff.ts';
import {
  approve,
  bodyOf,
  type CreatedReservation,
  newClient,
  openPayment,
  openPaypalPayment,
  pay,
  reserve,
  settledAll,
} from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { unbalancedTransactions } from '../../support/booking/settled-state.ts';
import { fireSchedule } from '../../support/harness/fire-schedule.ts';
import { useStack } from '../../support/harness/stack.ts';

const stack = useStack();
beforeEach(() => {
  stack.clock.advance({ days: 9 });
  stack.stripe.chaos({ drop: [], processing: false });
  stack.paypal.chaos({ drop: [] });
});
afterEach(async () => {
  expect(await unbalancedTransactions(stack)).toEqual([]);
});

type Provider = 'stripe' | 'paypal';

async function booked(provider: Provider) {
  const reservation = await reserve(stack, (await cloneItem(stack)).wish);
  if (provider === 'stripe') {
    const { id, intentId } = await openPayment(stack, reservation);
    await pay(stack, intentId);
    await settledAll(stack);
    return { reservation, id, ref: intentId };
  }
  const { id, orderId } = await openPaypalPayment(stack, reservation);
  await approve(stack, orderId);
  return { reservation, id, ref: stack.paypal.capturesOf(orderId)[0] ?? '' };
}

/** What of the reservation's money the provider holds, by our books. */
async function held({ id }: CreatedReservation): Promise<number> {
  const { rows } = await stack.database.query(
    `select coalesce(sum(e.amount_minor), 0)::int as sum from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
     where t.reservation_id = $1 and e.account like 'provider-clearing:%'`,
    [id],
  );
  return rows[0].sum;
}

async function mailsOf(paymentId: string): Promise<number> {
  const { rows } = await stack.database.query(
    `select count(*)::int as count from outbox o join disputes d on d.id = o.subject_id where o.template = 'owner-dispute' and d.payment_id = $1`,
    [paymentId],
  );
  return rows[0].count;
}

async function expectNoDifference(): Promise<void> {
  const answer = await stack.call('/reconciliations', { headers: staff, from: newClient() });
  expect(bodyOf(answer, 200, v.looseObject({ differences: v.array(v.unknown()) })).differences).toEqual([]);
}

const ways: readonly [string, Provider, (ref: string, amount: number) => unknown][] = [
  ['PayPal reverses (T1106)', 'paypal', (ref) => stack.paypal.takeBack(ref)],
  ['the card takes back (T1201)', 'paypal', (ref) => stack.paypal.takeBack(ref, undefined, 'T1201')],
  ['a bank debit comes back after it had gone through', 'stripe', (ref) => stack.stripe.returnDebit(ref)],
  ['Stripe corrects', 'stripe', (ref, amount) => stack.stripe.adjust(ref, -amount)],
];

describe.each(ways)('%s', (what, provider, take) => {
  test.each(['by its event', 'by the list alone'])(
    'is booked once and the owner is told once, %s',
    async (how) => {
      const { reservation, id, ref } = await booked(provider);
      expect(await held(reservation)).toBe(reservation.total.amount);
      if (how === 'by the list alone') {
        stack.stripe.chaos({ drop: 'all' });
        stack.paypal.chaos({ drop: 'all' });
      }
      take(ref, reservation.total.amount);
      await settledAll(stack);
      // Stripe has no event for what it corrects.
      if (how === 'by its event' && what !== 'Stripe corrects') expect(await held(reservation)).toBe(0);
      for (let hour = 0; hour < 2; hour += 1) {
        expect(await fireSchedule(stack, reconcile)).toBe(204);
        stack.clock.advance({ hours: 1 });
      }
      expect(await held(reservation)).toBe(0);
      await expectNoDifference();
      expect(await mailsOf(id)).toBe(1);
      await deliverDue(stack.runtime);
      expect(stack.mailbox.messages().some(({ subject }) => subject?.includes('was reversed'))).toBe(true);
    },
  );
});

test('a debit that fails before it has gone through has taken nothing back', async () => {
  stack.stripe.chaos({ processing: true });
  const reservation = await reserve(stack, (await cloneItem(stack)).wish);
  const { intentId } = await openPayment(stack, reservation);
  await pay(stack, intentId);
  await pay(stack, intentId, 'decline');
  await settledAll(stack);
  expect(await fireSchedule(stack, reconcile)).toBe(204);
  expect(await held(reservation)).toBe(0);
  const { rows } = await stack.database.query(
    'select count(*)::int as count from disputes d join payments p on p.id = d.payment_id where p.reservation_id = $1',
    [reservation.id],
  );
  expect(rows[0].count).toBe(0);
});

describe.each(['lost', 'won'] as const)('where a dispute about the payment is %s', (outcome) => {
  test.each([
    [['taken', 'opened', 'closed']],
    [['opened', 'taken', 'closed']],
    [['opened', 'closed', 'taken']],
    [['closed', 'opened', 'taken', 'taken']],
  ])('what was taken back beside it counts with it: %s', async (order) => {
    const { reservation, id, ref } = await booked('stripe');
    const payment = { paymentId: id, providerRef: ref };
    const dispute = {
      kind: 'dispute',
      payment,
      amount: minor(5_000),
      currency: reservation.total.currency as Currency,
      evidenceDueAt: undefined,
    } as const;
    const facts = {
      taken: { ...dispute, providerRef: `txn_${id}`, status: 'lost', reason: takenBack },
      opened: { ...dispute, providerRef: `dp_${id}`, status: 'needs-response', reason: 'fraudulent' },
      closed: { ...dispute, providerRef: `dp_${id}`, status: outcome, reason: 'fraudulent' },
    } as const;
    for (const [place, name] of order.entries())
      await applyPaymentEvent(stack.runtime, {
        provider: 'stripe',
        eventId: `${place}:${name}:${id}`,
        type: 'test',
        occurredAt: new Date(stack.clock.now().getTime() + Object.keys(facts).indexOf(name) * 1000),
        fact: facts[name as keyof typeof facts],
      });
    expect(await held(reservation)).toBe(reservation.total.amount - (outcome === 'lost' ? 5_000 : 0));
  });
});
