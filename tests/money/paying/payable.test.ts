import fc from 'fast-check';
import { expect, test } from 'vitest';
import { limitsOf, type ProviderName, providers } from '../../../src/platform/money/provider-limits.ts';
import { paymentIntentResponseSchema } from '../../../src/workflows/payment/open/open-payment.ts';
import { authorized, bodyOf, newClient, quote, reserve } from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { wireRuns } from '../../support/harness/seeded-property.ts';
import { useStack } from '../../support/harness/stack.ts';
import { expectRefusal } from '../../support/http/refusal.ts';

const stack = useStack();

type Columns = Readonly<Record<string, unknown>>;

const ask = (id: string, manageToken: string, provider: ProviderName) =>
  stack.call('/payment-intents', {
    body: { reservation: id, provider },
    headers: authorized({ manageToken }),
    from: newClient(),
  });

function expectMoved(provider: ProviderName, amount: number, currency: string) {
  const limits = limitsOf(provider, currency);
  expect(limits, `${provider} ${currency}`).toBeDefined();
  if (!limits) return;
  expect(amount % limits.step, `${amount} ${currency} by ${provider}`).toBe(0);
  expect(amount).toBeGreaterThanOrEqual(limits.least);
  expect(amount).toBeLessThanOrEqual(limits.most);
}

/** Quotes, reserves and opens each way that the answers name; sees that every sum can be moved and every other way is refused. */
async function expectPayable(columns: Columns): Promise<readonly string[]> {
  const { wish } = await cloneItem(stack, { columns });
  const answer = await stack.call('/quotes', { body: wish, from: newClient() });
  if (answer.status !== 201) {
    expectRefusal(answer, 422, 'not-payable');
    return [];
  }
  const reservation = await reserve(stack, wish);
  const { total, payableBy, id, manageToken, amountDue, securityDeposit, lines } = reservation;
  expect(lines.reduce((sum, line) => sum + line.amount, 0)).toBe(total.amount);
  expect(payableBy).not.toEqual([]);
  expect(answer.json()).toMatchObject({ payableBy });
  const { dueNow, balance } = (await quote(stack, wish)).paymentPlan;
  expect(dueNow.amount + balance.amount).toBe(total.amount);
  for (const provider of providers) {
    const opened = await ask(id, manageToken, provider);
    if (!payableBy.includes(provider)) {
      expect(opened.status, opened.text).toBeGreaterThanOrEqual(400);
      expect(opened.status, opened.text).toBeLessThan(500);
      continue;
    }
    const { amount } = bodyOf(opened, 201, paymentIntentResponseSchema);
    expectMoved(provider, amount.amount, amount.currency);
    expect(amount.amount).toBeLessThanOrEqual(amountDue.amount);
    const step = limitsOf(provider, total.currency)?.step ?? 1;
    for (const sum of [total, dueNow, balance, securityDeposit, ...lines]) {
      const figure = typeof sum.amount === 'number' ? sum.amount : 0;
      expect(Math.abs(figure % step)).toBe(0);
    }
    if (securityDeposit.amount > 0) expectMoved(provider, securityDeposit.amount, total.currency);
  }
  return payableBy;
}

/** Those of which a provider's rule is not "two decimals", those that one of them takes alone, and those that none takes. */
const special =
  `EUR USD AED BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF ISK HUF TWD BHD JOD KWD OMR TND IDR
  COP INR CNY BGN LYD IQD AFN LAK`.split(/\s+/);

test.each(special)(
  '%s: what is quoted, held and due can be paid, or the quote says that it cannot',
  async (currency) => {
    const ways = await expectPayable({ currency, rate_minor: 12_345_678, security_deposit_minor: 4_737_6 });
    expect(ways).toEqual(providers.filter((provider) => limitsOf(provider, currency)));
  },
);

test('any price, share and deposit, of any currency: quoted, held and opened without a 500, each sum in steps that can be moved', async () => {
  const prices = fc.oneof(
    fc.integer({ min: 1, max: 2_000 }),
    fc.integer({ min: 1, max: 300_000_000 }),
    fc.integer({ min: 1, max: 20_000_000_000 }),
  );
  const property = fc.asyncProperty(
    fc.constantFrom(...special),
    prices,
    fc.integer({ min: 1, max: 10_000 }),
    prices,
    async (currency, rate_minor, due_now_basis_points, security_deposit_minor) => {
      await expectPayable({
        currency,
        rate_minor,
        due_now_basis_points,
        balance_due_days: 5,
        security_deposit_minor,
      });
    },
  );
  await fc.assert(property, wireRuns(30));
});
