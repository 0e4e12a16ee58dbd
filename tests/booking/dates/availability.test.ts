import type * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { availabilitySchema } from '../../../src/workflows/search/availability.ts';
import { bodyOf, newClient, quote, reserve } from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { occupy } from '../../support/booking/occupied.ts';
import { addDays } from '../../support/booking/wall-clock.ts';
import { useStack } from '../../support/harness/stack.ts';
import { expectRefusal, refusedFields } from '../../support/http/refusal.ts';

const stack = useStack();

const ask = (slug: string, query: string) =>
  stack.call(`/items/${slug}/availability?${query}`, { from: newClient() });

async function availability(
  slug: string,
  from: string,
  to: string,
): Promise<v.InferOutput<typeof availabilitySchema>> {
  return bodyOf(await ask(slug, `from=${from}&to=${to}`), 200, availabilitySchema);
}

/** The dates of an answer, `+` before those that are free. */
async function daysOf(slug: string, from: string, to: string): Promise<string[]> {
  const { days } = await availability(slug, from, to);
  return days.map(({ date, isFree }) => `${isFree ? '+' : '-'}${date}`);
}

/** The free stretches of one or two dates as pairs. */
async function stretches(slug: string, from: string, to = addDays(from, 1)): Promise<[string, string][]> {
  const { free } = await availability(slug, from, to);
  return free.map(({ startsAt, endsAt }) => [startsAt, endsAt]);
}

/** A boat of a test's own by the half hour, round the clock, an hour at least, of one hour's turnaround. */
const boat = (columns: Readonly<Record<string, unknown>> = {}) =>
  cloneItem(stack, { of: 'gardenia', columns: { start_time: '00:00', end_time: '00:00', ...columns } });

describe('the days of an item', () => {
  test('every date of the range stands there once, free until a night of it is reserved', async () => {
    const { slug } = await cloneItem(stack);
    await reserve(stack, { item: slug, from: '2027-06-02', to: '2027-06-04' });
    expect(await daysOf(slug, '2027-06-01', '2027-06-06')).toEqual([
      '+2027-06-01',
      '-2027-06-02',
      '-2027-06-03',
      '+2027-06-04',
      '+2027-06-05',
    ]);
  });

  test('how many units are free is told by day, and units out of service do not count', async () => {
    const { slug, unitIds } = await cloneItem(stack, { units: 3 });
    await stack.database.query('update units set is_active = false where id = $1', [unitIds[0]]);
    await reserve(stack, { item: slug, from: '2027-06-02', to: '2027-06-03' });
    const { days } = await availability(slug, '2027-06-01', '2027-06-03');
    expect(days).toMatchObject([
      { date: '2027-06-01', isFree: true, freeUnits: 2 },
      { date: '2027-06-02', isFree: true, freeUnits: 1 },
    ]);
  });

  test('days that are past, within the lead time or beyond the horizon are not free', async () => {
    // It is 9:00 on the 1st of March; check-in is at 16:00, two days ahead at least and 730 at most.
    expect(await daysOf('riad-zahra', '2027-02-27', '2027-03-05')).toEqual([
      '-2027-02-27',
      '-2027-02-28',
      '-2027-03-01',
      '-2027-03-02',
      '+2027-03-03',
      '+2027-03-04',
    ]);
    expect(await daysOf('riad-zahra', '2029-02-26', '2029-03-02')).toEqual([
      '+2029-02-26',
      '+2029-02-27',
      '-2029-02-28',
      '-2029-03-01',
    ]);
  });

  test('a hold that has lapsed is free at once', async () => {
    const { slug, wish } = await cloneItem(stack);
    const before = stack.clock.now().toISOString();
    await reserve(stack, wish);
    expect(await daysOf(slug, wish.from, wish.to)).toEqual([`-${wish.from}`]);
    stack.clock.advance({ minutes: 14, seconds: 59 });
    expect(await daysOf(slug, wish.from, wish.to)).toEqual([`-${wish.from}`]);
    stack.clock.advance({ seconds: 1 });
    expect(await daysOf(slug, wish.from, wish.to)).toEqual([`+${wish.from}`]);
    stack.clock.set(before);
  });

  test('a day begins and ends by the clocks of the place, also where midnight is skipped', async () => {
    // In Cairo the 30th of April 2027 begins at 1:00. All is taken but the first hour of the day after it.
    const { slug, unitIds } = await boat({ time_zone: 'Africa/Cairo', turnaround_minutes: 0 });
    const [unitId = ''] = unitIds;
    const hour = [Date.parse('2027-05-01T00:00:00+03:00'), Date.parse('2027-05-01T01:00:00+03:00')] as const;
    await occupy(stack, [
      { unitId, from: Date.parse('2027-04-20'), to: hour[0] },
      { unitId, from: hour[1], to: Date.parse('2027-05-20') },
    ]);
    expect(await daysOf(slug, '2027-04-29', '2027-05-03')).toEqual([
      '-2027-04-29',
      '-2027-04-30',
      '+2027-05-01',
      '-2027-05-02',
    ]);
    expect(await stretches(slug, '2027-04-29', '2027-05-03')).toEqual([
      ['2027-05-01T00:00:00+03:00', '2027-05-01T01:00:00+03:00'],
    ]);
  });
});

