import { describe, expect, test } from 'vitest';
import { newClient, quote, reservationBody } from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { useStack } from '../../support/harness/stack.ts';
import { expectRefusal, refusedFields } from '../../support/http/refusal.ts';

const stack = useStack();

/** By the night, 2 to 28, two days ahead, opens 730 days ahead; and by the half hour, 1 to 10 hours, opens 365 days ahead. */
const riad = { item: 'riad-zahra', from: '2027-06-01', to: '2027-06-08', guests: 2 };
const boat = { item: 'gardenia', from: '2027-06-01T10:00', to: '2027-06-01T12:00', guests: 2 };

const post = (body: unknown) => stack.call('/quotes', { body, from: newClient() });

describe('a period is refused by the field that is wrong', () => {
  test.each([
    ['empty', riad, { to: '2027-06-01' }, 'to'],
    ['empty, to the minute', boat, { to: '2027-06-01T10:00' }, 'to'],
    ['inverted', riad, { to: '2027-05-30' }, 'to'],
    ['inverted, by an hour', boat, { to: '2027-06-01T09:00' }, 'to'],
    ['inverted, by its offset only', boat, { to: '2027-06-01T11:00+09:00' }, 'to'],
    ['past', riad, { from: '2027-02-20', to: '2027-02-25' }, 'from'],
    ['past, by the hour', boat, { from: '2027-03-01T09:30', to: '2027-03-01T12:00' }, 'from'],
    ['too distant', riad, { from: '2029-03-05', to: '2029-03-10' }, 'from'],
    ['too distant, by the hour', boat, { from: '2028-03-02T10:00', to: '2028-03-02T12:00' }, 'from'],
    ['too short', riad, { to: '2027-06-02' }, 'to'],
    ['too short, by the hour', boat, { to: '2027-06-01T10:30' }, 'to'],
    ['too long', riad, { to: '2027-06-30' }, 'to'],
    ['too long, by the hour', boat, { to: '2027-06-01T20:30' }, 'to'],
    ['without end', riad, { to: '9999-12-31' }, 'to'],
    ['off the grid at the start', boat, { from: '2027-06-01T10:15' }, 'from'],
    ['off the grid at the end', boat, { to: '2027-06-01T12:20' }, 'to'],
    ['off the grid by a second', boat, { from: '2027-06-01T08:00:01Z' }, 'from'],
    ['of a time for a nightly item', riad, { from: '2027-06-01T16:00' }, 'from'],
    ['of a date for an hourly item', boat, { from: '2027-06-01' }, 'from'],
    ['at an hour that the clocks skip', boat, { from: '2027-03-28T02:30', to: '2027-03-28T05:00' }, 'from'],
    ['until an hour that the clocks skip', boat, { from: '2027-03-28T01:00', to: '2027-03-28T02:30' }, 'to'],
  ])('%s', async (_name, wish, changes, field) => {
    expect(refusedFields(await post({ ...wish, ...changes }))).toEqual([field]);
  });

  test.each(
    [
      'infinity',
      '-infinity',
      'Infinity',
      'NaN',
      'now',
      'tomorrow',
      '',
      ' ',
      '2027',
      '2027-06',
      '2027-6-1',
      '01/06/2027',
      '2027-02-30',
      '2027-02-29',
      '2027-13-01',
      '2027-00-10',
      '2027-06-00',
      '2027-06-01T25:00',
      '0000-01-01',
      '0001-01-01',
      '-000001-01-01',
      '10000-01-01',
      '+010000-01-01',
      '+275760-09-13',
      '-271821-04-20',
      '2027-06-01\u0000',
      "2027-06-01' or 1=1",
      1_780_000_000,
      null,
      true,
      [],
      {},
    ].map((value) => ({ value, written: JSON.stringify(value) })),
  )('of which an end is $written', async ({ value }) => {
    for (const wish of [riad, boat]) {
      expect(refusedFields(await post({ ...wish, from: value })), 'as from').toEqual(['from']);
      expect(refusedFields(await post({ ...wish, to: value })), 'as to').toEqual(['to']);
    }
  });

  test.each(['9999-12-31', '+275760-09-13', '0000-01-01', '-000001-12-31'])(
    'both of whose ends are %s',
    async (date) => {
      const fields = refusedFields(await post({ ...riad, from: date, to: date }));
      expect(fields.length).toBeGreaterThan(0);
      expect(['from', 'to']).toEqual(expect.arrayContaining(fields));
    },
  );

  test('that does not exist in the calendar, at its end', async () => {
    expect(refusedFields(await post({ ...riad, from: '2027-04-28', to: '2027-04-31' }))).toEqual(['to']);
  });
});

