import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { isOpen } from '../../../kit/rendering/stay.ts';
import { Problem } from '../../../src/platform/problems.ts';
import { resolveStay } from '../../../src/terms/stay/stay.ts';
import { dayRules } from '../../../src/terms/stay/stay-rules.ts';
import { alternativesSchema } from '../../../src/workflows/reserve/alternatives.ts';
import { availabilitySchema } from '../../../src/workflows/search/availability.ts';
import { newClient, postReservation, quote, reserve } from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { freeItem, present, seasonOf } from '../../support/booking/stay-arbitraries.ts';
import { addDays } from '../../support/booking/wall-clock.ts';
import { runs } from '../../support/harness/seeded-property.ts';
import { useStack } from '../../support/harness/stack.ts';
import { plain, postForm } from '../../support/http/plain-form.ts';
import { refusalOf } from '../../support/http/refusal.ts';

const stack = useStack();

/** From Saturday to Saturday in July and August 2027, at least seven nights; else at least three nights, from any day. */
async function seasonalVilla(columns: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const { id, slug } = await cloneItem(stack, { columns: { minimum_stay: 3, ...columns } });
  await stack.database.query(
    `insert into seasons (item_id, name, period, percent_basis_points, minimum_stay, arrival_days, departure_days)
      values ($1, 'High summer', '[2027-07-03,2027-08-28)', 5000, 7, '{6}', '{6}')`,
    [id],
  );
  return slug;
}

async function refusalFor(item: string, from: string, to: string) {
  const answer = await stack.call('/quotes', { body: { item, from, to, guests: 1 }, from: newClient() });
  return answer.status === 201
    ? 'a price'
    : refusalOf(answer).errors?.map(({ field, message }) => [field, message]);
}

