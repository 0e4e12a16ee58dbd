import * as v from 'valibot';
import { beforeEach, describe, expect, test } from 'vitest';
import { createdReservationSchema } from '../../../src/booking/present-reservation.ts';
import { resolveStay, scheduleOf } from '../../../src/terms/stay/stay.ts';
import { alternativesTo } from '../../../src/workflows/reserve/alternatives.ts';
import { bodyOf, postReservation, quote, reserve, type Wish } from '../../support/booking/booking.ts';
import { type ClonedItem, cloneItem, localDate } from '../../support/booking/cloned-item.ts';
import { freeItem, present } from '../../support/booking/stay-arbitraries.ts';
import { addDays, changesIn, dayMs, wallTime } from '../../support/booking/wall-clock.ts';
import { useStack } from '../../support/harness/stack.ts';
import { expectRefusal } from '../../support/http/refusal.ts';

const stack = useStack();
beforeEach(() => stack.clock.set('2027-03-01T09:00:00Z'));

const alternativesSchema = v.array(
  v.strictObject({ startsAt: v.string(), endsAt: v.string(), from: v.string(), to: v.string() }),
);

/** Somebody reserves the last unit between the quote and the reservation of somebody else: what that one is offered. */
async function offersInsteadOf(wish: Wish): Promise<Offer[]> {
  const late = await quote(stack, wish);
  await reserve(stack, wish);
  const refusal = expectRefusal(await postReservation(stack, late.quote), 409, 'slot-taken');
  return v.parse(alternativesSchema, 'alternatives' in refusal ? refusal.alternatives : undefined);
}

type Offer = v.InferOutput<typeof alternativesSchema>[number];

/** Asks for an offer as it was made: it must be on sale at that moment, for the time that was named. */
async function expectOnSale(item: string, { from, to, startsAt, endsAt }: Offer): Promise<string> {
  const offer = await quote(stack, { item, from, to });
  expect(offer).toMatchObject({ isAvailable: true, startsAt, endsAt });
  return offer.quote;
}

/** The same for all, and takes the first. */
async function expectSold(item: string, [first, ...others]: readonly Offer[]): Promise<void> {
  if (!first) throw new Error('nothing was offered');
  for (const offer of others) await expectOnSale(item, offer);
  bodyOf(await postReservation(stack, await expectOnSale(item, first)), 201, createdReservationSchema);
}

const kinds = [
  ['night', {}],
  ['day', { rate_unit: 'day', start_time: '09:00', end_time: '18:00' }],
  ['day of 24 hours', { rate_unit: 'day', start_time: '11:00', end_time: '09:00' }],
] as const;

test.each(kinds)(
  'who comes too late for a %s is offered the nearest that are free, and can have them as offered',
  async (_kind, columns) => {
    const { wish } = await cloneItem(stack, { columns: { ...columns, turnaround_minutes: 0 } });
    const offers = await offersInsteadOf(wish);
    const day = (offset: number) => localDate(new Date(Date.parse(wish.from)), offset);
    expect(offers.map(({ from }) => from)).toEqual(expect.arrayContaining([day(-1), day(1)]));
    expect(offers).toHaveLength(3);
    await expectSold(wish.item, offers);
  },
);

async function hourly(columns: Readonly<Record<string, unknown>> = {}): Promise<ClonedItem> {
  return cloneItem(stack, {
    of: 'lantern-and-lark',
    columns: { turnaround_minutes: 60, start_time: '00:00', end_time: '00:00', ...columns },
  });
}

test('who comes too late for some hours is offered the nearest that are free, turnaround kept on both sides', async () => {
  const { slug } = await hourly();
  const offers = await offersInsteadOf({ item: slug, from: '2027-05-10T12:00', to: '2027-05-10T15:00' });
  expect(offers.slice(0, 2).map(({ from }) => from)).toEqual([
    '2027-05-10T08:00:00+01:00',
    '2027-05-10T16:00:00+01:00',
  ]);
  await expectSold(slug, offers);
});

test('nothing is offered that is too soon to be reserved', async () => {
  const { slug } = await cloneItem(stack, { columns: { lead_time_minutes: 3 * 1440 } });
  const from = localDate(stack.clock.now(), 3);
  const offers = await offersInsteadOf({ item: slug, from, to: localDate(stack.clock.now(), 4) });
  await expectSold(slug, offers);
});

test('nothing is offered that is too far ahead to be reserved', async () => {
  const { slug } = await cloneItem(stack, { columns: { horizon_days: 60 } });
  const from = localDate(stack.clock.now(), 59);
  const offers = await offersInsteadOf({ item: slug, from, to: localDate(stack.clock.now(), 60) });
  await expectSold(slug, offers);
});

