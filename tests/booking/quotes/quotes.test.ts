import { describe, expect, test } from 'vitest';
import { reservationResponseSchema } from '../../../src/booking/present-reservation.ts';
import { authorized, bodyOf, newClient, quote, reserve } from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { useStack } from '../../support/harness/stack.ts';

const stack = useStack();

const line = (
  kind: string,
  name: string,
  per: string,
  quantity: number,
  unitPrice: number,
  amount: number,
) => ({
  kind,
  name,
  per,
  quantity,
  unitPrice,
  amount,
});

describe('the price of one item of each category, worked out by hand', () => {
  test('a car: 2 days of late spring and 2 of high summer, with the tax inside', async () => {
    const wish = {
      item: 'solenne-cabriolet',
      from: '2027-06-13',
      to: '2027-06-17',
      extras: { delivery: 1, 'child-seat': 2 },
    };
    expect(await quote(stack, wish)).toMatchObject({
      timeZone: 'Europe/Madrid',
      startsAt: '2027-06-13T11:00:00+02:00',
      endsAt: '2027-06-17T09:00:00+02:00',
      lines: [
        line('stay', 'Late spring', 'day', 2, 37_950, 75_900), // 345.00 + 10 % = 379.50; the 13th and 14th
        line('stay', 'High summer', 'day', 2, 46_575, 93_150), // 345.00 + 35 % = 465.75; the 15th and 16th
        line('extra', 'Delivery and collection within 40 km', 'booking', 1, 6_000, 6_000),
        line('extra', 'Child seat, fitted', 'booking', 2, 2_500, 5_000),
      ],
      // 1,800.50 x 21 / 121 = 312.4834...
      includedTaxes: [{ name: 'IVA 21 %', basisPoints: 2100, amount: 31_248 }],
      total: { amount: 180_050, currency: 'EUR' },
      securityDeposit: { amount: 250_000, currency: 'EUR' },
    });
  });

  test('a yacht by the hour: guests and days count for the extras, and the tax comes on top', async () => {
    const wish = {
      item: 'layali',
      from: '2027-03-20T15:00',
      to: '2027-03-20T19:00',
      guests: 8,
      extras: { lunch: 1, 'water-toys': 1 },
    };
    expect(await quote(stack, wish)).toMatchObject({
      startsAt: '2027-03-20T15:00:00+04:00',
      endsAt: '2027-03-20T19:00:00+04:00',
      lines: [
        line('stay', 'Winter season', 'hour', 4, 475_000, 1_900_000), // 3,800.00 + 25 % = 4,750.00
        line('extra', 'Lunch aboard, three courses', 'person', 8, 32_000, 256_000),
        line('extra', 'Paddle boards, snorkels and a towable', 'day', 1, 140_000, 140_000),
        line('tax', 'VAT 5 %', 'booking', 1, 114_800, 114_800), // 22,960.00 x 5 %
      ],
      includedTaxes: [],
      total: { amount: 2_410_800, currency: 'AED' },
      securityDeposit: { amount: 1_000_000, currency: 'AED' },
    });
  });

  test('a villa: the discount is taken before the tax', async () => {
    const wish = {
      item: 'driftwood-house',
      from: '2027-05-30',
      to: '2027-06-03',
      guests: 4,
      extras: { chef: 1, pet: 2 },
      promotionCode: 'WELCOME10',
    };
    expect(await quote(stack, wish)).toMatchObject({
      startsAt: '2027-05-30T16:00:00-07:00',
      endsAt: '2027-06-03T10:00:00-07:00',
      lines: [
        line('stay', '', 'night', 2, 420_000, 840_000),
        line('stay', 'Summer', 'night', 2, 483_000, 966_000), // 4,200.00 + 15 %; from the 1st of June
        line('extra', 'Private chef, lunch and dinner', 'day', 4, 90_000, 360_000),
        line('extra', 'Bringing a dog', 'booking', 2, 25_000, 50_000),
        line('discount', 'WELCOME10', 'booking', 1, -221_600, -221_600), // 10 % of 22,160.00
        line('tax', 'Transient occupancy tax', 'booking', 1, 299_160, 299_160), // 19,944.00 x 15 %
      ],
      total: { amount: 2_293_560, currency: 'USD' },
    });
  });

  test('an aircraft: an hour and a half', async () => {
    const wish = {
      item: 'azurine-helicopter',
      from: '2027-04-10T10:00',
      to: '2027-04-10T11:30',
      extras: { photographer: 1 },
    };
    expect(await quote(stack, wish)).toMatchObject({
      startsAt: '2027-04-10T10:00:00+02:00',
      lines: [
        line('stay', '', 'hour', 1.5, 265_000, 397_500),
        line('extra', 'Photographer', 'booking', 1, 38_000, 38_000),
      ],
      includedTaxes: [{ name: 'TVA 10 %', basisPoints: 1000, amount: 39_591 }], // 4,355.00 x 10 / 110 = 395.909...
      total: { amount: 435_500, currency: 'EUR' },
    });
  });

  test('an event space: in yen, which have no smaller unit', async () => {
    const wish = {
      item: 'kagetsu-garden-hall',
      from: '2027-04-10T11:00',
      to: '2027-04-10T15:30',
      guests: 30,
      extras: { dinner: 1, flowers: 1 },
      promotionCode: 'hanami5',
    };
    expect(await quote(stack, wish)).toMatchObject({
      startsAt: '2027-04-10T11:00:00+09:00',
      lines: [
        line('stay', 'Cherry blossom', 'hour', 4.5, 114_400, 514_800), // 88,000 + 30 %
        line('extra', 'Seated dinner with service', 'person', 30, 24_000, 720_000),
        line('extra', 'Flowers for the room', 'booking', 1, 120_000, 120_000),
        line('discount', 'HANAMI5', 'booking', 1, -67_740, -67_740), // 5 % of 1,354,800
      ],
      // 1,287,060 x 10 / 110 = 117,005.45...
      includedTaxes: [{ name: 'Consumption tax 10 %', basisPoints: 1000, amount: 117_005 }],
      total: { amount: 1_287_060, currency: 'JPY' },
    });
  });

  test('a sitter: a fixed price on Christmas Eve, without tax or deposit', async () => {
    const wish = {
      item: 'lantern-and-lark',
      from: '2027-12-24T18:00',
      to: '2027-12-24T22:30',
      guests: 3,
      extras: { sibling: 2, homeward: 1 },
    };
    expect(await quote(stack, wish)).toMatchObject({
      lines: [
        line('stay', 'Christmas', 'hour', 4.5, 5_600, 25_200),
        line('extra', 'Each further child', 'booking', 2, 500, 1_000),
        line('extra', 'Taxi home for the sitter after midnight', 'booking', 1, 2_500, 2_500),
      ],
      includedTaxes: [],
      total: { amount: 28_700, currency: 'GBP' },
      securityDeposit: { amount: 0, currency: 'GBP' },
    });
  });

  test('a night watch over a change of the clocks is charged the hours that pass', async () => {
    const spring = await quote(stack, {
      item: 'lac-et-lune',
      from: '2027-03-27T20:00',
      to: '2027-03-28T07:00',
    });
    expect(spring.lines).toEqual([line('stay', '', 'hour', 10, 5_200, 52_000)]); // 4 + 7 hours by the clock, one of which is not there
    const autumn = await quote(stack, {
      item: 'lac-et-lune',
      from: '2027-10-30T20:00',
      to: '2027-10-31T07:00',
    });
    expect(autumn.lines).toEqual([line('stay', '', 'hour', 12, 5_200, 62_400)]);
  });

  test('dinars, which have a thousand fils, are reckoned in tens of fils, which is what a card can move', async () => {
    const { slug } = await cloneItem(stack, { columns: { currency: 'KWD', rate_minor: 12_345 } });
    const { total, lines } = await quote(stack, { item: slug, from: '2027-06-01', to: '2027-06-04' });
    expect(lines).toEqual([line('stay', '', 'night', 3, 12_345, 37_040)]);
    expect(total).toEqual({ amount: 37_040, currency: 'KWD' });
  });
});

