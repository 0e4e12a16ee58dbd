import * as v from 'valibot';
import { described, named } from '../../platform/described.ts';
import { idSchema } from '../../platform/ids.ts';
import { country } from '../../platform/text/country.ts';
import { freeText, line } from '../../platform/text/text.ts';
import { wholeBetween } from '../../platform/text/whole-number.ts';
import { knownZone } from '../../platform/time/known-zone.ts';
import { categorySchema } from '../../terms/item.ts';
import { amountOrNone, priceAmount, weekendEntries } from './amounts.ts';
import { pathTo } from './faults.ts';
import { itemExample } from './item-example.ts';
import { itemFaults } from './item-rules.ts';
import { knownCurrency } from './known-currency.ts';
import { extraContentSchema, taxContentSchema, touristTaxContentSchema } from './price-content.ts';
import { seasonContentSchema } from './season-content.ts';
import { itemTranslations } from './translations.ts';
import { weekdaysSchema } from './weekdays.ts';

/** Whether people see an item; one that is archived is put away. */
export const itemStates = ['listed', 'unlisted', 'archived'] as const;

const localTime = v.pipe(
  v.string(),
  v.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Give a time as HH:MM, midnight as 00:00.'),
);

const slug = v.pipe(
  v.string(),
  v.maxLength(100, 'At most 100 characters.'),
  v.regex(
    /^[a-z0-9]+(-[a-z0-9]+)*$/,
    'Give a slug of small letters and figures, with hyphens between them if need be.',
  ),
);

/** The code of something that is kept elsewhere; whether there is such a thing, the database says. */
const reference = (message: string) => v.pipe(v.string(), v.regex(/^[\w-]{1,60}$/, message));

const stayLength = wholeBetween(1, 30_000);

const listOf = <S extends v.GenericSchema>(schema: S, most: number) =>
  v.pipe(v.array(schema), v.maxLength(most, `At most ${most}.`));

const unitSchema = named(
  'UnitContent',
  'One of the physical things behind an item: this car, that boat.',
  v.strictObject({
    id: v.optional(described(idSchema('unit'), 'Its id, `unt_…`; left out for one that is new.')),
    name: described(line(100, 'Give the unit a name.'), 'By which the house knows it.'),
    isActive: described(v.boolean(), 'Whether it can be booked; one that is retired cannot.'),
  }),
);

