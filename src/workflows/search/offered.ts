import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { freeGapsJson } from '../../booking/occupancy/free-gaps.ts';
import { pricedItemJson } from '../../catalogue/item-query.ts';
import type { Offered } from '../../catalogue/search.ts';
import { functionNamed } from '../../platform/database/functions.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { isKnownZone } from '../../platform/time/time-zone.ts';
import { type PricedItem, pricedItemSchema } from '../../terms/item.ts';
import { totalOf } from '../../terms/quote.ts';
import { freeGapsSchema } from '../../terms/stay/free-gaps.ts';
import { freeStay } from '../../terms/stay/free-stay.ts';
import { openingHours, reachOf, type Stretch, stretchesOf } from '../../terms/stay/opening-hours.ts';
import { datesOf } from './availability.ts';

const dayMs = 86_400_000;
const foundSchema = v.object({ item: pricedItemSchema, gaps: freeGapsSchema });

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
  const hoursOf = sharedHours(range);
  return {
    isPossible: sql`(i.rate_unit = 'hour' or ${days}::int <= i.maximum_stay)
      and ${functionNamed('has_room')}(i, ${range.from}::date, ${range.to}::date, ${now.toISOString()}::timestamptz)`,
    json: sql`json_build_object('item', ${pricedItemJson(range)}, 'gaps', ${freeGapsJson(...window, now)})`,
    offer: (found) => {
      const { item, gaps } = v.parse(foundSchema, found);
      // Until the schedule has taken it off the list, one such item must not end every search.
      if (!isKnownZone(item.timeZone)) return undefined;
      if (item.rate.per !== 'hour') {
        const stay = freeStay(item, gaps, range, now);
        const total = stay && totalOf(runtime, item, stay, guests);
        return total && { total };
      }
      const hours = hoursOf(item);
      const isFree = gaps.some((unit) => stretchesOf(item, unit, hours, reachOf(item, now)).length > 0);
      return isFree ? { total: null } : undefined;
    },
  };
}

/** The opening hours on the dates of a search, reckoned once for all items that open and close alike. */
function sharedHours(range: { from: string; to: string }) {
  const dates = datesOf(range);
  const known = new Map<string, readonly Stretch[]>();
  return (item: PricedItem): readonly Stretch[] => {
    const { timeZone, startTime, endTime, gridMinutes } = item;
    const key = [timeZone, startTime, endTime, gridMinutes].join(' ');
    const hours = known.get(key) ?? openingHours(item, dates);
    known.set(key, hours);
    return hours;
  };
}
