import { describe, expect, test } from 'vitest';
import { digestGuests } from '../../../src/workflows/guest/digest-guests.ts';
import { staffReservationsSchema } from '../../../src/workflows/reservation/staff/list-reservations.ts';
import { staff } from '../../support/account/staff.ts';
import { bodyOf, book, newClient, openPayment, pay, reserve } from '../../support/booking/booking.ts';
import { cloneItem, localDate } from '../../support/booking/cloned-item.ts';
import { useStack } from '../../support/harness/stack.ts';

const stack = useStack();

async function list(query: Readonly<Record<string, string>> = {}) {
  const answer = await stack.call(`/reservations?${new URLSearchParams(query)}`, {
    headers: staff,
    from: newClient(),
  });
  return bodyOf(answer, 200, staffReservationsSchema);
}

const idsOf = async (query: Readonly<Record<string, string>>) =>
  (await list(query)).reservations.map(({ id }) => id);

async function refusedField(query: Readonly<Record<string, string>>): Promise<string> {
  const { status, text } = await stack.call(`/reservations?${new URLSearchParams(query)}`, {
    headers: staff,
    from: newClient(),
  });
  return `${status} ${Object(JSON.parse(text)).errors?.[0]?.field}`;
}

describe('the staff find a reservation', () => {
  test('by the words of a name in any order, case and accents, and not by a part of a word', async () => {
    const { wish } = await cloneItem(stack);
    const { id } = await reserve(stack, wish, {
      name: 'José-María O’Neill Łukasz',
      email: 'jose@guests.example',
    });
    for (const name of ['jose', 'MARÍA josé', 'oneill', "O'Neill", 'lukasz oneill'])
      expect(await idsOf({ name }), name).toContain(id);
    for (const name of ['jos', 'jose lovelace', 'neil'])
      expect(await idsOf({ name }), name).not.toContain(id);
    for (const name of ['%', '- –', '']) expect(await refusedField({ name }), name).toBe('422 name');
  });

  test('by its reference however it is typed, by exactly its mail in any case, by its number however it is written', async () => {
    const { wish } = await cloneItem(stack);
    const { id, reference } = await reserve(stack, wish, {
      name: 'Grace Hopper',
      email: 'Grace.Hopper@guests.example',
      phone: '+33 6 12 34 56 99',
    });
    for (const query of [
      { reference },
      { reference: reference.toLowerCase().replace('-', '') },
      { email: 'grace.hopper@GUESTS.example' },
      { phone: '0033612345699' },
      { phone: '+33 (0) 6 12 34 56 99' },
      { phone: '+33612345699' },
    ])
      expect(await idsOf(query), JSON.stringify(query)).toEqual([id]);
    for (const query of [{ email: 'grace@guests.example' }, { phone: '+33612345698' }, { reference: 'AAAA' }])
      expect(await idsOf(query), JSON.stringify(query)).toEqual([]);
  });

  test('by its item, its unit, how it stands and what is due of it', async () => {
    const item = await cloneItem(stack, { units: 2 });
    const held = await reserve(stack, item.wish);
    const confirmed = await book(stack, item.wish);
    expect((await idsOf({ item: item.slug })).sort()).toEqual([held.id, confirmed.id].sort());
    expect(await idsOf({ item: item.slug, status: 'held' })).toEqual([held.id]);
    expect(await idsOf({ item: item.slug, status: 'confirmed' })).toEqual([confirmed.id]);
    const [row] = (await list({ reference: held.reference })).reservations;
    expect(await idsOf({ unit: row?.unit.id ?? '' })).toEqual([held.id]);
    expect(await idsOf({ item: item.slug, owed: 'late' })).toEqual([]);
    expect(await idsOf({ item: 'no-such-item' })).toEqual([]);
  });

  test('as expired once a hold has run out, whether or not somebody has swept it', async () => {
    const { slug, wish } = await cloneItem(stack);
    const { id } = await reserve(stack, wish);
    stack.clock.advance({ minutes: 16 });
    expect(await idsOf({ item: slug, status: 'held' })).toEqual([]);
    expect(await idsOf({ item: slug, status: 'expired' })).toEqual([id]);
    expect((await list({ item: slug })).reservations[0]?.status).toBe('expired');
    expect((await list({ item: slug })).reservations[0]?.owed.amount).toBe(0);
  });

  test('by the dates of the place that its stay touches, its first and its last among them', async () => {
    const { slug, wish } = await cloneItem(stack);
    const { id } = await reserve(stack, wish);
    const day = (days: number) => localDate(stack.clock.now(), days);
    const at = [30, 31].map(day);
    expect([wish.from, wish.to]).toEqual(at);
    const within = (from: number, to: number) => idsOf({ item: slug, from: day(from), to: day(to) });
    expect(await within(31, 40)).toEqual([id]);
    expect(await within(32, 40)).toEqual([]);
    expect(await within(20, 30)).toEqual([id]);
    expect(await within(20, 29)).toEqual([]);
  });
});

