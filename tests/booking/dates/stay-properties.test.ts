import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Problem } from '../../../src/platform/problems.ts';
import type { Item } from '../../../src/terms/item.ts';
import { requestOf, resolveStay, scheduleOf } from '../../../src/terms/stay/stay.ts';
import { catalogueItem, catalogueItems } from '../../support/booking/catalogue-items.ts';
import { datesIn, freeItem, present } from '../../support/booking/stay-arbitraries.ts';
import {
  addDays,
  changesIn,
  dayMs,
  daysBetween,
  instantsAt,
  localText,
  minuteMs,
  minutesByDate,
  wallTime,
} from '../../support/booking/wall-clock.ts';
import { runs } from '../../support/harness/seeded-property.ts';

/** The zones of the seed, and those whose clocks do what theirs do not: change by half an hour, or at midnight. */
const zones = [
  ...new Set(catalogueItems.map((item) => item.timeZone)),
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'America/Santiago',
  'Africa/Cairo',
  'Asia/Kolkata',
];
const changing = zones.filter((zone) => changesIn(zone, 2027).length > 0);

/** The field that a request is refused for; undefined when it is not. Anything but a refusal by field is thrown on. */
function refusedField(item: Item, from: string, to: string): string | undefined {
  try {
    resolveStay(item, from, to, present);
    return undefined;
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'validation-failed') throw error;
    return error.details.errors?.map(({ field }) => field).join();
  }
}

const utc = (at: number) => new Date(at).toISOString();

test('the zones have what these tests are about: clocks that go forward, back, by half an hour and at midnight', () => {
  const shifts = changing.flatMap((zone) => changesIn(zone, 2027).map(({ before, after }) => after - before));
  expect([...new Set(shifts)].sort((a, b) => a - b)).toEqual([-60, -30, 30, 60]);
  expect(instantsAt('Africa/Cairo', { date: '2027-04-30', minutes: 0 })).toEqual([]);
});

describe.each(zones)('in %s', (zone) => {
  test('nights and days are counted by the dates of the place, and begin and end by its clocks', () => {
    const schedules = fc.constantFrom(
      { per: 'night', startTime: '16:00', endTime: '10:00', endsOn: 0 },
      { per: 'day', startTime: '11:00', endTime: '09:00', endsOn: 0 },
      { per: 'day', startTime: '09:00', endTime: '18:00', endsOn: -1 },
    ) satisfies fc.Arbitrary<Partial<Item> & { per: string; endsOn: number }>;
    const property = fc.property(
      schedules,
      datesIn(zone),
      fc.integer({ min: 1, max: 28 }),
      (schedule, from, count) => {
        const { per, startTime, endTime, endsOn } = schedule;
        const to = addDays(from, count);
        const stay = resolveStay(freeItem(zone, per, { startTime, endTime }), from, to, present);
        expect(stay.parts).toEqual(
          Array.from({ length: daysBetween(from, to) }, (_, day) => ({
            date: addDays(from, day),
            quantityMinutes: 1440,
          })),
        );
        expect(localText(wallTime(zone, stay.startsAt.epochMilliseconds))).toBe(`${from}T${startTime}`);
        expect(localText(wallTime(zone, stay.endsAt.epochMilliseconds))).toBe(
          `${addDays(to, endsOn)}T${endTime}`,
        );
      },
    );
    fc.assert(property, runs(40));
  });

  test('of hours those are charged that really pass, each to the date on which it passes', () => {
    const item = freeItem(zone, 'hour');
    const fives = (min: number, max: number) => fc.integer({ min: min / 5, max: max / 5 }).map((n) => n * 5);
    const property = fc.property(
      datesIn(zone),
      fives(0, 1435),
      fives(60, 3000),
      fc.boolean(),
      (date, minutes, length, inUtc) => {
        const [start] = instantsAt(zone, { date, minutes });
        fc.pre(start !== undefined);
        const end = start + length * minuteMs;
        // The end is written as the guest's clock shows it, except where that could mean an earlier instant too.
        const shown = wallTime(zone, end);
        const to = inUtc || instantsAt(zone, shown)[0] !== end ? utc(end) : localText(shown);
        const stay = resolveStay(item, localText({ date, minutes }), to, present);
        expect([stay.startsAt.epochMilliseconds, stay.endsAt.epochMilliseconds]).toEqual([start, end]);
        expect(new Map(stay.parts.map((part) => [part.date, part.quantityMinutes]))).toEqual(
          minutesByDate(zone, start, end),
        );
        expect(stay.parts.reduce((sum, part) => sum + part.quantityMinutes, 0)).toBe(length);
      },
    );
    fc.assert(property, runs(40));
  });

  test('a time off the step of the clock is refused by its field', () => {
    const property = fc.property(
      datesIn(zone),
      fc.integer({ min: 0, max: 1439 }),
      fc.constantFrom(15, 30, 60),
      (date, minutes, gridMinutes) => {
        fc.pre(minutes % gridMinutes !== 0 && instantsAt(zone, { date, minutes }).length > 0);
        const item = freeItem(zone, 'hour', { gridMinutes });
        const odd = localText({ date, minutes });
        expect(refusedField(item, odd, `${addDays(date, 5)}T12:00`)).toBe('from');
        expect(refusedField(item, `${addDays(date, -3)}T12:00`, odd)).toBe('to');
      },
    );
    fc.assert(property, runs(25));
  });
});

