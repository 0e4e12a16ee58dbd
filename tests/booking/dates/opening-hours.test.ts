import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { alternativesSchema } from '../../../src/workflows/reserve/alternatives.ts';
import { availabilitySchema } from '../../../src/workflows/search/availability.ts';
import { bodyOf, newClient, postReservation, quote, reserve } from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { occupy } from '../../support/booking/occupied.ts';
import { searchAll } from '../../support/booking/search.ts';
import { useStack } from '../../support/harness/stack.ts';
import { postForm } from '../../support/http/plain-form.ts';
import { expectRefusal, refusedFields } from '../../support/http/refusal.ts';

const stack = useStack();

const ask = (item: string, from: string, to: string) =>
  stack.call('/quotes', { body: { item, from, to, guests: 1 }, from: newClient() });

/** A clone by the hour, open as told; of one hour at least and with an hour between two stays. */
const openFrom = (start_time: string, end_time: string, columns: Readonly<Record<string, unknown>> = {}) =>
  cloneItem(stack, { of: 'gardenia', columns: { start_time, end_time, turnaround_minutes: 60, ...columns } });

const isFound = async (slug: string, from: string, to: string) =>
  (await searchAll(stack, { from, to })).some((item) => item.slug === slug);

async function hoursOf(slug: string, from: string, to: string) {
  const answer = await stack.call(`/items/${slug}/availability?from=${from}&to=${to}`, { from: newClient() });
  const { days, free } = bodyOf(answer, 200, availabilitySchema);
  return {
    days: days.map(({ date, isFree }) => `${isFree ? '+' : '-'}${date.slice(5)}`),
    free: free.map(({ date, startsAt, endsAt }) => `${date.slice(5)} ${startsAt} ${endsAt}`),
  };
}

describe('a stay by the hour is within the opening hours of one day', () => {
  test.each([
    ['03:00', '05:00', 'from'],
    ['08:30', '10:00', 'from'],
    ['21:00', '22:30', 'to'],
    ['22:00', '23:00', 'from'],
    ['09:00', '19:00', ''],
    ['20:00', '22:00', ''],
  ])('open from 9:00 to 22:00, from %s to %s: refused for %j', async (from, to, field) => {
    const answer = await ask('gardenia', `2027-06-10T${from}`, `2027-06-10T${to}`);
    if (field === '') expect(answer.status).toBe(201);
    else expect(refusedFields(answer)).toEqual([field]);
  });

  test.each([
    ['10T16:00', '11T01:00', ''],
    ['11T00:30', '11T01:30', ''],
    ['10T23:00', '11T03:00', 'to'],
    ['11T02:00', '11T04:00', 'from'],
    ['10T12:00', '10T17:00', 'from'],
  ])('open past midnight, from 16:00 to 2:00, from %s to %s: refused for %j', async (from, to, field) => {
    const { slug } = await openFrom('16:00', '02:00');
    const answer = await ask(slug, `2027-06-${from}`, `2027-06-${to}`);
    if (field === '') expect(answer.status).toBe(201);
    else expect(refusedFields(answer)).toEqual([field]);
  });

  test.each([
    ['00:00', '00:00'],
    ['00:00', '24:00'],
    ['07:00', '07:00'],
  ])('open from %s to %s is open round the clock', async (start, end) => {
    const { slug } = await openFrom(start, end);
    expect((await ask(slug, '2027-06-10T22:00', '2027-06-11T03:00')).status).toBe(201);
  });

  test('the plain form shows the form again with the field that is wrong, in the language of the guest', async () => {
    const fields = { item: 'gardenia', from: '2027-06-10T03:00', to: '2027-06-10T05:00', guests: '1' };
    const guest = { 'guest.name': 'Ada', 'guest.email': 'ada@guests.example', language: 'fr' };
    const { status, text } = await postForm(stack, '/reservations', { ...fields, ...guest }, newClient());
    expect(status).toBe(422);
    expect(text).toContain('Ouvert de 09:00 à 22:00.');
  });
});

