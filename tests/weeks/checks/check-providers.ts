import * as v from 'valibot';
import { currencyDecimals } from '../../../src/platform/money/currency-decimals.ts';
import type { Season } from '../season.ts';

const money = v.looseObject({ value: v.string(), currency_code: v.string() });
const stripeSchema = v.object({
  balanceTransactions: v.record(v.string(), v.looseObject({ net: v.number(), currency: v.string() })),
  paymentIntents: v.record(v.string(), v.looseObject({ status: v.string() })),
});
const paypalSchema = v.object({
  transactions: v.record(
    v.string(),
    v.looseObject({ transaction_amount: money, fee_amount: v.optional(money) }),
  ),
  authorizations: v.record(v.string(), v.looseObject({ status: v.string() })),
});

const unitsOf = (given: { value: string; currency_code: string } | undefined) =>
  given ? Math.round(Number(given.value) * 10 ** currencyDecimals(given.currency_code)) : 0;

interface Balance {
  readonly account: string;
  readonly currency: string;
  readonly balance: number;
}

/** Whether our books say of each provider what that says itself, in each currency, and whether anything is still held there. */
export async function checkProviders({ stack }: Season, ours: readonly Balance[]): Promise<string[]> {
  const read = async <S extends v.GenericSchema>(url: string, schema: S) =>
    v.parse(schema, await (await fetch(`${url}/_sandbox/state`)).json());
  const stripe = await read(stack.stripe.url, stripeSchema);
  const paypal = await read(stack.paypal.url, paypalSchema);
  const wrong: string[] = [];
  const same = (provider: string, movements: readonly { currency: string; units: number }[]) => {
    const account = `provider-clearing:${provider}`;
    const theirs = sumsOf(movements);
    const found = sumsOf(
      ours.filter((one) => one.account === account).map((one) => ({ ...one, units: one.balance })),
    );
    for (const currency of new Set([...theirs.keys(), ...found.keys()])) {
      const [is, should] = [found.get(currency) ?? 0, theirs.get(currency) ?? 0];
      if (is !== should) wrong.push(`held by ${provider} in ${currency} is ${is}, not ${should}`);
    }
  };
  same(
    'stripe',
    Object.values(stripe.balanceTransactions).map(({ net, currency }) => ({
      currency: currency.toUpperCase(),
      units: net,
    })),
  );
  same(
    'paypal',
    Object.values(paypal.transactions).map(({ transaction_amount, fee_amount }) => ({
      currency: transaction_amount.currency_code,
      units: unitsOf(transaction_amount) + unitsOf(fee_amount),
    })),
  );
  for (const [id, { status }] of Object.entries(stripe.paymentIntents))
    if (status === 'requires_capture') wrong.push(`${id} is still held at Stripe`);
  for (const [id, { status }] of Object.entries(paypal.authorizations))
    if (status === 'CREATED' || status === 'PARTIALLY_CAPTURED')
      wrong.push(`${id} is still held at PayPal: ${status}`);
  return wrong;
}

function sumsOf(movements: readonly { currency: string; units: number }[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { currency, units } of movements) sums.set(currency, (sums.get(currency) ?? 0) + units);
  return sums;
}