describe.each(
  changing.flatMap((zone) =>
    changesIn(zone, 2027).map((change) => ({ zone, ...change, minutes: change.after - change.before })),
  ),
)('when the clocks of $zone change by $minutes minutes', ({ zone, at, before, after }) => {
  const item = freeItem(zone, 'hour');
  const noonBefore = `${addDays(wallTime(zone, at - minuteMs).date, -1)}T12:00`;
  const noonAfter = `${addDays(wallTime(zone, at).date, 1)}T12:00`;

  test('a night is charged the 23 or 25 hours (or 23 and a half) that it has', () => {
    const days = daysBetween(noonBefore.slice(0, 10), noonAfter.slice(0, 10));
    const { parts } = resolveStay(item, noonBefore, noonAfter, present);
    const charged = parts.reduce((sum, part) => sum + part.quantityMinutes, 0);
    expect(charged).toBe(days * 1440 - (after - before));
  });

  test('an hour that does not exist is refused, of one that exists twice the first is meant', () => {
    const size = Math.abs(after - before);
    const firstShown = at + Math.min(before, after) * minuteMs;
    for (let minutes = 0; minutes < size; minutes += 5) {
      const shown = new Date(firstShown + minutes * minuteMs).toISOString().slice(0, 16);
      if (after > before) {
        expect(refusedField(item, shown, noonAfter), shown).toBe('from');
        expect(refusedField(item, noonBefore, shown), shown).toBe('to');
      } else {
        const first = at - size * minuteMs + minutes * minuteMs;
        const said = resolveStay(item, shown, noonAfter, present).startsAt.epochMilliseconds;
        expect(utc(said), shown).toBe(utc(first));
        const second = first + size * minuteMs;
        expect(resolveStay(item, utc(second), noonAfter, present).startsAt.epochMilliseconds).toBe(second);
      }
    }
  });

  test('the last minutes before the change and the first after it are taken', () => {
    const past = at + Math.max(0, before - after) * minuteMs;
    for (const instant of [at - 5 * minuteMs, past]) {
      const shown = localText(wallTime(zone, instant));
      expect(refusedField(item, shown, noonAfter), shown).toBeUndefined();
    }
  });
});

test('what a guest would ask for and what it comes to are each other’s inverse, on every item of the seed', () => {
  const open = { startTime: '00:00', endTime: '00:00' };
  // Any length may begin on any day: what seasons and weekdays refuse is another property's.
  const items = catalogueItems.map((item) => ({
    ...item,
    ...(item.rate.per === 'hour' ? open : {}),
    seasons: [],
  }));
  const stays = fc.constantFrom(...items).chain((item) => {
    const length = fc.integer({ min: item.minimumStay, max: item.maximumStay });
    return fc.tuple(fc.constant(item), datesIn(item.timeZone), length, fc.integer({ min: 0, max: 1435 }));
  });
  const property = fc.property(stays, ([item, date, length, minutes]) => {
    const [start] = instantsAt(item.timeZone, { date, minutes: minutes - (minutes % item.gridMinutes) });
    fc.pre(start !== undefined);
    const wish =
      item.rate.per === 'hour'
        ? { from: utc(start), to: utc(start + length * 60 * minuteMs) }
        : { from: date, to: addDays(date, length) };
    const { startsAt, endsAt, local } = resolveStay(item, wish.from, wish.to, present);
    const asked = requestOf(
      scheduleOf(item),
      new Date(startsAt.epochMilliseconds),
      new Date(endsAt.epochMilliseconds),
      local,
    );
    if (item.rate.per !== 'hour') expect(asked).toEqual(wish);
    const again = resolveStay(item, asked.from, asked.to, present);
    expect([`${again.startsAt}`, `${again.endsAt}`]).toEqual([`${startsAt}`, `${endsAt}`]);
  });
  fc.assert(property, runs(600));
});

test('whatever is written for a time, the answer is a stay in order or a refusal that names the field', () => {
  const date = fc.constantFrom(
    '2027-02-29',
    '2027-02-30',
    '2027-04-31',
    '0000-01-01',
    '9999-12-31',
    '+275760-09-13',
    '-271821-04-20',
    '2027-06-01',
    '2027-06-02',
  );
  const time = fc.constantFrom(
    '',
    'T10:00',
    'T10:00:00',
    'T10:00Z',
    'T24:00',
    'T23:59:60Z',
    'T10:00+23:59',
    'T10:00:00.000000001Z',
    'T10',
    't10:00',
    ' ',
    'T10:00[Asia/Tokyo]',
  );
  const text = fc.oneof(
    fc.string(),
    fc.tuple(date, time).map((parts) => parts.join('')),
  );
  const items = fc.constantFrom(
    catalogueItem('riad-zahra'),
    catalogueItem('gardenia'),
    freeItem('Asia/Tokyo', 'hour'),
    freeItem('Asia/Tokyo', 'day'),
  );
  const property = fc.property(items, text, text, (item, from, to) => {
    const field = refusedField(item, from, to);
    if (field !== undefined) return void expect(['from', 'to']).toContain(field);
    const stay = resolveStay(item, from, to, present);
    expect(stay.endsAt.epochMilliseconds - stay.startsAt.epochMilliseconds).toBeGreaterThan(0);
    expect(stay.startsAt.epochMilliseconds).toBeLessThan(present.getTime() + 1096 * dayMs);
  });
  fc.assert(property, runs(2000));
});