test('the lead time is kept to the minute: what begins just in time is taken', async () => {
  // At 9:00 UTC, an hour before Rome, with 12 hours of notice: 21:00 UTC is the first start, of a boat that never rests.
  const { slug } = await cloneItem(stack, {
    of: 'gardenia',
    columns: { start_time: '00:00', end_time: '00:00' },
  });
  const boat = { item: slug, guests: 2 };
  expect(await quote(stack, { ...boat, from: '2027-03-01T22:00', to: '2027-03-01T23:00' })).toMatchObject({
    startsAt: '2027-03-01T22:00:00+01:00',
  });
  expect(refusedFields(await post({ ...boat, from: '2027-03-01T21:30', to: '2027-03-01T23:00' }))).toEqual([
    'from',
  ]);
});

test('the horizon is kept to the minute', async () => {
  // 365 days after 9:00 UTC on the 1st of March 2027.
  await quote(stack, { ...boat, from: '2028-02-29T10:00', to: '2028-02-29T11:00' });
  expect(refusedFields(await post({ ...boat, from: '2028-02-29T10:30', to: '2028-02-29T11:30' }))).toEqual([
    'from',
  ]);
});

test('guests are at least one, at most what the item holds, and whole people', async () => {
  await quote(stack, { ...riad, guests: 12 });
  for (const guests of [13, 0, -1, 1.5, 1e9, '2', null, [2]]) {
    expect(refusedFields(await post({ ...riad, guests })), JSON.stringify(guests)).toEqual(['guests']);
  }
});

test('an extra is refused by its name when it is not offered, or when there is not so much of it', async () => {
  await quote(stack, { ...riad, extras: { transfer: 4, chef: 0 } });
  for (const [extras, field] of [
    [{ 'water-toys': 1 }, 'extras.water-toys'],
    [{ toString: 1 }, 'extras.toString'],
    [{ transfer: 5 }, 'extras.transfer'],
    [{ transfer: 1.5 }, 'extras.transfer'],
    [{ transfer: -1 }, 'extras.transfer'],
    [{ transfer: '1' }, 'extras.transfer'],
    [{ transfer: { quantity: 1, price: 1 } }, 'extras.transfer'],
  ] as const) {
    expect(refusedFields(await post({ ...riad, extras }))).toEqual([field]);
  }
});

describe('no value of the caller ever sets a price', () => {
  const fields = [
    'price',
    'total',
    'amount',
    'rate',
    'unitPrice',
    'lines',
    'tax',
    'taxes',
    'discount',
    'currency',
    'securityDeposit',
    'quote',
    'expiresAt',
    '__proto__',
    'constructor',
  ];

  test.each(fields)('a quote that brings `%s` is refused for it', async (name) => {
    const body = `{${JSON.stringify(name)}: 1, ${JSON.stringify(riad).slice(1)}`;
    const answer = await stack.call('/quotes', {
      body,
      headers: { 'Content-Type': 'application/json' },
      from: newClient(),
    });
    expect(refusedFields(answer)).toEqual([name]);
  });

  test.each(['total', 'price', 'amount', 'currency', 'lines', 'startsAt', 'item'])(
    'a reservation that brings `%s` is refused for it',
    async (name) => {
      const { quote: token } = await quote(stack, riad);
      const body = { ...reservationBody(token), [name]: 1 };
      const answer = await stack.call('/reservations', {
        body,
        headers: { 'Idempotency-Key': `price-${name}` },
        from: newClient(),
      });
      expect(refusedFields(answer)).toEqual([name]);
    },
  );
});

test('what is missing is named, all of it at once', async () => {
  expect(refusedFields(await post({}))).toEqual(['from', 'guests', 'item', 'to']);
});

test('there is no price for an item that does not exist or is not listed', async () => {
  const { slug } = await cloneItem(stack, { columns: { is_listed: false } });
  expectRefusal(await post({ ...riad, item: 'no-such-item' }), 404, 'not-found');
  expectRefusal(await post({ ...riad, item: slug }), 404, 'not-found');
  expect(refusedFields(await post({ ...riad, item: 'No Such Item' }))).toEqual(['item']);
});