describe('a villa from Saturday to Saturday in high season', () => {
  test('takes whole weeks then, three nights before, and says by which rule it refuses', async () => {
    const item = await seasonalVilla();
    const ask = (from: string, to: string) => refusalFor(item, from, to);
    expect(await ask('2027-07-03', '2027-07-10')).toBe('a price');
    expect(await ask('2027-07-03', '2027-07-17')).toBe('a price');
    expect(await ask('2027-06-01', '2027-06-04')).toBe('a price');
    expect(await ask('2027-07-04', '2027-07-11')).toEqual([
      ['from', 'In this season a stay begins on a Saturday.'],
    ]);
    expect(await ask('2027-07-03', '2027-07-06')).toEqual([
      ['to', 'In this season the shortest stay is 7 nights.'],
    ]);
    expect(await ask('2027-07-03', '2027-07-13')).toEqual([
      ['to', 'In this season a stay ends on a Saturday.'],
    ]);
    expect(await ask('2027-06-01', '2027-06-03')).toEqual([['to', 'The shortest stay is 3 nights.']]);
    // The last night decides: from low into high season it ends on a Saturday, out of it on any day.
    expect(await ask('2027-06-30', '2027-07-05')).toEqual([
      ['to', 'In this season a stay ends on a Saturday.'],
    ]);
    expect(await ask('2027-06-30', '2027-07-10')).toBe('a price');
    expect(await ask('2027-06-30', '2027-07-03')).toBe('a price');
    expect(await ask('2027-08-21', '2027-08-31')).toBe('a price');
  });

  test('tells its rules with the item and with each day', async () => {
    const slug = await seasonalVilla();
    const item = (await stack.call(`/items/${slug}`, { from: newClient() })).json();
    expect(item).toMatchObject({
      minimumStay: 3,
      arrivalDays: [1, 2, 3, 4, 5, 6, 7],
      seasons: [{ minimumStay: 7, arrivalDays: [6], departureDays: [6] }],
    });
    const range = 'from=2027-07-02&to=2027-07-05';
    const answer = await stack.call(`/items/${slug}/availability?${range}`, { from: newClient() });
    expect(answer.json()).toMatchObject({
      days: [
        { date: '2027-07-02', isFree: true, canArrive: true, canDepart: true, shortestStay: 8 },
        { date: '2027-07-03', isFree: true, canArrive: true, canDepart: true, shortestStay: 7 },
        { date: '2027-07-04', isFree: true, canArrive: false, canDepart: false, shortestStay: null },
      ],
    });
  });

  test('is found for the dates that it takes, and no others', async () => {
    const item = await seasonalVilla({ name: 'Casa Sabatina', city: 'Sabatina' });
    const found = async (from: string, to: string) => {
      const query = `place=Sabatina&from=${from}&to=${to}`;
      const answer = await stack.call(`/items?${query}`, { from: newClient() });
      return JSON.stringify(answer.json()).includes(item);
    };
    expect(await found('2027-07-03', '2027-07-10')).toBe(true);
    expect(await found('2027-06-01', '2027-06-04')).toBe(true);
    expect(await found('2027-07-04', '2027-07-11')).toBe(false);
    expect(await found('2027-07-03', '2027-07-06')).toBe(false);
    expect(await found('2027-07-03', '2027-07-13')).toBe(false);
  });

  test('that is taken is offered in other weeks, each of which a quote takes', async () => {
    const item = await seasonalVilla();
    const wish = { item, from: '2027-07-10', to: '2027-07-17', guests: 1 };
    const late = await quote(stack, wish);
    await reserve(stack, wish);
    const problem = refusalOf(await postReservation(stack, late.quote));
    const { alternatives } = v.parse(v.object({ alternatives: alternativesSchema }), problem);
    expect(alternatives.map(({ from, to }) => [from, to])).toEqual([
      ['2027-07-03', '2027-07-10'],
      ['2027-07-17', '2027-07-24'],
      ['2027-07-24', '2027-07-31'],
    ]);
    for (const { from, to } of alternatives)
      expect((await quote(stack, { ...wish, from, to })).isAvailable).toBe(true);
  });

  test('says the rule in the language of a form', async () => {
    const item = await seasonalVilla({ arrival_days: [1, 5] });
    const said = async (language: string, from: string, to: string) => {
      const guest = { 'guest.name': 'Ada', 'guest.email': 'ada@guests.example' };
      const fields = { item, from, to, guests: '1', ...guest, language, next: '/merci/' };
      return plain((await postForm(stack, '/reservations', fields, newClient())).text);
    };
    expect(await said('fr', '2027-07-04', '2027-07-11')).toContain(
      'En cette saison, un séjour commence un samedi.',
    );
    expect(await said('es', '2027-07-03', '2027-07-13')).toContain(
      'En esta temporada, la estancia termina en sábado.',
    );
    expect(await said('fr', '2027-06-01', '2027-06-05')).toContain(
      'Un séjour commence un lundi ou un vendredi.',
    );
    expect(await said('es', '2027-07-03', '2027-07-06')).toContain(
      'En esta temporada, la duración mínima es de 7 noches.',
    );
  });
});

test('by the hour: four hours at least on a Friday or Saturday of the season, and availability says so', async () => {
  const { id, slug } = await cloneItem(stack, {
    of: 'gardenia',
    columns: { minimum_stay: 1, start_time: '18:00', end_time: '02:00', lead_time_minutes: 0 },
  });
  await stack.database.query(
    `insert into seasons (item_id, name, period, percent_basis_points, minimum_stay, arrival_days)
      values ($1, 'Balls', '[2027-06-03,2027-07-01)', 0, 4, '{5,6}')`,
    [id],
  );
  const ask = (from: string, to: string) => refusalFor(slug, from, to);
  expect(await ask('2027-06-02T20:00', '2027-06-02T21:00')).toBe('a price');
  expect(await ask('2027-06-03T20:00', '2027-06-04T00:00')).toEqual([
    ['from', 'In this season a stay begins on a Friday or a Saturday.'],
  ]);
  expect(await ask('2027-06-04T20:00', '2027-06-04T23:00')).toEqual([
    ['to', 'In this season the shortest stay is 4 hours.'],
  ]);
  expect(await ask('2027-06-05T22:00', '2027-06-06T02:00')).toBe('a price');
  const answer = await stack.call(`/items/${slug}/availability?from=2027-06-02&to=2027-06-07`, {
    from: newClient(),
  });
  const { days, free } = v.parse(availabilitySchema, answer.json());
  expect(days.map(({ isFree, shortestStay }) => isFree && shortestStay)).toEqual([1, false, 4, 4, false]);
  expect(free.map(({ date }) => date)).toEqual(['2027-06-02', '2027-06-04', '2027-06-05']);
});

