import { describe, expect, test } from 'vitest';
import { endTimes, type Stretch, startTimes } from '../../kit/rendering/stay.ts';
import { Problem } from '../../src/platform/problems.ts';
import type { Item } from '../../src/terms/item.ts';
import { resolveStay } from '../../src/terms/stay/stay.ts';
import { availabilitySchema } from '../../src/workflows/search/availability.ts';
import { bodyOf, newClient } from '../support/booking/booking.ts';
import { catalogueItem } from '../support/booking/catalogue-items.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { addDays, instantsAt, minuteMs } from '../support/booking/wall-clock.ts';
import { useStack } from '../support/harness/stack.ts';

const stack = useStack();

async function freeOn(slug: string, date: string): Promise<readonly Stretch[]> {
  const path = `/items/${slug}/availability?from=${date}&to=${addDays(date, 1)}`;
  return bodyOf(await stack.call(path, { from: newClient() }), 200, availabilitySchema).free;
}

/** Every stay in the hours of a date that a quote is made for, on steps of five minutes, as instants. */
function quoted(item: Item, date: string): Set<string> {
  const [first = 0] = instantsAt(item.timeZone, { date, minutes: 0 });
  const step = Math.min(30, item.gridMinutes) * minuteMs;
  const times = Array.from({ length: 80 }, (_, index) => first + index * step);
  const [opens = 0] = instantsAt(item.timeZone, { date, minutes: Number(item.startTime.slice(0, 2)) * 60 });
  const starts = times.filter((at) => at >= opens);
  const pairs = starts.flatMap((from) => times.filter((to) => to > from).map((to) => [from, to] as const));
  return new Set(
    pairs
      .map(([from, to]) => [new Date(from).toISOString(), new Date(to).toISOString()] as const)
      .filter(([from, to]) => isAllowed(item, from, to))
      .map((pair) => pair.join(' ')),
  );
}

function isAllowed(item: Item, from: string, to: string): boolean {
  try {
    resolveStay(item, from, to, stack.clock.now());
    return true;
  } catch (error) {
    if (error instanceof Problem) return false;
    throw error;
  }
}

describe('the page offers exactly the stays by the hour that a quote is made for', () => {
  test.each<[string, { time_zone?: string }, string]>([
    ['lac-et-lune', {}, '2027-03-27'],
    ['lac-et-lune', {}, '2027-10-30'],
    ['lac-et-lune', {}, '2027-06-10'],
    ['gardenia', {}, '2027-03-28'],
    ['lac-et-lune', { time_zone: 'Australia/Lord_Howe' }, '2027-10-02'],
    ['lac-et-lune', { time_zone: 'Australia/Lord_Howe' }, '2027-04-03'],
    ['lac-et-lune', { time_zone: 'Africa/Cairo' }, '2027-04-29'],
  ])('%s %o on %s', async (of, columns, date) => {
    const { slug } = await cloneItem(stack, {
      of,
      columns: { minimum_stay: 8, maximum_stay: 12, ...columns },
    });
    const timeZone = columns.time_zone ?? catalogueItem(of).timeZone;
    const item = { ...catalogueItem(of), slug, timeZone, minimumStay: 8, maximumStay: 12 };
    const free = await freeOn(slug, date);
    const offered = startTimes(item, date, free).flatMap((from) =>
      endTimes(item, free, from).map((to) => [from, to] as const),
    );
    const instants = offered.map((pair) => pair.map((time) => new Date(time).toISOString()).join(' '));
    expect(new Set(instants)).toEqual(quoted(item, date));
    expect(instants.length).toBeGreaterThan(0);
  });

  test('of an hour that comes twice both are offered, each with its offset', async () => {
    const { slug } = await cloneItem(stack, { of: 'lac-et-lune' });
    const item = { ...catalogueItem('lac-et-lune'), minimumStay: 1 };
    const ends = endTimes(item, await freeOn(slug, '2027-10-30'), '2027-10-30T23:00:00+02:00');
    expect(ends.slice(2, 5)).toEqual([
      '2027-10-31T02:00:00+02:00',
      '2027-10-31T02:00:00+01:00',
      '2027-10-31T03:00:00+01:00',
    ]);
  });

  test('round the clock the times of a date are those that begin on it', async () => {
    const always = { start_time: '00:00', end_time: '00:00' };
    const { slug } = await cloneItem(stack, { of: 'gardenia', columns: always });
    const item = { ...catalogueItem('gardenia'), startTime: '00:00', endTime: '00:00' };
    const starts = startTimes(item, '2027-06-10', await freeOn(slug, '2027-06-10'));
    expect([starts.length, starts[0], starts.at(-1)]).toEqual([
      47, // of an hour at least, the day asked for ends at midnight
      '2027-06-10T00:00:00+02:00',
      '2027-06-10T23:00:00+02:00',
    ]);
  });
});
