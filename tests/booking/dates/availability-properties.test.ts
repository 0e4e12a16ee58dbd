import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { availabilitySchema } from '../../../src/workflows/search/availability.ts';
import { bodyOf, newClient, quote } from '../../support/booking/booking.ts';
import { type ClonedItem, cloneItem } from '../../support/booking/cloned-item.ts';
import { hourMs, type Occupied, occupy, withoutOverlap } from '../../support/booking/occupied.ts';
import { addDays, instantsAt, minuteMs } from '../../support/booking/wall-clock.ts';
import { wireRuns } from '../../support/harness/seeded-property.ts';
import { useStack } from '../../support/harness/stack.ts';

const stack = useStack();

const at = (timeZone: string, date: string, time = 0) =>
  instantsAt(timeZone, { date, minutes: time })[0] ?? Number.NaN;

/** What blocks a unit: for good, by a hold that stands, or not any more by one that has lapsed a second ago. */
const lastings = fc.constantFrom<'reserved' | 'held' | 'expired'>('reserved', 'reserved', 'held', 'expired');
function heldUntil(lasting: 'reserved' | 'held' | 'expired'): number | undefined {
  const now = stack.clock.now().getTime();
  return { reserved: undefined, held: now + 1000, expired: now - 1000 }[lasting];
}

const isBlocking = ({ heldUntil: end }: Occupied) => end === undefined || end > stack.clock.now().getTime();

/** Whether nothing that still counts is in the way of a unit between two instants. */
function isUnitFree(taken: readonly Occupied[], unitId: string, from: number, to: number): boolean {
  return !taken.some((one) => one.unitId === unitId && isBlocking(one) && one.from < to && from < one.to);
}

async function availability(slug: string, from: string, to: string) {
  const answer = await stack.call(`/items/${slug}/availability?from=${from}&to=${to}`, { from: newClient() });
  return bodyOf(answer, 200, availabilitySchema);
}

const isQuotedFree = async (item: ClonedItem, from: string, to: string) =>
  (await quote(stack, { item: item.slug, from, to })).isAvailable;

describe('days agree with quotes, over random reservations', () => {
  test.each([
    {
      of: 'riad-zahra',
      zone: 'Africa/Casablanca',
      start: 960,
      end: 600,
      ends: 1,
      turnaround: 300,
      first: '2027-03-11',
    },
    {
      of: 'spiti-anemos',
      zone: 'Europe/Athens',
      start: 960,
      end: 600,
      ends: 1,
      turnaround: 300,
      first: '2027-03-24',
    },
    {
      of: 'veloria-s',
      zone: 'America/Los_Angeles',
      start: 660,
      end: 540,
      ends: 1,
      turnaround: 120,
      first: '2027-11-04',
    },
    {
      of: 'southern-petrel',
      zone: 'Pacific/Auckland',
      start: 540,
      end: 1080,
      ends: 0,
      turnaround: 840,
      first: '2027-04-01',
    },
  ])('of $of ($zone)', async ({ of, zone, start, end, ends, turnaround, first }) => {
    const stays = fc.array(
      fc.record({
        unit: fc.nat(2),
        day: fc.integer({ min: -2, max: 7 }),
        count: fc.integer({ min: 1, max: 4 }),
        lasting: lastings,
      }),
      { maxLength: 9 },
    );
    const property = fc.asyncProperty(fc.integer({ min: 1, max: 3 }), stays, async (units, drawn) => {
      const item = await cloneItem(stack, { of, units, columns: { turnaround_minutes: turnaround } });
      const taken = withoutOverlap(
        drawn.map(({ unit, day, count, lasting }) => ({
          unitId: item.unitIds[unit % units] ?? '',
          from: at(zone, addDays(first, day), start),
          to: at(zone, addDays(first, day + count - 1 + ends), end) + turnaround * minuteMs,
          heldUntil: heldUntil(lasting),
        })),
      );
      await occupy(stack, taken);
      const { days } = await availability(item.slug, first, addDays(first, 7));
      for (const { date, isFree, freeUnits } of days) {
        const until = at(zone, addDays(date, ends), end) + turnaround * minuteMs;
        const expected = item.unitIds.filter((unitId) =>
          isUnitFree(taken, unitId, at(zone, date, start), until),
        );
        expect({ date, freeUnits, isFree }).toEqual({
          date,
          freeUnits: expected.length,
          isFree: expected.length > 0,
        });
        expect(await isQuotedFree(item, date, addDays(date, 1)), date).toBe(isFree);
      }
      // Of a single unit, a longer stay is free when each of its days is.
      for (const length of units === 1 ? [2, 4, 7] : []) {
        const areFree = days.slice(0, length).every((day) => day.isFree);
        expect(await isQuotedFree(item, first, addDays(first, length)), `${length} days`).toBe(areFree);
      }
    });
    await fc.assert(property, wireRuns(8));
  });
});

