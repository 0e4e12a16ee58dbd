import * as v from 'valibot';
import { currencySchema, minorSchema, moneySchema } from '../platform/money.ts';

export const categories = ['car', 'yacht', 'villa', 'aircraft', 'event-space', 'sitter'] as const;

const localDate = v.pipe(v.string(), v.isoDate());
/** HH:MM. What ends at 24:00, as PostgreSQL may write it, ends at 00:00 of the next day. */
const localTime = v.pipe(
  v.string(),
  v.transform((text) => (text.startsWith('24') ? '00:00' : text.slice(0, 5))),
);

/** What one unit of time costs: the hour, the day or the night. */
const rateSchema = v.object({ per: v.picklist(['hour', 'day', 'night']), price: moneySchema });

const placeSchema = v.object({ city: v.string(), country: v.string() });

/** ISO 8601 weekdays: 1 is Monday, 7 Sunday. */
const weekdays = v.array(v.number());

/**
 * Dates at another price, changed by a percentage or replaced by a fixed price, and under other rules: where one is null the
 * item's holds. `to` is the first date after.
 */
const seasonSchema = v.object({
  name: v.string(),
  from: localDate,
  to: localDate,
  percentBasisPoints: v.nullable(v.number()),
  fixedAmount: v.nullable(minorSchema),
  /** Of stays that begin in the season. */
  minimumStay: v.nullable(v.number()),
  arrivalDays: v.nullable(weekdays),
  /** Of stays whose last night or day lies in the season. */
  departureDays: v.nullable(weekdays),
  weekendDays: v.nullable(weekdays),
  weekendPercentBasisPoints: v.nullable(v.number()),
  weekendFixedAmount: v.nullable(minorSchema),
});

const extraSchema = v.object({
  code: v.string(),
  name: v.string(),
  per: v.picklist(['booking', 'day', 'person']),
  price: moneySchema,
  maxQuantity: v.number(),
});

/** What is taxed: the stay, extras by their code (all of them where null), what a town asks of each person. */
const taxSchema = v.object({
  name: v.string(),
  basisPoints: v.number(),
  isIncluded: v.boolean(),
  onStay: v.boolean(),
  onExtras: v.nullable(v.array(v.string())),
  onTouristTax: v.boolean(),
});

/** Asked of each person and night, but for those below an age (if any), for so many nights at most (if there is a limit). */
const touristTaxSchema = v.object({
  name: v.string(),
  price: moneySchema,
  exemptBelowAge: v.nullable(v.number()),
  maximumNights: v.nullable(v.number()),
});

/** Gives back `refundBasisPoints` of what was paid when cancelled at least `hoursBefore` the start. */
const tierSchema = v.object({ hoursBefore: v.number(), refundBasisPoints: v.number() });

export const policySchema = v.object({
  code: v.string(),
  version: v.number(),
  name: v.string(),
  text: v.string(),
  tiers: v.array(tierSchema),
});

/** What a list of items shows. */
export const itemSummarySchema = v.object({
  slug: v.string(),
  category: v.picklist(categories),
  name: v.string(),
  summary: v.string(),
  place: placeSchema,
  timeZone: v.string(),
  capacity: v.number(),
  rate: rateSchema,
  picture: v.string(),
});

/** Everything that a page or a quote needs to know of an item. */
export const itemSchema = v.object({
  id: v.string(),
  ...itemSummarySchema.entries,
  description: v.string(),
  features: v.array(v.string()),
  currency: currencySchema,
  unitCount: v.number(),
  /**
   * Local times: check-in and check-out, pick-up and return, or opening hours. An hourly item whose two are the same is
   * open round the clock; one that ends before it begins is open past midnight.
   */
  startTime: localTime,
  endTime: localTime,
  /** Hourly items start and end on whole steps of the local clock. */
  gridMinutes: v.number(),
  minimumStay: v.number(),
  maximumStay: v.number(),
  /** On which weekdays a stay may begin and end; a season may say otherwise. */
  arrivalDays: weekdays,
  departureDays: weekdays,
  /** Which days, or nights that begin on them, are a weekend, and what those cost: more or less, or an amount of their own. */
  weekendDays: weekdays,
  weekendPercentBasisPoints: v.nullable(v.number()),
  weekendFixedAmount: v.nullable(minorSchema),
  leadTimeMinutes: v.number(),
  turnaroundMinutes: v.number(),
  horizonDays: v.number(),
  seasons: v.array(seasonSchema),
  extras: v.array(extraSchema),
  taxes: v.array(taxSchema),
  touristTaxes: v.array(touristTaxSchema),
  securityDeposit: moneySchema,
  /** How long before the start the security deposit is held. */
  depositLeadHours: v.number(),
  /** The share of the price that is paid on reserving, in 1/10,000; the balance is due so many days before the start. */
  dueNowBasisPoints: v.number(),
  balanceDueDays: v.number(),
  cancellationPolicy: policySchema,
});

export type Item = v.InferOutput<typeof itemSchema>;

/** What decides whether and when a stay may be had. */
export const stayRulesSchema = v.pick(itemSchema, [
  'place',
  'timeZone',
  'rate',
  'startTime',
  'endTime',
  'gridMinutes',
  'minimumStay',
  'maximumStay',
  'arrivalDays',
  'departureDays',
  'leadTimeMinutes',
  'turnaroundMinutes',
  'horizonDays',
  'seasons',
]);

export type StayRules = v.InferOutput<typeof stayRulesSchema>;
export type Policy = v.InferOutput<typeof policySchema>;