test('the database takes no weekday that is none, and no price of weekends twice', async () => {
  const { id } = await cloneItem(stack);
  for (const change of [
    `arrival_days = '{}'`,
    `departure_days = '{0}'`,
    `weekend_days = '{8}'`,
    `arrival_days = '{1,null}'`,
    `weekend_percent_basis_points = 100, weekend_fixed_amount_minor = 100`,
    `weekend_percent_basis_points = -10000`,
    `weekend_fixed_amount_minor = 0`,
  ])
    await expect(
      stack.database.query(`update items set ${change} where id = $1`, [id]),
      change,
    ).rejects.toThrow(/_sensible/);
});

test('a price of weekends is in the quote, by season', async () => {
  const { slug } = await cloneItem(stack, {
    columns: { rate_minor: 10_000, weekend_days: [5, 6], weekend_percent_basis_points: 2_000 },
  });
  const { lines } = await quote(stack, { item: slug, from: '2027-06-03', to: '2027-06-07' });
  expect(lines.map(({ quantity, unitPrice }) => [quantity, unitPrice])).toEqual([
    [2, 10_000],
    [2, 12_000],
  ]);
});

test('over any rules, what is told of the days, and what the calendar of the kit lets choose, is what a quote takes', () => {
  const days = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 });
  const rules = fc.record({
    minimumStay: fc.integer({ min: 1, max: 9 }),
    arrivalDays: days,
    departureDays: days,
  });
  const seasons = fc
    .array(
      fc.record({
        minimumStay: fc.option(fc.integer({ min: 1, max: 9 })),
        arrivalDays: fc.option(days),
        departureDays: fc.option(days),
      }),
      { maxLength: 3 },
    )
    .map((all) =>
      all.map((one, index) =>
        seasonOf({
          ...one,
          from: addDays('2027-06-01', index * 5),
          to: addDays('2027-06-01', index * 5 + 4),
        }),
      ),
    );
  const kinds = fc.constantFrom(
    { per: 'night', startTime: '16:00', endTime: '10:00' } as const,
    { per: 'day', startTime: '09:00', endTime: '09:00' } as const,
    { per: 'day', startTime: '09:00', endTime: '18:00' } as const,
  );
  const property = fc.property(kinds, rules, seasons, ({ per, ...times }, base, all) => {
    const item = freeItem('Europe/Paris', per, { ...base, ...times, seasons: all, maximumStay: 12 });
    const isTaken = (from: string, length: number) => {
      try {
        return Boolean(resolveStay(item, from, addDays(from, length), present));
      } catch (error) {
        if (error instanceof Problem) return false;
        throw error;
      }
    };
    const lengths = Array.from({ length: 12 }, (_, index) => index + 1);
    for (const from of lengths.map((day) => addDays('2027-05-28', day))) {
      const taken = lengths.filter((length) => isTaken(from, length));
      const { canArrive, shortestStay } = dayRules(item, from);
      expect(shortestStay).toBe(taken[0] ?? null);
      const isSleep = per === 'night' || times.endTime <= times.startTime;
      const told = lengths.filter(
        (length) =>
          canArrive &&
          shortestStay !== null &&
          length >= shortestStay &&
          dayRules(item, addDays(from, isSleep ? length : length - 1)).canDepart,
      );
      expect(told).toEqual(taken);
      const day = (date: string) => ({ date, isFree: true, freeUnits: 1, ...dayRules(item, date) });
      const last = (length: number) => addDays(from, isSleep ? length : length - 1);
      expect(lengths.filter((length) => isOpen(item, day, from, last(length)))).toEqual(taken);
    }
  });
  fc.assert(property, runs(60));
});