test('a balance is due, and late once its day is past, until it is paid', async () => {
  const item = await cloneItem(stack, { columns: { due_now_basis_points: 3000, balance_due_days: 14 } });
  const { id, balanceDueAt } = await book(stack, item.wish);
  expect(balanceDueAt).not.toBeNull();
  expect(await idsOf({ item: item.slug, owed: 'due' })).toEqual([id]);
  expect(await idsOf({ item: item.slug, owed: 'late' })).toEqual([]);
  stack.clock.advance({ days: 17 });
  expect(await idsOf({ item: item.slug, owed: 'late' })).toEqual([id]);
  expect((await list({ item: item.slug })).reservations[0]?.flags).toEqual(['balance-late']);
});

test('each row says what was reserved, when in the time of the place, by whom, and what of its money has come', async () => {
  const { slug, wish } = await cloneItem(stack);
  const made = await reserve(stack, wish);
  const { intentId } = await openPayment(stack, made);
  await pay(stack, intentId);
  const [row] = (await list({ reference: made.reference })).reservations;
  expect(row).toMatchObject({
    id: made.id,
    status: 'confirmed',
    item: { slug },
    startsAt: made.startsAt,
    endsAt: made.endsAt,
    timeZone: made.timeZone,
    guestName: 'Ada Lovelace',
    total: made.total,
    received: made.total,
    owed: { amount: 0, currency: made.total.currency },
    flags: [],
  });
});

describe('pages', () => {
  test.each(['created', '-created', 'start', '-start', 'end', '-end', 'balance-due', '-balance-due'])(
    'by %s hold each reservation once and in order, whatever the size of a page',
    async (sort) => {
      const { slug, wish } = await cloneItem(stack, { units: 5 });
      for (const days of [30, 33, 30, 31])
        await reserve(stack, {
          ...wish,
          from: localDate(stack.clock.now(), days),
          to: localDate(stack.clock.now(), days + 1),
        });
      const whole = await idsOf({ item: slug, sort });
      expect(new Set(whole).size).toBe(4);
      const paged: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page: Awaited<ReturnType<typeof list>> = await list({
          item: slug,
          sort,
          limit: '1',
          ...(cursor ? { cursor } : {}),
        });
        paged.push(...page.reservations.map(({ id }) => id));
        cursor = page.nextCursor;
      }
      expect(paged).toEqual(whole);
      const backwards = sort.startsWith('-') ? sort.slice(1) : `-${sort}`;
      expect(await idsOf({ item: slug, sort: backwards })).toEqual(whole.toReversed());
    },
  );

  test('refuse a cursor of another order, one that is made up, and sizes that are none', async () => {
    const cursor = (...parts: string[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
    for (const made of [
      cursor('start', '2027-02-31T00:00:00+00:00', 'res_1'),
      cursor('start', 'tomorrow', 'res_1'),
      cursor('start', '2027-02-01T00:00:00+00:00'),
      cursor('end', '2027-02-01T00:00:00+00:00', 'res_1'),
      cursor(),
    ])
      expect(await refusedField({ sort: 'start', cursor: made }), made).toBe('422 cursor');
    for (const limit of ['0', '101', '-1', 'all']) expect(await refusedField({ limit })).toBe('422 limit');
    expect(await refusedField({ from: '2027-02-31' })).toBe('422 from');
    expect(await refusedField({ unit: "x' or true" })).toBe('422 unit');
    expect(await refusedField({ nosuch: '1' })).toBe('422 nosuch');
  });
});

test('as CSV a name that a spreadsheet would reckon is a text, and the rest of a long file is linked to', async () => {
  const { slug, wish } = await cloneItem(stack);
  const name = '=HYPERLINK("https://evil.example","x"), Ada';
  const { reference } = await reserve(stack, wish, { name, email: 'evil@guests.example' });
  const answer = await stack.call(`/reservations?item=${slug}`, {
    headers: { ...staff, Accept: 'text/csv' },
    from: newClient(),
  });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('Content-Type')).toBe('text/csv; charset=utf-8; header=present');
  expect(answer.headers.get('Link')).toBeNull();
  const [head, row, rest] = answer.text.split('\r\n');
  expect(head).toMatch(/^\ufeffreference,status,item,unit,startsAt/);
  expect(row).toContain(`${reference},held,`);
  expect(row).toContain(`"'=HYPERLINK(""https://evil.example"",""x""), Ada"`);
  expect(rest).toBe('');
});

