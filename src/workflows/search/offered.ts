import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { freeGapsJson } from '../../booking/occupancy/free-gaps.ts';
import { gapsWithin } from '../../booking/occupancy/free-unit.ts';
import { itemJson } from '../../catalogue/item-query.ts';
import type { Offered } from '../../catalogue/search.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { isKnownZone } from '../../platform/time/time-zone.ts';
import { type Item, itemSchema } from '../../terms/item.ts';
import { makeQuote, priceWishes } from '../../terms/quote.ts';
import { freeGapsSchema } from '../../terms/stay/free-gaps.ts';
import { freeStay } from '../../terms/stay/free-stay.ts';
import { openingHours, reachOf, stretchesOf } from '../../terms/stay/opening-hours.ts';
import type { Stay } from '../../terms/stay/stay.ts';
import { datesOf } from './availability.ts';

const dayMs = 86_400_000;
const foundSchema = v.object({ item: itemSchema, gaps: freeGapsSchema });

/**
 * What can be had between two local dates, by the very rules by which a quote is made: the whole stay of a
 * daily or nightly item, with its price, or the shortest stay of an hourly one in hours that open on one of
 * the dates.
 */
export function offeredBetween(
  runtime: Runtime,
  range: { from: string; to: string },
  guests: number,
): Offered {
  const now = runtime.clock.now();
  const [from, to] = [Date.parse(range.from), Date.parse(range.to)];
  const days = (to - from) / dayMs;
  const window = [new Date(from - 2 * dayMs), new Date(to + 9 * dayMs)] as const;
  return {
    isPossible: sql`(i.rate_unit = 'hour' or ${days}::int <= i.maximum_stay) and ${hasRoom(range, days, now)}`,
    json: sql`json_build_object('item', ${itemJson}, 'gaps', ${freeGapsJson(...window, now)})`,
    offer: (found) => {
      const { item, gaps } = v.parse(foundSchema, found);
      // Until the schedule has taken it off the list, one such item must not end every search.
      if (!isKnownZone(item.timeZone)) return undefined;
      if (item.rate.per !== 'hour') {
        const stay = freeStay(item, gaps, range, now);
        return stay && totalOf(runtime, item, stay, guests);
      }
      const hours = openingHours(item, datesOf(range));
      const isFree = gaps.some((unit) => stretchesOf(item, unit, hours, reachOf(item, now)).length > 0);
      return isFree ? { total: null } : undefined;
    },
  };
}

/** The total that a quote would have; nothing where there would be none, since no way of paying takes it. */
function totalOf(runtime: Runtime, item: Item, stay: Stay, guests: number) {
  try {
    const price = priceWishes(runtime, item, stay, { guests, extras: {}, discount: undefined });
    const { quote } = makeQuote(runtime, item, stay, guests, price);
    return { total: { amount: quote.total, currency: quote.currency } };
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

/**
 * Whether a unit has a gap that is long enough, wherever in the world it is: in the clocks' own hours, a day
 * wider on either side than the farthest zones are from UTC. It only saves reading what is taken; what is
 * free says `offer`.
 */
function hasRoom({ from, to }: { from: string; to: string }, days: number, now: Date): SQL {
  // A season may ask for less.
  const shortest = sql`least(i.minimum_stay, (select min(s.minimum_stay) from seasons s where s.item_id = i.id))`;
  const slack = sql`interval '15 hours'`;
  const window = sql`tstzrange((${from}::date + i.start_time - ${slack}) at time zone 'UTC',
    (${to}::date + i.end_time + ${slack}) at time zone 'UTC' + make_interval(mins => i.turnaround_minutes)
      + case when i.rate_unit = 'hour' then make_interval(hours => ${shortest}) else interval '0' end)`;
  const length = sql`case when i.rate_unit = 'hour' then make_interval(hours => ${shortest})
    when i.rate_unit = 'day' and i.end_time > i.start_time then make_interval(days => ${days}::int - 1) + (i.end_time - i.start_time)
    else make_interval(days => ${days}::int) + (i.end_time - i.start_time) end`;
  return sql`exists (select from units u, ${gapsWithin(window, now)}
    where u.item_id = i.id and u.is_active
      and upper(gap) - lower(gap) >= ${length} - interval '3 hours' + make_interval(mins => i.turnaround_minutes))`;
}
