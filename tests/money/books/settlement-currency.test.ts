import * as v from 'valibot';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import reconcile from '../../../netlify/functions/scheduled/reconcile.ts';
import { staff } from '../../support/account/staff.ts';
import {
  approve,
  bodyOf,
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
import { quietMails } from '../../support/message/quiet-outbox.ts';

const stack = useStack();
beforeAll(() => quietMails(stack));
beforeEach(() => stack.clock.advance({ days: 9 }));

async function held(provider: 'stripe' | 'paypal'): Promise<Record<string, number>> {
  const { rows } = await stack.database.query(
    'select currency, sum(amount_minor)::int as sum from ledger_entries where account = $1 group by 1',
    [`provider-clearing:${provider}`],
  );
  return Object.fromEntries(rows.map(({ currency, sum }) => [currency, sum]));
}

async function compareTwice(): Promise<void> {
  for (let hour = 0; hour < 2; hour += 1) {
    expect(await fireSchedule(stack, reconcile)).toBe(204);
    stack.clock.advance({ hours: 1 });
  }
  const answer = await stack.call('/reconciliations', { headers: staff, from: newClient() });
  expect(bodyOf(answer, 200, v.looseObject({ differences: v.array(v.unknown()) })).differences).toEqual([]);
  expect(await unbalancedTransactions(stack)).toEqual([]);
}

test.each([
  ['yen', 'JPY', 0.6174, 5_000],
  ['dinars', 'KWD', 0.2891, 1_000],
] as const)(
  'a correction of what was charged in %s, whose decimals are others than those of the balance: its rate is of the smallest units, and the clearing account comes to nothing in both',
  async (_, currency, rate, correction) => {
    stack.stripe.settleIn('eur', rate);
    stack.stripe.chaos({ drop: [] });
    const { wish } = await cloneItem(stack, {
      columns: { currency, rate_minor: 200_000, security_deposit_minor: 0 },
    });
    const reservation = await reserve(stack, wish);
    const { intentId } = await openPayment(stack, reservation);
    await pay(stack, intentId);
    await settledAll(stack);
    stack.stripe.adjust(intentId, -correction);
    stack.stripe.payOut('eur');
    await settledAll(stack);
    await compareTwice();
    const { rows } = await stack.database.query(
      'select amount_minor::int as amount from disputes d where d.currency = $1',
      [currency],
    );
    expect(rows).toEqual([{ amount: correction }]);
    expect(await held('stripe')).toMatchObject({ EUR: 0, [currency]: 0 });
  },
);

test('a refund and a dispute that are less than a cent of the balance: they have left the clearing account all the same', async () => {
  stack.stripe.settleIn('eur', 0.0025);
  stack.stripe.chaos({ drop: [] });
  const { wish } = await cloneItem(stack, {
    columns: { currency: 'HUF', rate_minor: 2_000_000, security_deposit_minor: 0 },
  });
  const { intentId } = await openPayment(stack, await reserve(stack, wish));
  await pay(stack, intentId);
  await settledAll(stack);
  stack.stripe.refundInDashboard(intentId, 50);
  stack.stripe.closeDispute(stack.stripe.openDispute(intentId, { amount: 60 }).id, 'lost');
  stack.stripe.closeDispute(stack.stripe.openDispute(intentId, { amount: 70 }).id, 'won');
  stack.stripe.payOut('eur');
  await settledAll(stack);
  await compareTwice();
  expect(await held('stripe')).toMatchObject({ HUF: 0, EUR: 0 });
});

const inDollars = async () => reserve(stack, (await cloneItem(stack, { columns: { currency: 'USD' } })).wish);

test.each(['with its events', 'found by the lists alone'])(
  'dollars that settle in euros at Stripe, with refunds, disputes, a returned debit, a correction, fees and payout: the clearing account comes to nothing in both, %s',
  async (how) => {
    stack.stripe.settleIn('eur', 0.9137);
    stack.stripe.chaos({ drop: [] });
    const refs: string[] = [];
    for (let one = 0; one < 4; one += 1) {
      const { intentId } = await openPayment(stack, await inDollars());
      await pay(stack, intentId);
      refs.push(intentId);
    }
    await settledAll(stack);
    if (how === 'found by the lists alone') stack.stripe.chaos({ drop: 'all' });
    const [refunded = '', disputed = '', returned = '', corrected = ''] = refs;
    stack.stripe.refundInDashboard(refunded, 12_345);
    stack.stripe.closeDispute(stack.stripe.openDispute(disputed, { amount: 5_555 }).id, 'lost');
    stack.stripe.closeDispute(stack.stripe.openDispute(refunded, { amount: 777 }).id, 'won');
    stack.stripe.returnDebit(returned);
    stack.stripe.adjust(corrected, -1_000);
    stack.stripe.sellElsewhere(30_000, 'usd');
    stack.stripe.payOut('eur');
    await settledAll(stack);
    await compareTwice();
    expect(await held('stripe')).toMatchObject({ USD: 0, EUR: 0 });
  },
);

test('dollars that PayPal exchanges into euros: the clearing account comes to nothing in both', async () => {
  const reservation = await inDollars();
  const { orderId } = await openPaypalPayment(stack, reservation);
  await approve(stack, orderId);
  await compareTwice();
  const { USD = 0 } = await held('paypal');
  expect(USD).toBeGreaterThan(0);
  const dollars = { currency_code: 'USD', value: (USD / 100).toFixed(2) };
  stack.paypal.exchange(dollars, { currency_code: 'EUR', value: '123.45' });
  stack.paypal.withdraw('EUR', 12_345);
  await compareTwice();
  expect(await held('paypal')).toEqual({ USD: 0, EUR: 0 });
});
