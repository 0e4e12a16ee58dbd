import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { givenInstant } from '../../src/platform/time/instant.ts';
import { staff } from '../support/account/staff.ts';
import { newClient } from '../support/booking/booking.ts';
import { runs, wireRuns } from '../support/harness/seeded-property.ts';
import { useStack } from '../support/harness/stack.ts';
import { refusedFields } from '../support/http/refusal.ts';

const stack = useStack();

test.each([
  ['2027-01-01T00:00:00+02:00', '2026-12-31T22:00:00.000Z'],
  ['2027-01-01T00:00:00 02:00', '2026-12-31T22:00:00.000Z'],
  ['2027-06-01T10:00Z', '2027-06-01T10:00:00.000Z'],
  ['2027-06-01t10:00:00.123456789z', '2027-06-01T10:00:00.123Z'],
  ['2028-02-29T10:00:00-00:00', '2028-02-29T10:00:00.000Z'],
  ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59.000Z'],
  ['1900-01-01T00:00Z', '1900-01-01T00:00:00.000Z'],
])('the instant %s is %s', (given, meant) => {
  expect(v.parse(givenInstant, given)).toBe(meant);
});

const refused = [
  ...['2027-02-30T00:00:00Z', '2028-02-30T00:00:00Z', '2027-02-29T10:00Z', '2027-04-31T00:00:00Z'],
  ...['2027-01-01T00:00:00+02', '2027-01-01T00:00:00', '2027-01-01', '2027-01-01 00:00:00Z', 'yesterday'],
  ...['2027-06-01T24:00:00Z', '2027-06-01T10:60:00Z', '2027-06-01T10:00:60Z', '2027-06-01T10:00:00+24:00'],
  ...['2027-13-01T00:00:00Z', '2027-00-10T00:00:00Z', '2027-06-01T10:00:00+02:60', '+012027-01-01T00:00:00Z'],
  ...['0000-01-01T00:00:00Z', '0001-01-01T00:00:00+14:00', '9999-12-31T23:59:59-14:00', '', '1e3'],
];

const trialBalance = (at: string) =>
  stack.call(`/ledger/trial-balance?at=${encodeURIComponent(at)}`, { headers: staff, from: newClient() });
const giftCard = (expiresAt: unknown) =>
  stack.call('/credits', {
    body: { kind: 'gift-card', amount: 100, currency: 'EUR', note: 'for the test', expiresAt },
    headers: staff,
    from: newClient(),
  });

test.each(refused)('%j is refused at its field, wherever an instant is taken', async (given) => {
  expect(v.is(givenInstant, given)).toBe(false);
  expect(refusedFields(await trialBalance(given))).toEqual(['at']);
  expect(refusedFields(await giftCard(given))).toEqual(['expiresAt']);
});

test('a time means the same with and without an offset, however its letters are written', async () => {
  const times = ['10:00', '10:00+02:00', '10:00 02:00', '08:00Z', '08:00z', '08:00-00:00'].flatMap((time) =>
    ['', ':00', ':00.000'].flatMap((seconds) =>
      ['T', 't'].map((letter) => letter + time.replace(/(?<=^\d\d:\d\d)/, seconds)),
    ),
  );
  for (const time of times) {
    const body = { item: 'gardenia', from: `2027-06-01${time}`, to: '2027-06-01t12:00', guests: 2 };
    const answer = await stack.call('/quotes', { body, from: newClient() });
    expect(answer.status, `${time}: ${answer.text}`).toBe(201);
    expect(answer.json()).toMatchObject({
      startsAt: '2027-06-01T10:00:00+02:00',
      endsAt: '2027-06-01T12:00:00+02:00',
    });
  }
});

