import type Stripe from 'stripe';
import { invalidParameter, missing } from './api-error.ts';

type Range = {
  gt?: number | undefined;
  gte?: number | undefined;
  lt?: number | undefined;
  lte?: number | undefined;
};

type Page = {
  limit: number;
  starting_after?: string | undefined;
  ending_before?: string | undefined;
  created?: number | Range | undefined;
};

type Listed = { id: string; object: string; created: number };

/** One page, newest first: https://docs.stripe.com/api/pagination. Throws a 400 for a cursor that names nothing. */
export function listPage<Item extends Listed>(
  url: string,
  items: Map<string, Item>,
  page: Page,
  matches: (item: Item) => boolean = () => true,
): Stripe.ApiList<Item> {
  if (page.starting_after !== undefined && page.ending_before !== undefined) {
    const message = 'You may only specify one of these parameters: ending_before, starting_after.';
    throw invalidParameter('starting_after', message);
  }
  const newestFirst = [...items.values()].reverse();
  const wanted = (item: Item) => isWithin(item.created, page.created) && matches(item);
  if (page.ending_before !== undefined) {
    const newer = newestFirst
      .slice(0, position(newestFirst, 'ending_before', page.ending_before))
      .filter(wanted);
    return { object: 'list', data: newer.slice(-page.limit), has_more: newer.length > page.limit, url };
  }
  const start =
    page.starting_after === undefined ? 0 : position(newestFirst, 'starting_after', page.starting_after) + 1;
  const older = newestFirst.slice(start).filter(wanted);
  return { object: 'list', data: older.slice(0, page.limit), has_more: older.length > page.limit, url };
}

function position(items: readonly Listed[], param: string, id: string): number {
  const index = items.findIndex((item) => item.id === id);
  if (index < 0) throw missing(items[0]?.object ?? 'object', id, param, 400);
  return index;
}

function isWithin(seconds: number, range: number | Range | undefined): boolean {
  if (range === undefined) return true;
  if (typeof range === 'number') return seconds === range;
  return (
    seconds > (range.gt ?? -1) &&
    seconds >= (range.gte ?? 0) &&
    seconds < (range.lt ?? Number.POSITIVE_INFINITY) &&
    seconds <= (range.lte ?? Number.POSITIVE_INFINITY)
  );
}