/** The whole of an item as it is edited: what is sent, kept as a version, and sent back. */
export const itemContentSchema = named(
  'ItemContent',
  'The whole of an item as it is edited. All amounts are in minor units of its `currency`.',
  v.pipe(
    v.strictObject({
      slug: described(slug, 'What the item is called in addresses.'),
      state: described(
        v.picklist(itemStates, `Choose one of ${itemStates.join(', ')}.`),
        'Guests see what is `listed`. What is `archived` is put away; its bookings stay.',
      ),
      category: described(categorySchema, 'The code of the category that it is of.'),
      name: described(line(120, 'Give the item a name.'), 'The name of the item.'),
      summary: described(line(300, 'Say in a sentence what it is.'), 'What it is in a sentence.'),
      description: described(
        v.pipe(freeText(10_000), v.minLength(1, 'Say what it is.')),
        'What it is at length, in paragraphs.',
      ),
      features: described(listOf(line(200, 'Say what it has.'), 50), 'What it has, each in a few words.'),
      translations: itemTranslations,
      place: described(
        named(
          'PlaceContent',
          'Where an item is, as it is edited.',
          v.strictObject({
            city: described(line(100, 'Tell the town.'), 'The town.'),
            country: described(country, 'The country, two letters (ISO 3166-1 alpha-2).'),
          }),
        ),
        'Where it is.',
      ),
      timeZone: described(knownZone, 'Its IANA time zone: dates and times of stays are of this zone.'),
      capacity: described(wholeBetween(1, 100_000), 'For how many people at most.'),
      currency: described(knownCurrency, 'The currency of all its prices (ISO 4217).'),
      rate: described(
        named(
          'RateContent',
          'What one unit of time costs, as it is edited.',
          v.strictObject({
            per: described(
              v.picklist(['hour', 'day', 'night'], 'Say hour, day or night.'),
              'The unit of time.',
            ),
            amount: described(priceAmount, 'What one unit costs, outside of any season.'),
          }),
        ),
        'What one hour, day or night costs.',
      ),
      startTime: described(localTime, 'The local time at which stays begin, or an item by the hour opens.'),
      endTime: described(localTime, 'The local time at which stays end, or an item by the hour closes.'),
      gridMinutes: described(
        wholeBetween(5, 1440),
        'Stays by the hour begin and end on whole steps of so many minutes of the local clock.',
      ),
      minimumStay: described(stayLength, 'The shortest stay, in hours, days or nights as the rate.'),
      maximumStay: described(stayLength, 'The longest stay, in hours, days or nights as the rate.'),
      arrivalDays: described(weekdaysSchema, 'On which weekdays a stay may begin.'),
      departureDays: described(weekdaysSchema, 'On which weekdays a stay may end.'),
      weekendDays: described(weekdaysSchema, 'Which weekdays, or nights that begin on them, are a weekend.'),
      weekendPercentBasisPoints: described(
        weekendEntries.weekendPercentBasisPoints,
        'How much more (or less, below zero) a weekend costs, in 1/10,000; null where it does not.',
      ),
      weekendFixedAmount: described(
        weekendEntries.weekendFixedAmount,
        'The rate at weekends instead; null where it is not replaced.',
      ),
      leadTimeMinutes: described(
        wholeBetween(0, 1_576_800),
        'How long before its start a stay must be reserved, in minutes.',
      ),
      turnaroundMinutes: described(
        wholeBetween(0, 10_080),
        'How long after a stay the unit is not free, in minutes.',
      ),
      horizonDays: described(wholeBetween(1, 1095), 'How many days ahead a stay may begin at most.'),
      securityDeposit: described(amountOrNone, 'What is held against damage; zero for nothing.'),
      depositLeadHours: described(
        wholeBetween(0, 720),
        'How many hours before the start the security deposit is held.',
      ),
      dueNowBasisPoints: described(
        wholeBetween(1, 10_000),
        'The share of the price that is paid on reserving, in 1/10,000.',
      ),
      balanceDueDays: described(wholeBetween(0, 365), 'How many days before the start the balance is due.'),
      isInstantPaymentOnly: described(
        v.boolean(),
        'Whether no method is taken whose money is on its way for days.',
      ),
      legalEntity: described(
        reference('There is no such company.'),
        'The code of the company that sells it.',
      ),
      cancellationPolicy: described(
        named(
          'PolicyChoice',
          'A version of a cancellation policy.',
          v.strictObject({
            code: described(reference('There is no such policy.'), 'The code of the policy.'),
            version: described(wholeBetween(1, 1_000_000), 'The version of the policy.'),
          }),
        ),
        'What cancelling gives back.',
      ),
      units: described(
        listOf(unitSchema, 200),
        'The physical things of it. One that was booked is never taken away, only retired.',
      ),
      seasons: described(listOf(seasonContentSchema, 200), 'The dates at other prices, none twice.'),
      extras: described(listOf(extraContentSchema, 100), 'What can be had with a stay.'),
      taxes: described(listOf(taxContentSchema, 20), 'The taxes on it.'),
      touristTaxes: described(
        listOf(touristTaxContentSchema, 10),
        'What the town asks of each person and night.',
      ),
    }),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      for (const { field, message } of itemFaults(dataset.value))
        addIssue({ message, path: pathTo(dataset.value, field) });
    }),
    v.examples([itemExample]),
  ),
);

export type ItemContent = v.InferOutput<typeof itemContentSchema>;
