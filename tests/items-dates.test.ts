import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { quoteResponseSchema } from '../src/booking/quote-request.ts';
import type { Item } from '../src/catalogue/item.ts';
import { bodyOf, newClient, reserve } from './support/booking.ts';
import { catalogueItems } from './support/catalogue-items.ts';
import { cloneItem } from './support/cloned-item.ts';
import { hourMs, type Occupied, occupy, withoutOverlap } from './support/occupied.ts';
import { refusedFields } from './support/refusal.ts';
import { searchAll } from './support/search.ts';
import { type Stack, startStack } from './support/stack.ts';
import { instantsAt, minuteMs } from './support/wall-clock.ts';

const periods: readonly { readonly name: string; readonly from: string; readonly to: string }[] = [
  { name: 'a long weekend of summer', from: '2027-06-17', to: '2027-06-20' },
  { name: 'a night on which clocks go forward in Europe', from: '2027-03-27', to: '2027-03-28' },
  { name: 'two days in which clocks go back in Europe', from: '2027-10-30', to: '2027-11-01' },
  { name: 'today', from: '2027-03-01', to: '2027-03-02' },
  { name: 'tomorrow and the day after', from: '2027-03-02', to: '2027-03-04' },
  { name: 'a week past some horizons', from: '2028-06-10', to: '2028-06-17' },
  { name: 'a month, longer than some stays may be', from: '2027-08-01', to: '2027-08-29' },
];

let stack: Stack;
const busy = new Map<string, Occupied[]>();
beforeAll(async () => {
  stack = await startStack();
  const { rows } = await stack.database.query<{ slug: string; unit: string }>(
    'select i.slug, u.id as unit from items i join units u on u.item_id = i.id order by 1, u.name',
  );
  // Half of the units are taken somewhere in each period: for good, by a hold that stands, or by one that has lapsed.
  const now = stack.clock.now().getTime();
  const stretch = fc.record({
    row: fc.constantFrom(...rows),
    period: fc.constantFrom(...periods),
    start: fc.integer({ min: -12, max: 40 }),
    hours: fc.integer({ min: 1, max: 60 }),
    heldUntil: fc.constantFrom(undefined, undefined, now + 1000, now - 1000),
  });
  const drawn =
    fc.sample(fc.array(stretch, { minLength: 700, maxLength: 700 }), { numRuns: 1, seed: 20_270_301 })[0] ??
    [];
  const taken = drawn.map(({ row, period, start, hours, heldUntil }) => {
    const from = Date.parse(period.from) + start * hourMs;
    return { slug: row.slug, unitId: row.unit, from, to: from + hours * hourMs, heldUntil };
  });
  const kept = withoutOverlap(taken);
  await occupy(stack, kept);
  for (const one of taken) if (kept.includes(one)) busy.set(one.slug, [...(busy.get(one.slug) ?? []), one]);
});
afterAll(() => stack.stop());

/** What a quote says of a period: free, taken, or refused by the item's rules. */
async function isOffered(item: Item, from: string, to: string): Promise<boolean> {
  const answer = await stack.call('/quotes', {
    body: { item: item.slug, from, to, guests: 1 },
    from: newClient(),
  });
  if (answer.status === 201) return bodyOf(answer, 201, quoteResponseSchema).isAvailable;
  expect(['from', 'to']).toEqual(expect.arrayContaining(refusedFields(answer)));
  return false;
}

/**
 * Whether the shortest stay of an hourly item can be had within these dates. Moved to an earlier time until something is
 * in the way, a stay begins at the first possible instant or where something ends: only those have to be asked for.
 */
async function isOfferedByTheHour(item: Item, from: string, to: string): Promise<boolean> {
  const midnight = (date: string) => instantsAt(item.timeZone, { date, minutes: 0 })[0] ?? Number.NaN;
  const [first, last, length, grid] = [
    midnight(from),
    midnight(to),
    item.minimumStay * hourMs,
    item.gridMinutes * minuteMs,
  ];
  const soonest = stack.clock.now().getTime() + item.leadTimeMinutes * minuteMs;
  const starts = [first, soonest, ...(busy.get(item.slug) ?? []).map((one) => one.to)]
    .map((at) => first + Math.ceil((at - first) / grid) * grid)
    .filter((at) => at >= first && at + length <= last);
  for (const at of new Set(starts))
    if (await isOffered(item, new Date(at).toISOString(), new Date(at + length).toISOString())) return true;
  return false;
}

describe('a search with dates offers what a quote offers, for every item of the seed', () => {
  test.each(periods.map(({ name, from, to }) => [name, from, to]))(
    '%s (%s to %s)',
    async (_name, from, to) => {
      const found = new Set((await searchAll(stack, { from, to })).map((item) => item.slug));
      const disagreements: string[] = [];
      let offers = 0;
      for (const item of catalogueItems) {
        const offered =
          item.rate.per === 'hour'
            ? await isOfferedByTheHour(item, from, to)
            : await isOffered(item, from, to);
        if (offered) offers += 1;
        if (offered !== found.has(item.slug))
          disagreements.push(
            `${item.slug} (by the ${item.rate.per}): a quote says ${offered}, the search ${found.has(item.slug)}`,
          );
      }
      expect(disagreements).toEqual([]);
      expect(offers === 0 || offers === catalogueItems.length, `${offers} offers prove nothing`).toBe(false);
    },
  );
});

test('what was just reserved is not found any more, and is again when the hold lapses', async () => {
  const { slug, wish } = await cloneItem(stack);
  const isFound = async () =>
    (await searchAll(stack, { from: wish.from, to: wish.to })).some((item) => item.slug === slug);
  const before = stack.clock.now().toISOString();
  expect(await isFound()).toBe(true);
  await reserve(stack, wish);
  expect(await isFound()).toBe(false);
  stack.clock.advance({ minutes: 15 });
  expect(await isFound()).toBe(true);
  stack.clock.set(before);
});

test('a place in a list is kept with dates too: pages hold every free item once', async () => {
  const query = { from: '2027-06-17', to: '2027-06-20' };
  const whole = (await searchAll(stack, query)).map((item) => item.slug);
  expect((await searchAll(stack, { ...query, limit: 4 })).map((item) => item.slug)).toEqual(whole);
});