describe('stretches agree with quotes, over random reservations', () => {
  test.each([
    { zone: 'Europe/Rome', first: '2027-03-27' },
    { zone: 'America/New_York', first: '2027-11-06' },
    { zone: 'Australia/Lord_Howe', first: '2027-10-02' },
    { zone: 'Asia/Tokyo', first: '2027-05-01' },
  ])('in $zone from $first on', async ({ zone, first }) => {
    const last = addDays(first, 2);
    const [opens, closes] = [at(zone, first), at(zone, last)];
    const step = 30 * minuteMs;
    const steps = (closes - opens) / step;
    const turnaround = 60;
    const blocks = fc.array(
      fc.record({
        unit: fc.nat(1),
        start: fc.integer({ min: -10, max: steps }),
        length: fc.integer({ min: 1, max: 40 }),
        lasting: lastings,
      }),
      { maxLength: 10 },
    );
    const asked = fc.array(fc.record({ start: fc.nat(steps - 1), length: fc.integer({ min: 4, max: 20 }) }), {
      minLength: 10,
      maxLength: 10,
    });
    const property = fc.asyncProperty(
      fc.integer({ min: 1, max: 2 }),
      blocks,
      asked,
      async (units, drawn, stays) => {
        const hours = { start_time: '00:00', end_time: '00:00' };
        const columns = { time_zone: zone, minimum_stay: 2, turnaround_minutes: turnaround, ...hours };
        const item = await cloneItem(stack, { of: 'gardenia', units, columns });
        const taken = withoutOverlap(
          drawn.map(({ unit, start, length, lasting }) => ({
            unitId: item.unitIds[unit % units] ?? '',
            from: opens + start * step,
            to: opens + (start + length) * step,
            heldUntil: heldUntil(lasting),
          })),
        );
        await occupy(stack, taken);
        const { days, free } = await availability(item.slug, first, last);
        const stretches = free.map(({ startsAt, endsAt }) => ({
          from: Date.parse(startsAt),
          to: Date.parse(endsAt),
        }));
        for (const { start, length } of stays) {
          const [from, to] = [opens + start * step, opens + (start + length) * step];
          if (to > closes) continue;
          const isTold = stretches.some((one) => one.from <= from && to <= one.to);
          const [fromText, toText] = [new Date(from).toISOString(), new Date(to).toISOString()];
          expect(await isQuotedFree(item, fromText, toText), `${fromText} to ${toText}`).toBe(isTold);
          const isReally = item.unitIds.some((unitId) =>
            isUnitFree(taken, unitId, from, to + turnaround * minuteMs),
          );
          expect(isTold, `${fromText} to ${toText}`).toBe(isReally);
        }
        // A date is free on a unit when some stay of the shortest length, two hours, can begin on it.
        for (const { date, isFree, freeUnits } of days) {
          const [begins, ends] = [at(zone, date), at(zone, addDays(date, 1))];
          const starts = Array.from({ length: (ends - begins) / step }, (_, index) => begins + index * step);
          const holds = (unitId: string) =>
            starts.some((from) => isUnitFree(taken, unitId, from, from + 2 * hourMs + turnaround * minuteMs));
          const expected = item.unitIds.filter(holds).length;
          expect({ date, isFree, freeUnits }).toEqual({ date, isFree: expected > 0, freeUnits: expected });
        }
      },
    );
    await fc.assert(property, wireRuns(8));
  });
});
