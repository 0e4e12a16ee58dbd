import * as v from 'valibot';
import { type ApiError, unprocessable } from '../wire/api-error.ts';
import { moneySchema, text } from '../wire/request-body.ts';
import { amountOf } from './amount.ts';
import type { Money } from './objects.ts';

const added = ['item_total', 'tax_total', 'shipping', 'handling', 'insurance'] as const;
const taken = ['shipping_discount', 'discount'] as const;

/** https://developer.paypal.com/docs/api/orders/v2/#definition-amount_breakdown */
export const breakdown = v.partial(
  v.looseObject({
    item_total: moneySchema,
    tax_total: moneySchema,
    shipping: moneySchema,
    handling: moneySchema,
    insurance: moneySchema,
    shipping_discount: moneySchema,
    discount: moneySchema,
  }),
);

/** https://developer.paypal.com/docs/api/orders/v2/#definition-item */
export const items = v.array(
  v.looseObject({
    name: text(127),
    quantity: v.pipe(v.string(), v.regex(/^[1-9]\d{0,9}$/)),
    unit_amount: moneySchema,
    tax: v.optional(moneySchema),
  }),
);

type Unit = {
  amount: Money & { breakdown?: v.InferOutput<typeof breakdown> | undefined };
  items?: v.InferOutput<typeof items> | undefined;
};

/**
 * Throws the 422 for parts that do not add up to their whole, or are of another currency. The issues and their words:
 * https://developer.paypal.com/api/rest/reference/orders/v2/errors.
 */
export function requireSums({ amount, items: bought }: Unit): void {
  const parts = amount.breakdown;
  const { currency_code: currency } = amount;
  const units = (one: Money, field: string): number => {
    if (one.currency_code !== currency) {
      const words =
        'Multiple differing values of currency_code are not supported. Entire Order request must have the same currency_code.';
      throw unprocessable('MULTI_CURRENCY_ORDER', words, {
        field: `/purchase_units/0/${field}/currency_code`,
      });
    }
    return amountOf(one, `/purchase_units/0/${field}/value`);
  };
  if (bought) requireItems(bought, parts, units);
  if (!parts) return;
  const sum = (names: readonly ((typeof added)[number] | (typeof taken)[number])[]) =>
    names.reduce((total, name) => {
      const part = parts[name];
      return total + (part ? units(part, `amount/breakdown/${name}`) : 0);
    }, 0);
  if (sum(added) - sum(taken) !== units(amount, 'amount'))
    throw mismatch(
      'AMOUNT_MISMATCH',
      'amount/value',
      'Should equal item_total + tax_total + shipping + handling + insurance - shipping_discount - discount.',
    );
}

function requireItems(
  bought: NonNullable<Unit['items']>,
  parts: Unit['amount']['breakdown'],
  units: (one: Money, field: string) => number,
): void {
  for (const [total, price, name] of [
    ['item_total', 'unit_amount', 'ITEM_TOTAL'],
    ['tax_total', 'tax', 'TAX_TOTAL'],
  ] as const) {
    if (price === 'tax' && bought.every(({ tax }) => !tax)) continue;
    const field = `amount/breakdown/${total}`;
    const whole = parts?.[total];
    if (!whole) {
      const words = `If item details are specified (items.${price} and items.quantity) corresponding amount.breakdown.${total} is required.`;
      throw mismatch(`${name}_REQUIRED`, field, words);
    }
    const sum = bought.reduce((so, item, at) => {
      const each = item[price];
      return so + (each ? units(each, `items/${at}/${price}`) * Number(item.quantity) : 0);
    }, 0);
    if (sum !== units(whole, field)) {
      const words = `Should equal sum of (${price} * quantity) across all items for a given purchase_unit.`;
      throw mismatch(`${name}_MISMATCH`, `${field}/value`, words);
    }
  }
}

function mismatch(issue: string, field: string, words: string): ApiError {
  return unprocessable(issue, words, { field: `/purchase_units/0/${field}` });
}
