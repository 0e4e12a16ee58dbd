import { Temporal } from 'temporal-polyfill';
import * as v from 'valibot';
import { described, named } from '../../platform/described.ts';
import { localInstant } from '../../platform/time/local-time.ts';
import { type StayRules, stayRulesSchema } from '../../terms/item.ts';
import type { Quote } from '../../terms/quote.ts';
import { type FreeGaps, freeGapsSchema } from '../../terms/stay/free-gaps.ts';
import { freeStay } from '../../terms/stay/free-stay.ts';
import { requestOf, type Stay } from '../../terms/stay/stay.ts';

const mostDays = 14;
const mostHours = 12;
const mostAlternatives = 3;
const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** More than any zone puts its clocks forward or back for the summer. */
const clockSlackMs = 3 * hourMs;

/** What is free instead: instants, and the `from` and `to` with which to ask for them. */
export const alternativesSchema = described(
  v.array(
    named(
      'Alternative',
      'A stay nearby that is free.',
      v.object({
        startsAt: described(
          v.string(),
          'The instant at which it would begin, RFC 3339 with the offset of the item’s zone.',
        ),
        endsAt: described(
          v.string(),
          'The instant at which it would end, RFC 3339 with the offset of the item’s zone.',
        ),
        from: described(v.string(), 'The `from` with which to ask for its price.'),
        to: described(v.string(), 'The `to` with which to ask for its price.'),
      }),
    ),
  ),
  'The nearest stays that are free, for `slot-taken`; empty where none is.',
);

/** What is free around a stay that was taken; null of an item that is not listed any more. */
export const surroundingsSchema = v.nullable(v.object({ item: stayRulesSchema, gaps: freeGapsSchema }));

/** What was quoted and is taken. */
type Taken = Pick<Quote, 'item' | 'startsAt' | 'endsAt' | 'local'>;
type Surroundings = NonNullable<v.InferOutput<typeof surroundingsSchema>>;

/**
 * Between which instants `create_hold` reads what is free where a stay is taken, under the item's lock; what
 * to make of it is worked out afterwards.
 */
export function surroundingsOf({ startsAt, endsAt }: Quote): { from: Date; to: Date } {
  return {
    from: new Date(Date.parse(startsAt) - (mostDays + 1) * dayMs),
    to: new Date(Date.parse(endsAt) + (mostDays + 9) * dayMs),
  };
}

/**
 * The three nearest stays of the same local times that can be had, up to two weeks (and for hours, half a
 * day) away, each by the rules by which it will be quoted. In order of time.
 */
export function alternativesTo(
  taken: Taken,
  { item, gaps }: Surroundings,
  now: Date,
): v.InferOutput<typeof alternativesSchema> {
  const { from, to } = requestOf(taken.item, new Date(taken.startsAt), new Date(taken.endsAt), taken.local);
  const found: Stay[] = [];
  for (const shift of shiftsOf(item)) {
    if (!mayBeFree(gaps, taken, shift)) continue;
    const stay = freeStay(item, gaps, { from: moved(from, shift), to: moved(to, shift) }, now);
    if (stay) found.push(stay);
    if (found.length === mostAlternatives) break;
  }
  return found
    .sort((one, other) => Temporal.Instant.compare(one.startsAt, other.startsAt))
    .map(({ startsAt, endsAt, local }) => {
      const instants = [dateOf(startsAt), dateOf(endsAt)] as const;
      return {
        startsAt: localInstant(instants[0], item.timeZone),
        endsAt: localInstant(instants[1], item.timeZone),
        ...requestOf({ ...item, per: item.rate.per }, ...instants, local),
      };
    });
}

/** Earlier or later by so much, on the clock on the wall there. */
type Shift = { readonly days: number } | { readonly hours: number };

/** How far away to look, the nearest first and of two as near the later. */
function shiftsOf(item: StayRules): Shift[] {
  const days = both(mostDays).map((count) => ({ days: count }));
  return item.rate.per === 'hour' ? [...both(mostHours).map((count) => ({ hours: count })), ...days] : days;
}

function moved(time: string, shift: Shift): string {
  if (!time.includes('T')) return Temporal.PlainDate.from(time).add(shift).toString();
  return Temporal.PlainDateTime.from(time).add(shift).toString({ smallestUnit: 'minute' });
}

/**
 * Whether there is a gap about where a stay would lie, give or take what clocks are put forward or back. Most
 * of what is asked for under contention is taken, and the rules of zones cost a hundred times more to ask.
 */
function mayBeFree(gaps: FreeGaps, { startsAt, endsAt }: Taken, shift: Shift): boolean {
  const shiftMs = 'days' in shift ? shift.days * dayMs : shift.hours * hourMs;
  const from = Date.parse(startsAt) + shiftMs + clockSlackMs;
  const to = Date.parse(endsAt) + shiftMs - clockSlackMs;
  return gaps.some((unit) => unit.some((gap) => gap.from.getTime() <= from && to <= gap.to.getTime()));
}

/** 1, -1, 2, -2 and so on. */
function both(most: number): number[] {
  return Array.from({ length: most }, (_, index) => [index + 1, -index - 1]).flat();
}

function dateOf(instant: Temporal.Instant): Date {
  return new Date(instant.epochMilliseconds);
}