test('who reserved before there were digests is found once they are made, and digests of a key that has gone are made anew', async () => {
  const { wish } = await cloneItem(stack);
  const { id } = await reserve(stack, wish, {
    name: 'Hedy Lamarr',
    email: 'hedy@guests.example',
    phone: '+43 1 234567',
  });
  await stack.database.query('update reservations set name_hashes = null, phone_hash = null where id = $1', [
    id,
  ]);
  expect(await idsOf({ name: 'hedy' })).toEqual([]);
  await digestGuests(stack.runtime, false);
  expect(await idsOf({ name: 'hedy' })).toEqual([id]);
  expect(await idsOf({ phone: '0043 1 23 45 67' })).toEqual([id]);
  await stack.database.query(
    `update reservations set name_hashes = '{of another key}', email_hash = 'x' where id = $1`,
    [id],
  );
  expect(await digestGuests(stack.runtime, false)).toBe(0);
  expect(await digestGuests(stack.runtime, true)).toBeGreaterThan(0);
  expect(await idsOf({ name: 'lamarr', email: 'hedy@guests.example' })).toEqual([id]);
});

test('a guest whose key has gone has no name, and neither keeps the others of a page nor their digests from being made', async () => {
  const { slug, wish } = await cloneItem(stack, { units: 2 });
  const gone = await reserve(stack, wish);
  const kept = await reserve(stack, wish, { name: 'Mary Somerville', email: 'mary@guests.example' });
  await stack.database.query(
    `update reservations set guest_sealed = 'gone' || guest_sealed, name_hashes = null where id = $1`,
    [gone.id],
  );
  await stack.database.query('update reservations set name_hashes = null where id = $1', [kept.id]);
  const names = (await list({ item: slug })).reservations.map(({ guestName }) => guestName);
  expect(names.sort()).toEqual(['', 'Mary Somerville']);
  await digestGuests(stack.runtime, false);
  expect(await idsOf({ name: 'somerville' })).toEqual([kept.id]);
});

test('neither a name nor a number of a guest stands readable in the table', async () => {
  const { wish } = await cloneItem(stack);
  const { id } = await reserve(stack, wish, {
    name: 'Zerlina Quuxworth',
    email: 'z@guests.example',
    phone: '+33 6 99 88 77 66',
  });
  const { rows } = await stack.database.query<{ row: string }>(
    'select r::text as row from reservations r where id = $1',
    [id],
  );
  expect(rows[0]?.row).not.toMatch(/zerlina|quuxworth|99 ?88 ?77/i);
});