test('a date that does not exist is refused at its field, wherever a date is taken', async () => {
  for (const date of [
    '2027-02-30',
    '2027-02-29',
    '2027-04-31',
    '2027-13-01',
    '2027-00-01',
    '2027-06-00',
    '20270601',
  ]) {
    for (const path of ['/items?', '/items/riad-zahra/availability?']) {
      const query = new URLSearchParams({ from: date, to: '2027-07-01' });
      expect(refusedFields(await stack.call(`${path}${query}`, { from: newClient() })), path).toContain(
        'from',
      );
    }
    const quotes = (item: string, from: string, to: string) =>
      stack.call('/quotes', { body: { item, from, to, guests: 1 }, from: newClient() });
    expect(refusedFields(await quotes('riad-zahra', date, '2027-07-01'))).toEqual(['from']);
    expect(refusedFields(await quotes('riad-zahra', '2027-06-01', date))).toEqual(['to']);
    expect(refusedFields(await quotes('gardenia', `${date}T10:00`, '2027-07-01T12:00'))).toEqual(['from']);
    expect(refusedFields(await quotes('gardenia', `${date}T10:00Z`, '2027-07-01T12:00Z'))).toEqual(['from']);
    const rates = { day: date, reportingCurrency: 'EUR', rates: {} };
    const stored = await stack.call('/ledger/exchange-rates', {
      body: rates,
      headers: staff,
      from: newClient(),
    });
    expect(refusedFields(stored)).toEqual(['day']);
  }
});

test('a gift card that would be over before it is made is refused, by us and by the database', async () => {
  const now = stack.clock.now();
  for (const expiresAt of ['2001-01-01T00:00:00Z', now.toISOString()])
    expect(refusedFields(await giftCard(expiresAt))).toEqual(['expiresAt']);
  const later = new Date(now.getTime() + 1000).toISOString();
  const answer = await giftCard(later.replace('.000Z', '+00:00'));
  expect(answer.status, answer.text).toBe(201);
  expect(answer.json()).toMatchObject({ expiresAt: later });
  await expect(
    stack.database.query("update credits set expires_at = created_at - interval '1 second'"),
  ).rejects.toThrow('expires_after_issue');
});

describe('whatever is written where a time is taken', () => {
  const part = (least: number, most: number, width: number) =>
    fc.integer({ min: least, max: most }).map((value) => `${value}`.padStart(width, '0'));
  const almost = fc
    .tuple(part(0, 9999, 4), part(0, 14, 2), part(0, 33, 2), part(0, 25, 2), part(0, 61, 2), part(0, 61, 2))
    .chain(([year, month, day, hour, minute, second]) =>
      fc.constantFrom(
        `${year}-${month}-${day}`,
        `${year}-${month}-${day}T${hour}:${minute}`,
        ...[
          'Z',
          'z',
          '+02',
          '+02:00',
          '-14:00',
          '+23:59',
          '-00:00',
          '+99:99',
          ' 02:00',
          '',
          '.5Z',
          '.123456789012Z',
        ].map((end) => `${year}-${month}-${day}T${hour}:${minute}:${second}${end}`),
      ),
    );
  const anyTime = fc.oneof(almost, fc.string({ unit: 'binary', maxLength: 40 }));

  test('is an instant that Date writes as PostgreSQL reads it, or nothing', () => {
    const property = fc.property(anyTime, (text) => {
      const result = v.safeParse(givenInstant, text);
      if (result.success)
        expect(result.output).toMatch(/^(19|[2-9]\d)\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    });
    fc.assert(property, runs(1000));
  });

  test('is served or refused, never a failure', async () => {
    const property = fc.asyncProperty(anyTime, async (text) => {
      const query = new URLSearchParams({ from: text, to: text });
      const ask = (path: string, body?: object) =>
        stack.call(path, { ...(body && { body }), headers: staff, from: newClient() });
      const answers = await Promise.all([
        trialBalance(text),
        giftCard(text),
        ask('/ledger/exchange-rates', { day: text, reportingCurrency: 'EUR', rates: {} }),
        ask('/quotes', { item: 'gardenia', from: text, to: text, guests: 1 }),
        ask('/quotes', { item: 'riad-zahra', from: '2027-05-01', to: text, guests: 1 }),
        ask(`/items?${query}`),
        ask(`/items/gardenia/availability?${query}`),
      ]);
      for (const { status } of answers) expect(status).toBeLessThan(500);
    });
    await fc.assert(property, wireRuns(40));
  });
});
