import * as v from 'valibot';
import { described, named } from '../platform/described.ts';
import { languageSchema } from '../platform/languages.ts';
import { currencySchema, minorSchema, moneySchema } from '../platform/money/money.ts';
import { integer } from '../platform/text/whole-number.ts';

const noCategory = 'Give a category by its code, such as villa.';

/** The code of a category, as the owner gave it; whether there is such a one, the database says. */
export const categorySchema = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, noCategory),
  v.maxLength(60, noCategory),
);

const localDate = v.pipe(v.string(), v.isoDate());
/** HH:MM. What ends at 24:00, as PostgreSQL may write it, ends at 00:00 of the next day. */
const localTime = v.pipe(
  v.string(),
  v.transform((text) => (text.startsWith('24') ? '00:00' : text.slice(0, 5))),
);

/** What one unit of time costs: the hour, the day or the night. */
const rateSchema = named(
  'Rate',
  'What one unit of time costs.',
  v.object({
    per: described(v.picklist(['hour', 'day', 'night']), 'The unit of time.'),
    price: described(moneySchema, 'What one unit costs, outside of any season.'),
  }),
);

const placeSchema = named(
  'Place',
  'Where an item is.',
  v.object({
    city: described(v.string(), 'The town.'),
    country: described(v.string(), 'The country, two letters (ISO 3166-1 alpha-2).'),
  }),
);

/** The language of a name that is a translation. */
export const languageOfName = v.optional(
  described(languageSchema, 'The language of `name`, where that is a translation.'),
);

/** ISO 8601 weekdays: 1 is Monday, 7 Sunday. */
const weekdays = v.array(integer);

/**
 * Dates at another price, changed by a percentage or replaced by a fixed price, and under other rules: where
 * one is null the item's holds. `to` is the first date after.
 */
const seasonSchema = named(
  'Season',
  'Dates at another price and under other rules; where one is null the item’s own holds.',
  v.object({
    name: described(v.string(), 'The name of the season.'),
    language: languageOfName,
    from: described(localDate, 'Its first date, YYYY-MM-DD.'),
    to: described(localDate, 'The first date after it, YYYY-MM-DD.'),
    percentBasisPoints: described(
      v.nullable(integer),
      'How much more (or less, below zero) the rate is, in 1/10,000; null where it is not changed so.',
    ),
    fixedAmount: described(
      v.nullable(minorSchema),
      'The rate instead, in minor units of the item’s currency; null where it is not replaced.',
    ),
    minimumStay: described(
      v.nullable(integer),
      'The shortest stay that begins in the season, in hours, days or nights as the rate.',
    ),
    arrivalDays: described(
      v.nullable(weekdays),
      'On which weekdays a stay may begin: 1 is Monday, 7 Sunday.',
    ),
    departureDays: described(
      v.nullable(weekdays),
      'On which weekdays a stay whose last night or day lies in the season may end: 1 is Monday, 7 Sunday.',
    ),
    weekendDays: described(
      v.nullable(weekdays),
      'Which weekdays, or nights that begin on them, are a weekend: 1 is Monday, 7 Sunday.',
    ),
    weekendPercentBasisPoints: described(
      v.nullable(integer),
      'How much more (or less) a weekend is, in 1/10,000.',
    ),
    weekendFixedAmount: described(
      v.nullable(minorSchema),
      'The rate at weekends instead, in minor units of the item’s currency.',
    ),
  }),
);

const extraSchema = named(
  'Extra',
  'Something that can be had with a stay.',
  v.object({
    code: described(v.string(), 'Its code, by which a quote asks for it.'),
    name: described(v.string(), 'Its name.'),
    language: languageOfName,
    per: described(
      v.picklist(['booking', 'day', 'person']),
      'What is paid for: each booking, each day or each person.',
    ),
    price: described(moneySchema, 'What one costs.'),
    maxQuantity: described(integer, 'The most that can be had with one stay.'),
  }),
);

/**
 * What is taxed: the stay, extras by their code (all of them where null), what a town asks of each person.
 */
const taxSchema = named(
  'Tax',
  'A tax, and what it is on.',
  v.object({
    name: described(v.string(), 'The name of the tax.'),
    language: languageOfName,
    basisPoints: described(integer, 'Its rate, in 1/10,000.'),
    isIncluded: described(v.boolean(), 'Whether it is already inside the prices; else it comes on top.'),
    onStay: described(v.boolean(), 'Whether it is on the stay itself.'),
    onExtras: described(
      v.nullable(v.array(v.string())),
      'On which extras it is, by their codes; null for all of them.',
    ),
    onTouristTax: described(v.boolean(), 'Whether it is on what a town asks of each person.'),
  }),
);

/**
 * Asked of each person and night, but for those below an age (if any), for so many nights at most (if there
 * is a limit).
 */
const touristTaxSchema = named(
  'TouristTax',
  'What a town asks of each person and night.',
  v.object({
    name: described(v.string(), 'The name of the tax.'),
    language: languageOfName,
    price: described(moneySchema, 'For one person and night.'),
    exemptBelowAge: described(
      v.nullable(integer),
      'Whoever is younger pays none, in years; null where all pay.',
    ),
    maximumNights: described(v.nullable(integer), 'For how many nights at most; null for all.'),
  }),
);

