import * as v from 'valibot';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import reconcile from '../../../netlify/functions/scheduled/reconcile.ts';
import { trialBalanceSchema } from '../../../src/ledger/trial-balance.ts';
import { staff } from '../../support/account/staff.ts';
import { bodyOf, newClient, openPayment, pay, reserve, settledAll } from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { countOf, unbalancedTransactions } from '../../support/booking/settled-state.ts';
import { fireSchedule } from '../../support/harness/fire-schedule.ts';
import { useStack } from '../../support/harness/stack.ts';
import { quietMails } from '../../support/message/quiet-outbox.ts';

const stack = useStack();
beforeAll(() => quietMails(stack));
beforeEach(() => stack.clock.advance({ days: 9 }));

const euros = (value: string) => ({ currency_code: 'EUR', value });
type Provider = 'stripe' | 'paypal';

/** Everything that another shop does on the account in an hour. */
function trade(provider: Provider): void {
  if (provider === 'stripe') {
    const { id } = stack.stripe.sellElsewhere(30_000, 'eur');
    const other = stack.stripe.sellElsewhere(5_000, 'eur').id;
    stack.stripe.refundInDashboard(id, 2_000);
    const { id: lost } = stack.stripe.openDispute(other);
    stack.stripe.closeDispute(lost, 'lost');
    const { id: won } = stack.stripe.openDispute(id, { amount: 100 });
    stack.stripe.closeDispute(won, 'won');
    return;
  }
  const capture = stack.paypal.sellElsewhere(euros('300.00'));
  stack.paypal.refundInDashboard(capture, euros('20.00'));
  const { dispute_id } = stack.paypal.openDispute(capture, euros('5.00'));
  stack.paypal.resolveDispute(dispute_id, 'lost');
  stack.paypal.sellElsewhere(euros('9.00'), 'T0013');
  stack.paypal.sellElsewhere(euros('7.00'), 'T0002');
}

async function balances(): Promise<Record<string, number>> {
  const { accounts } = bodyOf(
    await stack.call('/ledger/trial-balance', { headers: staff, from: newClient() }),
    200,
    trialBalanceSchema,
  );
  return Object.fromEntries(accounts.map(({ account, balance }) => [account, balance]));
}

async function mailsOfDifferences(): Promise<number> {
  const { rows } = await stack.database.query(
    `select count(*)::int as count from outbox where template in ('owner-reconciliation', 'owner-quarantine', 'owner-dispute')`,
  );
  return rows[0].count;
}

const report = async () =>
  bodyOf(
    await stack.call('/reconciliations', { headers: staff, from: newClient() }),
    200,
    v.looseObject({
      differences: v.array(v.unknown()),
      reconciliations: v.array(v.looseObject({ provider: v.string(), foreign: v.number() })),
    }),
  );

describe.each(['stripe', 'paypal'] as const)('other business on the same account at %s', (provider) => {
  test.each(['with its events', 'found by the lists alone'])(
    'is counted apart, %s: no difference, no mail, none of its fees in ours, and what the provider holds is whole',
    async (how) => {
      stack.stripe.chaos({ drop: how === 'with its events' ? [] : 'all' });
      stack.paypal.chaos({ drop: how === 'with its events' ? [] : 'all' });
      const before = await balances();
      const mails = await mailsOfDifferences();
      const payments = await countOf(stack, 'payments');
      trade(provider);
      await settledAll(stack);
      for (let hour = 0; hour < 2; hour += 1) {
        expect(await fireSchedule(stack, reconcile)).toBe(204);
        stack.clock.advance({ hours: 1 });
      }
      const after = await balances();
      const moved = (account: string) => (after[account] ?? 0) - (before[account] ?? 0);
      const { differences, reconciliations } = await report();
      expect(differences).toEqual([]);
      expect(reconciliations.find((one) => one.provider === provider)?.foreign).toBeGreaterThan(0);
      expect(await mailsOfDifferences()).toBe(mails);
      expect(await countOf(stack, 'payments')).toBe(payments);
      expect(moved(`provider-fees:${provider}`)).toBe(0);
      expect(moved(`other-business-fees:${provider}`)).toBeGreaterThan(0);
      // Sold 350.00, 20.00 back, 50.00 lost; sold 316.00, 20.00 back, 5.00 lost.
      const traded = provider === 'stripe' ? 28_000 : 29_100;
      expect(moved(`other-business:${provider}`)).toBe(-traded);
      expect(moved(`provider-clearing:${provider}`)).toBe(traded - moved(`other-business-fees:${provider}`));
      const health = await stack.call('/health', { from: newClient() });
      expect(health.text).not.toContain('different');
      expect(await unbalancedTransactions(stack)).toEqual([]);
      expect(stack.logLines.filter((line) => JSON.parse(line).level === 'error')).toEqual([]);
    },
  );
});

test('beside it, what is ours is compared and booked as ever', async () => {
  stack.stripe.chaos({ drop: 'all' });
  const before = await balances();
  const reservation = await reserve(stack, (await cloneItem(stack)).wish);
  const { intentId } = await openPayment(stack, reservation);
  await pay(stack, intentId);
  trade('stripe');
  stack.stripe.refundInDashboard(intentId, 700);
  await fireSchedule(stack, reconcile);
  await settledAll(stack);
  const after = await balances();
  const moved = (account: string) => (after[account] ?? 0) - (before[account] ?? 0);
  const { amount } = reservation.total;
  const fee = Math.round((amount * 150) / 10_000) + 25;
  expect(moved('provider-fees:stripe')).toBe(fee);
  const foreign = 28_000 - moved('other-business-fees:stripe');
  expect(moved('provider-clearing:stripe')).toBe(amount - 700 - fee + foreign);
});
