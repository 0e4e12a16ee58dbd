import { type SQL, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import * as v from 'valibot';
import { type StayRules, stayRulesSchema } from '../catalogue/item.ts';
import { stayRulesJson } from '../catalogue/item-query.ts';
import { freeGapsJson, freeGapsSchema } from './free-gaps.ts';
import { freeStay } from './free-stay.ts';
import { localInstant } from './local-time.ts';
import type { Quote } from './quote.ts';
import { requestOf, type Stay } from './stay.ts';

const mostDays = 14;
const mostHours = 12;
const mostAlternatives = 3;
const dayMs = 86_400_000;

/** What is free instead: instants, and the `from` and `to` with which to ask for them. */
export const alternativesSchema = v.array(
  v.object({ startsAt: v.string(), endsAt: v.string(), from: v.string(), to: v.string() }),
);

/** What is free around a stay that was taken; null of an item that is not listed any more. */
export const surroundingsSchema = v.nullable(v.object({ item: stayRulesSchema, gaps: freeGapsSchema }));

/** What was quoted and is taken. */
type Taken = Pick<Quote, 'item' | 'startsAt' | 'endsAt' | 'local'>;
type Surroundings = NonNullable<v.InferOutput<typeof surroundingsSchema>>;

/** `surroundingsSchema` as JSON. It is read under the item's lock; what to make of it is worked out afterwards. */
export function surroundingsJson(quote: Quote, now: Date): SQL {
  const from = new Date(Date.parse(quote.startsAt) - (mostDays + 1) * dayMs);
  const to = new Date(Date.parse(quote.endsAt) + (mostDays + 9) * dayMs);
  return sql`(select json_build_object('item', ${stayRulesJson}, 'gaps', ${freeGapsJson(from, to, now)})
    from items i where i.id = ${quote.item.id} and i.is_listed)`;
}

/**
 * The three nearest stays of the same local times that can be had, up to two weeks (and for hours, half a day) away, each by
 * the rules by which it will be quoted. In order of time.
 */
export function alternativesTo(
  taken: Taken,
  { item, gaps }: Surroundings,
  now: Date,
): v.InferOutput<typeof alternativesSchema> {
  const found: Stay[] = [];
  for (const wish of nearby(taken, item)) {
    const stay = freeStay(item, gaps, wish, now);
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

/** What a guest would ask for instead, the nearest first and of two as near the later. */
function nearby(taken: Taken, item: StayRules): { from: string; to: string }[] {
  const { from, to } = requestOf(taken.item, new Date(taken.startsAt), new Date(taken.endsAt), taken.local);
  const days = both(mostDays);
  if (item.rate.per !== 'hour') {
    const moved = (date: string, count: number) =>
      Temporal.PlainDate.from(date).add({ days: count }).toString();
    return days.map((count) => ({ from: moved(from, count), to: moved(to, count) }));
  }
  const moved = (time: string, hours: number) =>
    Temporal.PlainDateTime.from(time).add({ hours }).toString({ smallestUnit: 'minute' });
  return [...both(mostHours), ...days.map((count) => count * 24)].map((hours) => ({
    from: moved(from, hours),
    to: moved(to, hours),
  }));
}

/** 1, -1, 2, -2 and so on. */
function both(most: number): number[] {
  return Array.from({ length: most }, (_, index) => [index + 1, -index - 1]).flat();
}

function dateOf(instant: Temporal.Instant): Date {
  return new Date(instant.epochMilliseconds);
}