describe('whether the time is free', () => {
  test('it is until every unit is reserved, and again when one is given back', async () => {
    const { wish } = await cloneItem(stack, { units: 2 });
    const isFree = async () => (await quote(stack, wish)).isAvailable;
    expect(await isFree()).toBe(true);
    const first = await reserve(stack, wish);
    expect(await isFree()).toBe(true);
    await reserve(stack, wish);
    expect(await isFree()).toBe(false);
    const cancelled = await stack.call(`/reservations/${first.id}/cancel`, {
      method: 'POST',
      headers: authorized(first),
      from: newClient(),
    });
    bodyOf(cancelled, 200, reservationResponseSchema);
    expect(await isFree()).toBe(true);
  });

  test('neighbours in time are free, and what overlaps by a night is not', async () => {
    const { slug } = await cloneItem(stack);
    const isFree = async (from: string, to: string) =>
      (await quote(stack, { item: slug, from, to })).isAvailable;
    await reserve(stack, { item: slug, from: '2027-06-10', to: '2027-06-13' });
    expect(
      await Promise.all([isFree('2027-06-08', '2027-06-10'), isFree('2027-06-13', '2027-06-14')]),
    ).toEqual([true, true]);
    expect(
      await Promise.all([
        isFree('2027-06-08', '2027-06-11'),
        isFree('2027-06-12', '2027-06-14'),
        isFree('2027-06-01', '2027-06-20'),
      ]),
    ).toEqual([false, false, false]);
  });

  test('a hold blocks for 15 minutes to the second, and then nothing has to run to free it', async () => {
    const { wish } = await cloneItem(stack);
    await reserve(stack, wish);
    stack.clock.advance({ minutes: 14, seconds: 59 });
    expect((await quote(stack, wish)).isAvailable).toBe(false);
    stack.clock.advance({ seconds: 1 });
    expect((await quote(stack, wish)).isAvailable).toBe(true);
    await expect(reserve(stack, wish)).resolves.toMatchObject({ status: 'held' });
  });
});
