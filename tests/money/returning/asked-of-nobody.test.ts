import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import collectBalances from '../../../netlify/functions/scheduled/collect-balances.ts';
import makeProviderCalls from '../../../netlify/functions/scheduled/make-provider-calls.ts';
import reconcile from '../../../netlify/functions/scheduled/reconcile.ts';
import { type CreatedReservation, settledAll } from '../../support/booking/booking.ts';
import { messagesAbout, unbalancedTransactions } from '../../support/booking/settled-state.ts';
import { fireSchedule } from '../../support/harness/fire-schedule.ts';
import { useStack } from '../../support/harness/stack.ts';
import { quietMails } from '../../support/message/quiet-outbox.ts';
import {
  booked,
  loseDispute,
  type Provider,
  payDue,
  refundAtProvider,
  said,
} from '../../support/payment/at-provider.ts';

const stack = useStack();
beforeAll(() => quietMails(stack));
beforeEach(() => {
  stack.clock.set('2027-03-01T09:00:00Z');
  stack.stripe.chaos({ drop: [] });
  stack.paypal.chaos({ drop: [] });
});
afterEach(async () => {
  expect(await unbalancedTransactions(stack)).toEqual([]);
});

const plan = { due_now_basis_points: 3000, balance_due_days: 10, policy_code: 'flexible' };
const part = 2_000;

type Lower = (ref: string) => unknown;
const captureOf = (order: string) => stack.paypal.capturesOf(order)[0] ?? '';

/** All by which a provider has less of a payment than it took, each by a part. */
const ways: readonly [string, Provider, Lower][] = [
  ['a refund in the dashboard', 'stripe', (ref) => refundAtProvider(stack, 'stripe', ref, part)],
  ['a refund in the dashboard', 'paypal', (ref) => refundAtProvider(stack, 'paypal', ref, part)],
  ['a lost dispute', 'stripe', (ref) => loseDispute(stack, 'stripe', ref, part)],
  ['a lost dispute', 'paypal', (ref) => loseDispute(stack, 'paypal', ref, part)],
  ['a correction by Stripe', 'stripe', (ref) => stack.stripe.adjust(ref, -part)],
  [
    'a reversal by PayPal (T1106)',
    'paypal',
    (ref) => stack.paypal.takeBack(captureOf(ref), { currency_code: 'EUR', value: '20.00' }),
  ],
  [
    'a reversal by the card (T1201)',
    'paypal',
    (ref) => stack.paypal.takeBack(captureOf(ref), { currency_code: 'EUR', value: '20.00' }, 'T1201'),
  ],
];

/** The days before the start on which a balance that is due ten days before is asked for, and cancelled as unpaid. */
const askingDays = [17, 11, 10, 8, 7, 1];

async function collectAsUsual({ startsAt }: CreatedReservation): Promise<void> {
  for (const days of askingDays) {
    stack.clock.set(new Date(Date.parse(startsAt) - days * 86_400_000).toISOString());
    expect(await fireSchedule(stack, collectBalances)).toBe(204);
  }
  expect(await fireSchedule(stack, makeProviderCalls)).toBe(204);
  await settledAll(stack);
}

const heard = ['by its event', 'by the comparison alone'] as const;

test.each(ways.flatMap(([what, provider, lower]) => heard.map((how) => ({ what, provider, lower, how }))))(
  '$what at $provider, heard of $how: no payment opens for it, no mail asks, no run cancels, and the sale has its credit note',
  async ({ what, provider, lower, how }) => {
    const whole = await booked(stack, provider);
    const parts = await booked(stack, provider, plan);
    await payDue(stack, provider, parts.reservation);
    const first = await booked(stack, provider, plan);
    if (how === 'by the comparison alone') {
      stack.stripe.chaos({ drop: 'all' });
      stack.paypal.chaos({ drop: 'all' });
    }
    for (const { ref } of [whole, parts, first]) await lower(ref);
    await settledAll(stack);
    // Stripe has no event for what it corrects.
    if (how === 'by the comparison alone' || what === 'a correction by Stripe')
      for (let hour = 0; hour < 2; hour += 1) expect(await fireSchedule(stack, reconcile)).toBe(204);
    await settledAll(stack);
    stack.stripe.chaos({ drop: [] });
    stack.paypal.chaos({ drop: [] });

    // The balance that was to come is asked for as it was.
    const { amount } = first.reservation.total;
    const rest = amount - Math.round(amount * 0.3);
    expect(await said(stack, first.reservation)).toMatchObject({ due: rest, asked: rest, balance: rest });
    await payDue(stack, provider, first.reservation);

    const paidFor = [whole, parts, first].map(({ reservation }) => reservation);
    await collectAsUsual(whole.reservation);
    for (const reservation of paidFor) {
      expect(await said(stack, reservation)).toMatchObject({
        status: 'confirmed',
        paid: reservation.total.amount - part,
        due: 0,
        asked: 0,
        balance: 0,
        corrections: [`credit-note ${part}`],
      });
      const told = await messagesAbout(stack, reservation.id);
      expect(told).not.toContain('guest-balance-reminder');
      expect(told).not.toContain('guest-balance-cancelled');
      expect(told).not.toContain('owner-balance-unpaid');
    }
  },
);
