import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { described, named } from '../../platform/described.ts';
import { currencySchema, formatMoney, type Minor, minor } from '../../platform/money/money.ts';
import { commonLimits } from '../../platform/money/payable.ts';
import { fieldProblem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { freeText } from '../../platform/text/text.ts';
import { ownPrice } from '../../terms/price/own-price.ts';
import type { Price } from '../../terms/price/price-stay.ts';
import { makeQuote, priceWishes } from '../../terms/quote.ts';
import { resolveStay, type Stay } from '../../terms/stay/stay.ts';
import {
  type Asked,
  answerQuote,
  findAsked,
  type PromotionTries,
  quoteRequestSchema,
  type quoteResponseSchema,
} from '../reserve/quote-request.ts';

/** What a guest asks a price for, and what the staff decide about it. */
export const deskQuoteRequestSchema = named(
  'DeskQuoteRequest',
  'What a price is asked for at the desk.',
  v.strictObject({
    ...quoteRequestSchema.entries,
    ownTotal: v.optional(
      described(
        v.strictObject({
          amount: described(
            v.pipe(
              v.number('Give a whole number of minor units.'),
              v.safeInteger('Give a whole number of minor units.'),
              v.minValue(0, 'Give zero or more.'),
              v.maxValue(1_000_000_000_000, 'That is more than anything costs.'),
              v.transform(minor),
            ),
            'How much, in minor units of `currency`; nothing for a gift of the house.',
          ),
          currency: described(currencySchema, 'The currency (ISO 4217), that of the item.'),
        }),
        'What the guest is to pay in all, taxes included, where it is not what the catalogue says.',
      ),
    ),
    ignoreStayRules: v.optional(
      described(
        v.boolean(),
        'Whether length, days of arrival and departure, notice and horizon do not count: for who stands at the door. Never whether it is free.',
      ),
      false,
    ),
    reason: v.optional(
      described(
        v.pipe(freeText(500), v.minLength(3, 'Say why, in a few words.')),
        'Why, wherever it is not what the catalogue says. Kept sealed with the booking.',
      ),
    ),
  }),
);

type DeskQuoteRequest = v.InferOutput<typeof deskQuoteRequestSchema>;

/** Whoever is known to the house tries no codes out. */
const noLimit: PromotionTries = { waitSeconds: 0, isOneLeft: () => sql`true` };

/**
 * The price of a request by the staff, who may set it themselves and put the rules of the stay aside. Only the desk
 * reserves with it. One statement.
 */
export async function deskQuote(
  runtime: Runtime,
  request: DeskQuoteRequest,
): Promise<v.InferOutput<typeof quoteResponseSchema>> {
  const { ownTotal, ignoreStayRules, reason = null, promotionCode } = request;
  if ((ownTotal || ignoreStayRules) && reason === null) throw fieldProblem('reason', 'Say why.');
  if (ownTotal && promotionCode)
    throw fieldProblem(
      'promotionCode',
      'A price of our own is what the guest pays in all: leave the code out.',
    );
  const now = runtime.clock.now();
  const asked = await findAsked(runtime, request, noLimit, now);
  const { item, wishes } = asked;
  if (ownTotal && ownTotal.currency !== item.currency)
    throw fieldProblem('ownTotal.currency', `The prices of ${item.name} are in ${item.currency}.`);
  const stay = resolveStay(item, request.from, request.to, now, ignoreStayRules ? 'ignored' : 'kept');
  const computed = priceWishes(runtime, item, stay, wishes);
  const price = ownTotal ? priceAt(runtime, asked, stay, ownTotal.amount) : computed;
  return answerQuote(runtime, asked, makeQuote(runtime, item, stay, request.guests, price, true), {
    computedTotal: price.total === computed.total ? null : computed.total,
    ignoresStayRules: ignoreStayRules,
    reason,
  });
}

/** The price that comes to a total, or the refusal that says which do. */
function priceAt(runtime: Runtime, { item, wishes }: Asked, stay: Stay, total: Minor): Price {
  const { currency } = item;
  const step = commonLimits(runtime.config, currency)?.step ?? 1;
  const own = ownPrice(
    (adjustment) => priceWishes(runtime, item, stay, { ...wishes, adjustment }),
    total,
    step,
  );
  if ('price' in own) return own.price;
  const shown = (amount: Minor) => formatMoney({ amount, currency }, 'en');
  throw fieldProblem(
    'ownTotal.amount',
    'least' in own
      ? `Give at least ${shown(own.least)}: that much are extras and taxes of the town with a stay that costs nothing.`
      : `By its taxes the total can be ${shown(own.below)} or ${shown(own.above)}, and nothing between.`,
  );
}
