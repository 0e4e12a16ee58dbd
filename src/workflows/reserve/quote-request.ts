import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { freeGapsJson } from '../../booking/occupancy/free-gaps.ts';
import { depositHoldBetween, depositHoldSchema } from '../../booking/owed/deposit-hold.ts';
import { itemJson, languageEntry } from '../../catalogue/item-query.ts';
import { firstOf } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import { minorSchema, moneySchema } from '../../platform/money/money.ts';
import { ways, waysToPay } from '../../platform/money/payable.ts';
import { fieldProblem, Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { longestFigures, plainFigures } from '../../platform/text/figures.ts';
import { slugSchema } from '../../platform/text/slug.ts';
import { integer, wholeNumber } from '../../platform/text/whole-number.ts';
import { isoDate } from '../../platform/time/iso-date.ts';
import { localInstant } from '../../platform/time/local-time.ts';
import { type Item, itemSchema, policySchema } from '../../terms/item.ts';
import { lineSchema } from '../../terms/price/line.ts';
import { presentPlan, shownPlanSchema } from '../../terms/price/payment-plan.ts';
import { priceSchema, type Wishes } from '../../terms/price/price-stay.ts';
import { type DeskTerms, makeQuote, priceWishes, signQuote } from '../../terms/quote.ts';
import { refundDeadlines, refundDeadlinesSchema } from '../../terms/refund-deadlines.ts';
import { countFree, type FreeGaps, freeGapsSchema } from '../../terms/stay/free-gaps.ts';
import { resolveStay } from '../../terms/stay/stay.ts';

const quantity = v.pipe(
  v.number(),
  v.integer('Give a whole number.'),
  v.minValue(0, 'Give zero or more.'),
  v.maxValue(1000, 'Give at most 1000.'),
);
const time = v.pipe(v.string(), v.maxLength(40, 'Give a date or a time.'));
const promotionCode = v.pipe(
  v.string(),
  v.description('promotion code'),
  v.maxLength(longestFigures, 'This is not a promotion code.'),
  v.transform((text) => plainFigures(text).toUpperCase()),
  v.regex(/^[A-Z0-9-]{3,32}$/, 'This is not a promotion code.'),
);

const agesMessage = 'Give the ages of the children from 0 to 17, such as 4, 9.';
const age = v.pipe(
  v.number(agesMessage),
  v.integer(agesMessage),
  v.minValue(0, agesMessage),
  v.maxValue(17, agesMessage),
);

const extraCode = v.pipe(v.string(), v.maxLength(60));

/** What a guest asks a price for. No price, rate or discount of the caller is taken. */
export const quoteRequestSchema = named(
  'QuoteRequest',
  'What a guest asks a price for.',
  v.strictObject({
    item: described(slugSchema, 'The slug of the item.'),
    from: described(
      time,
      'When the stay begins: a date YYYY-MM-DD in the item’s zone, or of an item by the hour a time, RFC 3339 with or without an offset.',
    ),
    to: described(
      time,
      'When it ends, in the same form; of an item by the night or day the date of departure or return.',
    ),
    guests: described(
      v.pipe(
        v.number(),
        v.integer('Give a whole number of guests.'),
        v.minValue(1, 'At least one guest.'),
        v.maxValue(1000, 'Give at most 1000 guests.'),
      ),
      'How many people come.',
    ),
    childAges: v.optional(
      described(
        v.pipe(v.array(age), v.maxLength(1000, agesMessage)),
        'The ages of those of the guests who are children, in years: some pay no tourist tax. All count as grown up without it. Not kept.',
      ),
    ),
    extras: v.optional(described(v.record(extraCode, quantity), 'How many of which extra, by its code.'), {}),
    promotionCode: v.optional(described(promotionCode, 'A promotion code, in any case.')),
    language: languageEntry,
  }),
);

/** The same as the fields of a plain form, where everything is text. */
export const quoteFormEntries = {
  item: described(slugSchema, 'The slug of the item.'),
  from: described(
    time,
    'When the stay begins: a date YYYY-MM-DD in the item’s zone, or of an item by the hour a time, RFC 3339 with or without an offset.',
  ),
  to: described(time, 'When it ends, in the same form.'),
  guests: described(wholeNumber(1, 1000), 'How many people come.'),
  childAges: v.optional(
    described(
      v.pipe(
        v.string(),
        v.maxLength(4000, agesMessage),
        v.metadata({ type: 'array', items: { type: 'integer', minimum: 0, maximum: 17 }, maxItems: 1000 }),
        // As people type it who write in full width, or with other figures and commas than ours.
        v.transform(plainFigures),
        v.regex(/^(1?[0-9])([ ,;\u060c\u061b\u3001]+1?[0-9])*$/, agesMessage),
        v.transform((text) => text.split(/[^0-9]+/).map(Number)),
        v.check((ages) => ages.every((one) => one <= 17), agesMessage),
      ),
      'The ages of those of the guests who are children, in years, with commas between.',
    ),
  ),
  extras: v.optional(
    described(
      v.record(extraCode, wholeNumber(0, 1000)),
      'How many of an extra, the code of which is in the name of the field.',
    ),
    {},
  ),
  promotionCode: v.optional(described(promotionCode, 'A promotion code, in any case.')),
};

export type QuoteRequest = v.InferOutput<typeof quoteRequestSchema>;

export const quoteResponseSchema = named(
  'Quote',
  'A price that is signed and good for a while.',
  v.object({
    id: described(v.string(), 'The id of the quote, `quo_…`.'),
    item: described(v.string(), 'The slug of the item.'),
    timeZone: described(v.string(), 'Its IANA time zone, as `Europe/Paris`.'),
    startsAt: described(v.string(), 'When the stay begins, RFC 3339 with the offset of the item’s zone.'),
    endsAt: described(v.string(), 'When it ends, RFC 3339 with the offset of the item’s zone.'),
    guests: described(integer, 'How many people come.'),
    lines: described(
      v.array(lineSchema),
      'What the price is made of, in order; their amounts add up to the total.',
    ),
    includedTaxes: priceSchema.entries.includedTaxes,
    total: described(moneySchema, 'What the stay costs.'),
    securityDeposit: described(
      moneySchema,
      'What is held against damage besides; nothing where the amount is zero.',
    ),
    securityDepositHold: described(
      depositHoldSchema,
      'From when to when the security deposit is held, should this be reserved now; null where there is none.',
    ),
    cancellationPolicy: described(policySchema, 'The policy that the reservation will have.'),
    refundDeadlines: described(
      refundDeadlinesSchema,
      'What of the policy can still be had, as instants, the next first.',
    ),
    paymentPlan: described(shownPlanSchema, 'What is paid on reserving, and when the rest is due.'),
    payableBy: described(
      v.array(v.picklist(ways)),
      'The ways by which what is due now can be paid. What is above the most of a way is paid in several payments.',
    ),
    isAvailable: described(
      v.boolean(),
      'Whether the time was free at this moment. Only a reservation takes it.',
    ),
    expiresAt: described(v.string(), 'Until when the quote can be reserved with, RFC 3339 in UTC.'),
    quote: described(v.string(), 'The signed quote: hand it over when reserving. Opaque.'),
  }),
);

const foundSchema = v.object({
  item: itemSchema,
  promotion: v.nullable(
    v.object({
      code: v.string(),
      percentBasisPoints: v.nullable(integer),
      fixedAmount: v.nullable(minorSchema),
      minimumAmount: v.nullable(minorSchema),
    }),
  ),
  isLeft: v.boolean(),
  gaps: freeGapsSchema,
});

/** What whoever asks has left of tries at promotion codes. */
export interface PromotionTries {
  /** After how long they may try again, at the latest. */
  readonly waitSeconds: number;
  /** An expression that says whether one is left, and spends it unless the code is right. */
  isOneLeft(isRight: SQL): SQL;
}

/**
 * Computes, freezes and signs the price of a request. One statement.
 * @param tries how many promotion codes whoever asks may try: they are words, which could be tried out.
 */
export async function quoteFor(
  runtime: Runtime,
  request: QuoteRequest,
  tries: PromotionTries,
): Promise<v.InferOutput<typeof quoteResponseSchema>> {
  const now = runtime.clock.now();
  const asked = await findAsked(runtime, request, tries, now);
  const stay = resolveStay(asked.item, request.from, request.to, now);
  const price = priceWishes(runtime, asked.item, stay, asked.wishes);
  return answerQuote(runtime, asked, makeQuote(runtime, asked.item, stay, request.guests, price));
}

/** What is asked for, and what is free about it. */
export interface Asked {
  readonly item: Item;
  readonly gaps: FreeGaps;
  readonly wishes: Wishes;
}

/** The item that is asked for with what is wished of it, or the refusal that names the field. One statement. */
export async function findAsked(
  runtime: Runtime,
  request: QuoteRequest,
  tries: PromotionTries,
  now: Date,
): Promise<Asked> {
  const found = await findForQuote(runtime, request, tries, now);
  if (!found) throw new Problem('not-found', 'There is no such item.');
  const { item, promotion, gaps } = found;
  if (request.guests > item.capacity) throw fieldProblem('guests', `At most ${item.capacity} guests.`);
  if ((request.childAges?.length ?? 0) > request.guests)
    throw fieldProblem('childAges', 'There are more children than guests.');
  if (!found.isLeft)
    throw new Problem('rate-limited', 'These were many promotion codes. Please wait, or go on without one.', {
      headers: { 'Retry-After': `${tries.waitSeconds}` },
    });
  if (request.promotionCode && !promotion)
    throw fieldProblem('promotionCode', 'This code is not valid here.');
  const { guests, childAges, extras } = request;
  return { item, gaps, wishes: { guests, childAges, extras, discount: promotion ?? undefined } };
}

/** A quote as whoever asked for it sees it, signed. */
export async function answerQuote(
  runtime: Runtime,
  { item, gaps }: Asked,
  { quote, expiresAt }: ReturnType<typeof makeQuote>,
  desk?: DeskTerms,
): Promise<v.InferOutput<typeof quoteResponseSchema>> {
  const now = runtime.clock.now();
  const shown = (instant: Date) => localInstant(instant, item.timeZone);
  const inZone = (instant: string) => shown(new Date(instant));
  const [startsAt, endsAt] = [new Date(quote.startsAt), new Date(quote.endsAt)];
  const hold = depositHoldBetween(startsAt, endsAt, item.depositLeadHours, now);
  const paymentPlan = presentPlan(quote, inZone);
  return {
    id: quote.id,
    item: item.slug,
    timeZone: item.timeZone,
    startsAt: inZone(quote.startsAt),
    endsAt: inZone(quote.endsAt),
    guests: quote.guests,
    lines: quote.lines,
    includedTaxes: quote.includedTaxes,
    total: { amount: quote.total, currency: quote.currency },
    securityDeposit: { amount: quote.securityDeposit, currency: quote.currency },
    securityDepositHold:
      quote.securityDeposit > 0 ? { from: shown(hold.from), until: shown(hold.until) } : null,
    cancellationPolicy: item.cancellationPolicy,
    refundDeadlines: refundDeadlines(item.cancellationPolicy.tiers, startsAt, now).map((one) => ({
      ...one,
      until: shown(one.until),
    })),
    paymentPlan,
    payableBy: waysToPay(runtime.config, paymentPlan.dueNow),
    isAvailable: countFree(gaps, startsAt, endsAt, item.turnaroundMinutes) > 0,
    expiresAt: expiresAt.toISOString(),
    quote: await signQuote(runtime, quote, expiresAt, desk),
  };
}

const dayMs = 86_400_000;
const longestSpanMs = 1100 * dayMs;

async function findForQuote(runtime: Runtime, request: QuoteRequest, tries: PromotionTries, now: Date) {
  const { from, to } = windowOf(request);
  const mayTry = request.promotionCode ? tries.isOneLeft(sql`offered.promotion is not null`) : sql`true`;
  const promotion = sql`(select json_build_object('code', p.code, 'percentBasisPoints', p.percent_basis_points,
      'fixedAmount', p.fixed_amount_minor, 'minimumAmount', p.minimum_amount_minor)
    from promotions p where p.code = ${request.promotionCode ?? null} and coalesce(p.currency = i.currency, true)
      and p.valid_from <= ${now.toISOString()} and ${now.toISOString()} < p.valid_to)`;
  const rows = await runtime.database.query(sql`
    select ${itemJson(request.language)} as item, offered.promotion, ${mayTry} as "isLeft", ${freeGapsJson(from, to, now)} as gaps
    from items i, lateral (select ${promotion} as promotion) offered where i.slug = ${request.item} and i.is_listed`);
  return firstOf(foundSchema, rows);
}

/**
 * Instants that surely enclose the stay and its turnaround in any zone; what is exact is known once the item
 * is read.
 */
export function windowOf(request: { from: string; to: string }): { from: Date; to: Date } {
  const [from, to] = [dateOf('from', request.from), dateOf('to', request.to)];
  // Instants with different offsets may be in order although their dates are not.
  if (to < from - dayMs) throw fieldProblem('to', 'The end must be after the start.');
  return {
    from: new Date(Math.min(from, to) - 2 * dayMs),
    to: new Date(Math.min(to, from + longestSpanMs) + 9 * dayMs),
  };
}

/**
 * Midnight, UTC, of the date that a text begins with; what exactly it says is read once the item is known.
 */
function dateOf(field: 'from' | 'to', text: string): number {
  const date = v.safeParse(isoDate, text.slice(0, 10));
  if (date.success) return Date.parse(date.output);
  throw fieldProblem(field, date.issues[0].message);
}