describe('the free stretches of an item by the hour', () => {
  test('the turnaround is kept free after a reservation, and before the next one', async () => {
    const { slug } = await boat();
    await reserve(stack, { item: slug, from: '2027-06-10T12:00', to: '2027-06-10T14:00' });
    expect(await stretches(slug, '2027-06-10')).toEqual([
      ['2027-06-10T00:00:00+02:00', '2027-06-10T11:00:00+02:00'],
      ['2027-06-10T15:00:00+02:00', '2027-06-11T00:00:00+02:00'],
    ]);
    const isFree = async (from: string, to: string) =>
      (await quote(stack, { item: slug, from: `2027-06-10T${from}`, to: `2027-06-10T${to}` })).isAvailable;
    expect([await isFree('10:00', '11:00'), await isFree('15:00', '16:00')]).toEqual([true, true]);
    expect([await isFree('10:30', '11:30'), await isFree('14:30', '15:30')]).toEqual([false, false]);
  });

  test('a gap in which the shortest stay has no room is not told', async () => {
    const { slug } = await boat({ minimum_stay: 3 });
    await reserve(stack, { item: slug, from: '2027-06-10T06:00', to: '2027-06-10T09:00' });
    await reserve(stack, { item: slug, from: '2027-06-10T13:30', to: '2027-06-10T17:00' });
    await reserve(stack, { item: slug, from: '2027-06-10T22:00', to: '2027-06-11T02:00' });
    // 10:00 to 13:30 less the turnaround are 2.5 hours; 18:00 to 22:00 less it are 3.
    expect(await stretches(slug, '2027-06-10')).toEqual([
      ['2027-06-10T00:00:00+02:00', '2027-06-10T05:00:00+02:00'],
      ['2027-06-10T18:00:00+02:00', '2027-06-10T21:00:00+02:00'],
    ]);
  });

  test.each([
    {
      name: 'forward by an hour',
      zone: 'Europe/Rome',
      date: '2027-03-28',
      from: '05:00+02:00',
      to: '06:00+02:00',
      free: [
        ['T00:00:00+01:00', 'T04:00:00+02:00'],
        ['T07:00:00+02:00', '+02:00'],
      ],
    },
    {
      name: 'back by an hour, within it',
      zone: 'Europe/Rome',
      date: '2027-10-31',
      from: '02:30+01:00',
      to: '04:00+01:00',
      free: [
        ['T00:00:00+02:00', 'T02:30:00+02:00'],
        ['T05:00:00+01:00', '+01:00'],
      ],
    },
    {
      name: 'forward by half an hour',
      zone: 'Australia/Lord_Howe',
      date: '2027-10-03',
      from: '03:00+11:00',
      to: '04:30+11:00',
      free: [
        ['T00:00:00+10:30', 'T01:30:00+10:30'],
        ['T05:30:00+11:00', '+11:00'],
      ],
    },
    {
      name: 'back by half an hour',
      zone: 'Australia/Lord_Howe',
      date: '2027-04-04',
      from: '02:30+10:30',
      to: '03:30+10:30',
      free: [
        ['T00:00:00+11:00', 'T01:30:00+10:30'],
        ['T04:30:00+10:30', '+10:30'],
      ],
    },
  ])('hours and their offsets are right when the clocks go $name', async ({ zone, date, from, to, free }) => {
    const { slug } = await boat({ time_zone: zone });
    await reserve(stack, { item: slug, from: `${date}T${from}`, to: `${date}T${to}` });
    const midnight = `${addDays(date, 1)}T00:00:00`;
    const expected = free.map(([start, end]) => [
      `${date}${start}`,
      end?.startsWith('T') ? `${date}${end}` : `${midnight}${end}`,
    ]);
    expect(await stretches(slug, date)).toEqual(expected);
  });

  test('nothing is free before the lead time, nor from the horizon on', async () => {
    // At 9:00 UTC with 12 hours of notice the first start is 22:00 in Rome; the last is 365 days from now at 10:00.
    const { slug } = await boat();
    expect(await stretches(slug, '2027-02-28', '2027-03-02')).toEqual([
      ['2027-03-01T22:00:00+01:00', '2027-03-02T00:00:00+01:00'],
    ]);
    const last = await stretches(slug, '2028-02-29', '2028-03-02');
    expect(last.every(([startsAt]) => startsAt <= '2028-02-29T10:00:00+01:00')).toBe(true);
    expect(await daysOf(slug, '2028-02-28', '2028-03-02')).toEqual([
      '+2028-02-28',
      '+2028-02-29',
      '-2028-03-01',
    ]);
  });

  test('an item by the night has days alone', async () => {
    expect((await availability('riad-zahra', '2027-06-01', '2027-06-03')).free).toEqual([]);
  });
});

