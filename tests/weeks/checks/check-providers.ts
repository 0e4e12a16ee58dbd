import * as v from 'valibot';
import { currencyDecimals } from '../../../src/platform/money/currency-decimals.ts';
import type { Season } from '../season.ts';

const money = v.looseObject({ value: v.string(), currency_code: v.string() });
const stripeSchema = v.object({
  balanceTransactions: v.record(v.string(), v.looseObject({ net: v.number() })),
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
const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

/** Whether our books say of each provider what that says itself, and whether anything is still held there. */
export async function checkProviders(
  { stack }: Season,
  balanceOf: (account: string) => number,
): Promise<string[]> {
  const read = async <S extends v.GenericSchema>(url: string, schema: S) =>
    v.parse(schema, await (await fetch(`${url}/_sandbox/state`)).json());
  const stripe = await read(stack.stripe.url, stripeSchema);
  const paypal = await read(stack.paypal.url, paypalSchema);
  const wrong: string[] = [];
  const same = (provider: string, theirs: number) => {
    const ours = balanceOf(`provider-clearing:${provider}`);
    if (ours !== theirs) wrong.push(`held by ${provider} is ${ours}, not ${theirs}`);
  };
  same('stripe', sum(Object.values(stripe.balanceTransactions).map(({ net }) => net)));
  same(
    'paypal',
    sum(
      Object.values(paypal.transactions).map(
        ({ transaction_amount, fee_amount }) => unitsOf(transaction_amount) + unitsOf(fee_amount),
      ),
    ),
  );
  for (const [id, { status }] of Object.entries(stripe.paymentIntents))
    if (status === 'requires_capture') wrong.push(`${id} is still held at Stripe`);
  for (const [id, { status }] of Object.entries(paypal.authorizations))
    if (status === 'CREATED' || status === 'PARTIALLY_CAPTURED')
      wrong.push(`${id} is still held at PayPal: ${status}`);
  return wrong;
}