/** Gives back `refundBasisPoints` of what was paid when cancelled at least `hoursBefore` the start. */
const tierSchema = named(
  'RefundTier',
  'What is given back by when.',
  v.object({
    hoursBefore: described(integer, 'At least this many hours before the start.'),
    refundBasisPoints: described(integer, 'The share of the price that is given back, in 1/10,000.'),
  }),
);

export const policySchema = named(
  'CancellationPolicy',
  'What cancelling gives back.',
  v.object({
    code: described(v.string(), 'The code of the policy, as `flexible`.'),
    version: described(integer, 'The version of the policy, counted up.'),
    name: described(v.string(), 'Its name.'),
    text: described(v.string(), 'The policy in words: in English, or in `language`.'),
    language: v.optional(described(languageSchema, 'The language of `text`, where that is a translation.')),
    tiers: described(
      v.array(tierSchema),
      'What is given back by when; of those whose notice is kept, the most generous counts.',
    ),
  }),
);

/** What a list of items shows. */
export const itemSummarySchema = named(
  'ItemSummary',
  'An item as lists show it.',
  v.object({
    slug: described(v.string(), 'What the item is called in addresses.'),
    category: described(v.string(), 'The code of the category that it is of.'),
    name: described(v.string(), 'The name of the item.'),
    summary: described(v.string(), 'What it is in a sentence.'),
    place: described(placeSchema, 'Where it is.'),
    timeZone: described(
      v.string(),
      'Its IANA time zone, as `Europe/Paris`: dates and times of stays are of this zone.',
    ),
    capacity: described(integer, 'For how many people at most.'),
    rate: described(rateSchema, 'What one hour, day or night costs, outside of any season.'),
    picture: described(v.string(), 'The path of its picture on the site.'),
  }),
);

const itemEntries = {
  id: described(v.string(), 'The id of the item, `itm_…`.'),
  ...itemSummarySchema.entries,
  description: described(v.string(), 'What it is at length, in paragraphs.'),
  features: described(v.array(v.string()), 'What it has, each in a few words.'),
  currency: described(currencySchema, 'The currency of all its prices (ISO 4217).'),
  unitCount: described(integer, 'How many of it there are.'),
  startTime: described(
    localTime,
    'The local time, HH:MM, at which stays begin, or at which an item by the hour opens.',
  ),
  endTime: described(
    localTime,
    'The local time, HH:MM, at which stays end, or at which an item by the hour closes: the same as `startTime` for one that never does, earlier for one open past midnight.',
  ),
  gridMinutes: described(
    integer,
    'Stays by the hour begin and end on whole steps of so many minutes of the local clock.',
  ),
  minimumStay: described(integer, 'The shortest stay, in hours, days or nights as the rate.'),
  maximumStay: described(integer, 'The longest stay, in hours, days or nights as the rate.'),
  arrivalDays: described(
    weekdays,
    'On which weekdays a stay may begin: 1 is Monday, 7 Sunday. A season may say otherwise.',
  ),
  departureDays: described(
    weekdays,
    'On which weekdays a stay may end: 1 is Monday, 7 Sunday. A season may say otherwise.',
  ),
  weekendDays: described(
    weekdays,
    'Which weekdays, or nights that begin on them, are a weekend: 1 is Monday, 7 Sunday.',
  ),
  weekendPercentBasisPoints: described(
    v.nullable(integer),
    'How much more (or less, below zero) a weekend costs, in 1/10,000; null where it does not.',
  ),
  weekendFixedAmount: described(
    v.nullable(minorSchema),
    'The rate at weekends instead, in minor units of the item’s currency; null where it is not replaced.',
  ),
  leadTimeMinutes: described(integer, 'How long before its start a stay must be reserved, in minutes.'),
  turnaroundMinutes: described(integer, 'How long after a stay the unit is not free, in minutes.'),
  horizonDays: described(integer, 'How many days ahead a stay may begin at most.'),
  seasons: described(v.array(seasonSchema), 'The dates at other prices, in order.'),
  extras: described(v.array(extraSchema), 'What can be had with a stay.'),
  taxes: described(v.array(taxSchema), 'The taxes on it.'),
  touristTaxes: described(v.array(touristTaxSchema), 'What the town asks of each person and night.'),
  securityDeposit: described(moneySchema, 'What is held against damage; nothing where the amount is zero.'),
  depositLeadHours: described(integer, 'How many hours before the start the security deposit is held.'),
  dueNowBasisPoints: described(integer, 'The share of the price that is paid on reserving, in 1/10,000.'),
  balanceDueDays: described(integer, 'How many days before the start the balance is due.'),
  cancellationPolicy: described(policySchema, 'What cancelling gives back.'),
};

/** Everything that a page or a quote needs to know of an item. */
export const itemSchema = named(
  'Item',
  'Everything that a page or a quote needs to know of an item.',
  v.object(itemEntries),
);

export type Item = v.InferOutput<typeof itemSchema>;

/** What decides whether and when a stay may be had. */
export const stayRulesSchema = v.pick(v.object(itemEntries), [
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

/** What decides what a stay without extras costs. */
export const pricedItemSchema = v.object({
  ...stayRulesSchema.entries,
  ...v.pick(v.object(itemEntries), [
    'currency',
    'weekendDays',
    'weekendPercentBasisPoints',
    'weekendFixedAmount',
    'taxes',
    'touristTaxes',
  ]).entries,
});

export type PricedItem = v.InferOutput<typeof pricedItemSchema>;
export type Policy = v.InferOutput<typeof policySchema>;