test.each([
  ['the hour is missing', '2027-03-27', ['01:00', '02:00'], { minimum_stay: 1 }],
  ['the stay would be too short', '2027-03-27', ['00:30', '02:30'], { minimum_stay: 2 }],
  ['the stay would be too long', '2027-10-30', ['00:30', '01:30'], { minimum_stay: 1, maximum_stay: 1 }],
])(
  'a night on which the clocks change is offered only if a guest can have it: not when %s',
  async (_why, date, [from, to], columns) => {
    const { slug, unitIds } = await hourly(columns);
    // Nothing nearby is free but that very night.
    const night = localDate(new Date(date), 1);
    const at = (day: string, time: string) => `"${day} ${time} Europe/London"`;
    for (const [index, taken] of [
      `[2027-01-01, ${at(date, '00:00')})`,
      `[${at(date, '06:00')}, ${at(night, '00:00')})`,
      `[${at(night, '06:00')}, 2027-12-31)`,
    ].entries()) {
      await stack.database.query('insert into occupancies (id, unit_id, period) values ($1, $2, $3)', [
        `${slug} ${index}`,
        unitIds[0],
        taken,
      ]);
    }
    const offers = await offersInsteadOf({ item: slug, from: `${date}T${from}`, to: `${date}T${to}` });
    for (const offer of offers) await expectOnSale(slug, offer);
  },
);

test('where nothing nearby is free nothing is offered', async () => {
  const { wish, unitIds } = await cloneItem(stack);
  const late = await quote(stack, wish);
  await stack.database.query(
    `insert into occupancies (id, unit_id, period) values ('season off', $1, tstzrange('2027-03-01', '2027-12-01'))`,
    [unitIds[0]],
  );
  const refusal = expectRefusal(await postReservation(stack, late.quote), 409, 'slot-taken');
  expect(refusal).toMatchObject({ alternatives: [] });
});

test('of an item that has been taken off the list nothing is sold, and it is not called taken by somebody else', async () => {
  const { wish, id } = await cloneItem(stack);
  const late = await quote(stack, wish);
  await stack.database.query('update items set is_listed = false where id = $1', [id]);
  const refusal = expectRefusal(await postReservation(stack, late.quote), 409, 'state-conflict');
  expect(refusal.detail).toContain('not offered any more');
});

describe('near a change of the clocks each alternative, when it is asked for, is what it said', () => {
  test.each([
    ['Europe/London', '10:00', '01:00', '2027-10-29', 'ends in an hour that comes twice'],
    ['Africa/Cairo', '00:00', '00:00', '2027-04-29', 'begins and ends at a midnight that does not exist'],
    ['America/Nuuk', '23:30', '23:00', '2027-03-26', 'begins in an hour that is the next day’s'],
  ])('in %s, from %s to %s, on %s: one %s', async (time_zone, start_time, end_time, from) => {
    const day = { rate_unit: 'day', start_time, end_time, turnaround_minutes: 0, time_zone };
    const { slug } = await cloneItem(stack, { columns: day });
    const to = new Date(Date.parse(from) + dayMs).toISOString().slice(0, 10);
    const offers = await offersInsteadOf({ item: slug, from, to });
    expect(offers).toHaveLength(3);
    for (const offer of offers) await expectOnSale(slug, offer);
  });

  test('in every zone, on every day of change, whatever the hours', () => {
    const hours = [
      ['00:00', '00:00'],
      ['10:00', '01:00'],
      ['09:00', '02:30'],
      ['23:30', '23:00'],
      ['01:30', '03:00'],
    ] as const;
    const seen = new Set<string>();
    for (const zone of Intl.supportedValuesOf('timeZone'))
      for (const { at, before, after } of changesIn(zone, 2027)) {
        const change = `${at} ${before} ${after}`;
        if (seen.has(change)) continue; // every change that any zone makes, once
        seen.add(change);
        const from = addDays(wallTime(zone, at).date, -3);
        for (const per of ['night', 'day', 'hour'] as const)
          for (const [startTime, endTime] of hours) {
            const item = freeItem(zone, per, { startTime, endTime, turnaroundMinutes: 0 });
            const hour = (time: string, date: string) => (per === 'hour' ? `${date}T${time}` : date);
            const to = endTime > startTime && per === 'hour' ? from : addDays(from, 1);
            const { startsAt, endsAt, local } = resolveStay(
              item,
              hour(startTime, from),
              hour(endTime, to),
              present,
            );
            const taken = {
              item: { ...item, ...scheduleOf(item), city: item.place.city },
              startsAt: `${startsAt}`,
              endsAt: `${endsAt}`,
              local,
            };
            const gaps = [[{ from: new Date(at - 60 * dayMs), to: new Date(at + 60 * dayMs) }]];
            const offers = alternativesTo(taken, { item, gaps }, present);
            expect(offers.length, `${zone} ${per} ${startTime}`).toBeGreaterThan(0);
            for (const offer of offers) {
              const stay = resolveStay(item, offer.from, offer.to, present);
              expect([stay.startsAt.epochMilliseconds, stay.endsAt.epochMilliseconds]).toEqual([
                Date.parse(offer.startsAt),
                Date.parse(offer.endsAt),
              ]);
            }
          }
      }
  });
});
