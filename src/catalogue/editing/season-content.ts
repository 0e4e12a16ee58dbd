import * as v from 'valibot';
import { described, named } from '../../platform/described.ts';
import { line } from '../../platform/text/text.ts';
import { wholeBetween } from '../../platform/text/whole-number.ts';
import { isoDate } from '../../platform/time/iso-date.ts';
import { adjustmentEntries, weekendEntries } from './amounts.ts';
import { nameTranslations } from './translations.ts';
import { weekdaysSchema } from './weekdays.ts';

/** Dates at another price and under other rules, as the owner edits them. */
export const seasonContentSchema = named(
  'SeasonContent',
  'Dates at another price and under other rules, as they are edited; where a rule is null the item’s own holds.',
  v.pipe(
    v.strictObject({
      name: described(line(100, 'Give the season a name.'), 'The name of the season.'),
      translations: nameTranslations,
      from: described(isoDate, 'Its first date, YYYY-MM-DD.'),
      to: described(isoDate, 'The first date after it, YYYY-MM-DD: the next season may begin on it.'),
      percentBasisPoints: described(
        adjustmentEntries.percentBasisPoints,
        'How much more (or less, below zero) the rate is, in 1/10,000; null where `fixedAmount` says it.',
      ),
      fixedAmount: described(
        adjustmentEntries.fixedAmount,
        'The rate instead, in minor units; null where `percentBasisPoints` says it.',
      ),
      minimumStay: described(
        v.nullable(wholeBetween(1, 30_000)),
        'The shortest stay that begins in the season, in hours, days or nights as the rate.',
      ),
      arrivalDays: described(v.nullable(weekdaysSchema), 'On which weekdays a stay may begin.'),
      departureDays: described(
        v.nullable(weekdaysSchema),
        'On which weekdays a stay whose last night or day lies in the season may end.',
      ),
      weekendDays: described(
        v.nullable(weekdaysSchema),
        'Which weekdays, or nights that begin on them, are a weekend.',
      ),
      weekendPercentBasisPoints: described(
        weekendEntries.weekendPercentBasisPoints,
        'How much more (or less) a weekend is, in 1/10,000.',
      ),
      weekendFixedAmount: described(
        weekendEntries.weekendFixedAmount,
        'The rate at weekends instead, in minor units.',
      ),
    }),
    v.forward(
      v.check(({ from, to }) => from < to, 'The first date after it must be after its first.'),
      ['to'],
    ),
    v.forward(
      v.check(
        ({ percentBasisPoints, fixedAmount }) => (percentBasisPoints === null) !== (fixedAmount === null),
        'Give a percentage or an amount, and null for the other.',
      ),
      ['fixedAmount'],
    ),
    v.forward(
      v.check(
        ({ weekendPercentBasisPoints, weekendFixedAmount }) =>
          weekendPercentBasisPoints === null || weekendFixedAmount === null,
        'Give a percentage or an amount of weekends, not both.',
      ),
      ['weekendFixedAmount'],
    ),
  ),
);