describe('what is free is told within the opening hours, on the day on which they begin', () => {
  test('each day has its own stretch, and one in which nothing is left is not free', async () => {
    const { slug, unitIds } = await openFrom('09:00', '22:00');
    const [unitId = ''] = unitIds;
    const [from, to] = [Date.parse('2027-06-11T08:30:00+02:00'), Date.parse('2027-06-11T20:30:00+02:00')];
    await occupy(stack, [{ unitId, from, to }]);
    expect(await hoursOf(slug, '2027-06-10', '2027-06-13')).toEqual({
      days: ['+06-10', '+06-11', '+06-12'],
      free: [
        '06-10 2027-06-10T09:00:00+02:00 2027-06-10T22:00:00+02:00',
        '06-11 2027-06-11T20:30:00+02:00 2027-06-11T22:00:00+02:00',
        '06-12 2027-06-12T09:00:00+02:00 2027-06-12T22:00:00+02:00',
      ],
    });
    await occupy(stack, [{ unitId, from: to, to: to + 3_600_000 }]);
    expect((await hoursOf(slug, '2027-06-10', '2027-06-13')).days).toEqual(['+06-10', '-06-11', '+06-12']);
    expect(await isFound(slug, '2027-06-11', '2027-06-12')).toBe(false);
    expect(await isFound(slug, '2027-06-10', '2027-06-12')).toBe(true);
  });

  test('the hours after midnight belong to the evening before', async () => {
    const { slug } = await openFrom('16:00', '02:00');
    expect(await hoursOf(slug, '2027-06-10', '2027-06-11')).toEqual({
      days: ['+06-10'],
      free: ['06-10 2027-06-10T16:00:00+02:00 2027-06-11T02:00:00+02:00'],
    });
  });

  test('what is not on a step of the clock is left out at both ends', async () => {
    const { slug, unitIds } = await openFrom('09:15', '21:45', { turnaround_minutes: 0 });
    const [from, to] = [Date.parse('2027-06-10T12:10:00+02:00'), Date.parse('2027-06-10T13:10:00+02:00')];
    await occupy(stack, [{ unitId: unitIds[0] ?? '', from, to }]);
    expect((await hoursOf(slug, '2027-06-10', '2027-06-11')).free).toEqual([
      '06-10 2027-06-10T09:30:00+02:00 2027-06-10T12:00:00+02:00',
      '06-10 2027-06-10T13:30:00+02:00 2027-06-10T21:30:00+02:00',
    ]);
  });

  test('round the clock a stay may begin on any day and end on the next', async () => {
    const { slug } = await openFrom('00:00', '00:00');
    expect(await hoursOf(slug, '2027-06-10', '2027-06-12')).toEqual({
      days: ['+06-10', '+06-11'],
      free: [
        '06-10 2027-06-10T00:00:00+02:00 2027-06-12T00:00:00+02:00',
        '06-11 2027-06-11T00:00:00+02:00 2027-06-12T00:00:00+02:00',
      ],
    });
  });

  test('where the clocks change within a stretch it says from when on, and by how much', async () => {
    const { slug } = await openFrom('20:00', '08:00');
    const answer = await stack.call(`/items/${slug}/availability?from=2027-03-27&to=2027-03-29`, {
      from: newClient(),
    });
    expect(bodyOf(answer, 200, availabilitySchema).free).toMatchObject([
      {
        date: '2027-03-27',
        startsAt: '2027-03-27T20:00:00+01:00',
        endsAt: '2027-03-28T08:00:00+02:00',
        clockChanges: ['2027-03-28T03:00:00+02:00'],
      },
      {
        date: '2027-03-28',
        startsAt: '2027-03-28T20:00:00+02:00',
        endsAt: '2027-03-29T08:00:00+02:00',
        clockChanges: [],
      },
    ]);
  });
});

test('who comes too late is offered what is within the opening hours', async () => {
  const { slug } = await openFrom('09:00', '22:00');
  const wish = { item: slug, from: '2027-06-10T09:00', to: '2027-06-10T11:00' };
  const late = await quote(stack, wish);
  await reserve(stack, wish);
  const { alternatives } = expectRefusal(await postReservation(stack, late.quote), 409, 'slot-taken');
  expect(v.parse(alternativesSchema, alternatives).map(({ from }) => from)).toEqual([
    '2027-06-10T12:00:00+02:00',
    '2027-06-10T13:00:00+02:00',
    '2027-06-10T14:00:00+02:00',
  ]);
});

test.each([
  ['Europe/Paris', '2027-03-28', '02:30', '03:00'],
  ['America/St_Johns', '2027-03-14', '02:15', '03:00'],
  ['Antarctica/Troll', '2027-03-28', '01:30', '03:00'],
])(
  'hours of a day that the clocks of %s skip are refused with the quote, and the day is not free',
  async (time_zone, date, start_time, end_time) => {
    const { slug } = await cloneItem(stack, {
      of: 'corvane-gt',
      columns: { time_zone, rate_unit: 'day', start_time, end_time, minimum_stay: 1, lead_time_minutes: 0 },
    });
    const next = new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10);
    expect(refusedFields(await ask(slug, date, next))).toEqual(['from']);
    const answer = await stack.call(`/items/${slug}/availability?from=${date}&to=${next}`, {
      from: newClient(),
    });
    expect(bodyOf(answer, 200, availabilitySchema).days.map(({ isFree }) => isFree)).toEqual([false]);
  },
);

test('instants with other offsets are in order as instants, whatever their dates', async () => {
  const { slug } = await openFrom('00:00', '00:00', { time_zone: 'Europe/London' });
  const answer = await ask(slug, '2027-06-10T00:00:00+01:00', '2027-06-10T00:00:00Z');
  expect(answer.status, answer.text).toBe(201);
  const other = await ask(slug, '2027-06-10T00:00:00+02:00', '2027-06-09T23:00:00Z');
  expect(other.status, other.text).toBe(201);
  expect(refusedFields(await ask(slug, '2027-06-10T00:00:00+01:00', '2027-06-09T22:00:00Z'))).toEqual(['to']);
});

test('an item whose zone is none is left out of a search, which goes on', async () => {
  const { slug } = await openFrom('00:00', '00:00');
  await stack.database.query(`update items set time_zone = 'Europe/Pariss' where slug = $1`, [slug]);
  const found = await searchAll(stack, { from: '2027-06-10', to: '2027-06-12' });
  expect(found.length).toBeGreaterThan(0);
  expect(found.map((item) => item.slug)).not.toContain(slug);
});