test.each([
  ['from=2027-06-01&to=2027-09-02', 'to'],
  ['from=2027-06-01&to=2027-06-01', 'to'],
  ['from=2027-06-02&to=2027-06-01', 'to'],
  ['from=2027-06-01', 'to'],
  ['to=2027-06-01', 'from'],
  ['', 'from,to'],
  ['from=2027-02-30&to=2027-03-05', 'from'],
  ['from=2027-02-27&to=2027-02-29', 'to'],
  ['from=infinity&to=2027-06-01', 'from'],
  ['from=2027-06-01&to=10000-01-01', 'to'],
  ['from=%2B275760-09-13&to=2027-06-01', 'from'],
  ['from=0001-01-01&to=0001-01-02', 'from,to'],
  ['from=2027-06-01T10:00&to=2027-06-02', 'from'],
  ['from=2027-06-01%00&to=2027-06-02', 'from'],
  ['from=2027-06-01&to=2027-06-02&unit=1', 'unit'],
  ['from=2027-06-01&from=2027-06-01&to=2027-06-02', 'from'],
])('a range of %s is refused by its field: %s', async (query, fields) => {
  expect(refusedFields(await ask('riad-zahra', query))).toEqual(expect.arrayContaining(fields.split(',')));
});

test('92 days can be asked for at once', async () => {
  expect(await daysOf('riad-zahra', '2027-06-01', '2027-09-01')).toHaveLength(92);
});

test('what does not exist or is not listed is not found', async () => {
  const { slug } = await cloneItem(stack, { columns: { is_listed: false } });
  for (const name of ['no-such-item', slug, '%00'])
    expectRefusal(await ask(name, 'from=2027-06-01&to=2027-06-02'), 404, 'not-found');
});
