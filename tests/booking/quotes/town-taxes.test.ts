import { beforeAll, expect, test } from 'vitest';
import { statementSchema } from '../../../src/ledger/statement.ts';
import { staff } from '../../support/account/staff.ts';
import {
  authorized,
  bodyOf,
  newClient,
  openPayment,
  pay,
  quote,
  reserve,
  settledAll,
  type Wish,
} from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { unbalancedTransactions } from '../../support/booking/settled-state.ts';
import { useStack } from '../../support/harness/stack.ts';
import { fieldsOfPage, plain, postForm } from '../../support/http/plain-form.ts';
import { refusedFields } from '../../support/http/refusal.ts';
import { quietMails } from '../../support/message/quiet-outbox.ts';

const stack = useStack();
beforeAll(() => quietMails(stack));

/** A house in a town that asks 2.88 of each adult and night, with 10 % on the stay and 20 % on extras inside the prices. */
async function townHouse(): Promise<Wish> {
  const { id, slug, wish } = await cloneItem(stack, { columns: { rate_minor: 10_000, currency: 'EUR' } });
  await stack.database.query(
    `insert into taxes (item_id, name, basis_points, is_included, on_stay, on_extras)
      values ($1, 'TVA 10 %', 1000, true, true, '{}'), ($1, 'TVA 20 %', 2000, true, false, '{chef}')`,
    [id],
  );
  await stack.database.query(
    `insert into tourist_taxes (item_id, name, amount_minor, exempt_below_age, maximum_nights)
      values ($1, 'Taxe de séjour', 288, 18, 7)`,
    [id],
  );
  await stack.database.query(
    `insert into extras (item_id, code, name, per, amount_minor, max_quantity) values ($1, 'chef', 'Chef', 'booking', 30000, 1)`,
    [id],
  );
  return { ...wish, item: slug, guests: 4, extras: { chef: 1 } };
}

test('a quote says the taxes by what they are on, and takes the ages of the children', async () => {
  const wish = await townHouse();
  const { lines, includedTaxes, total } = await quote(stack, { ...wish, childAges: [4, 17] });
  expect(lines.map(({ kind, per, quantity, amount }) => [kind, per, quantity, amount])).toEqual([
    ['stay', 'night', 1, 10_000],
    ['extra', 'booking', 1, 30_000],
    ['tourist-tax', 'person-night', 2, 576],
  ]);
  expect(includedTaxes.map(({ name, amount }) => [name, amount])).toEqual([
    ['TVA 10 %', 909],
    ['TVA 20 %', 5_000],
  ]);
  expect(total.amount).toBe(40_576);
  expect((await quote(stack, wish)).total.amount).toBe(40_000 + 4 * 288);
});

test('the ages of children are whole years below 18, and of no more than the guests', async () => {
  const wish = await townHouse();
  for (const [childAges, field] of [
    [[18], 'childAges.0'],
    [[3, -1], 'childAges.1'],
    [[2.5], 'childAges.0'],
    [['4'], 'childAges.0'],
    ['4', 'childAges'],
    [[1, 2, 3, 4, 5], 'childAges'],
  ] as const) {
    const answer = await stack.call('/quotes', { body: { ...wish, childAges }, from: newClient() });
    expect(refusedFields(answer), JSON.stringify(childAges)).toEqual([field]);
  }
});

test('a form asks for the ages in words, carries them on, and is told what is wrong with them', async () => {
  const { item, from, to } = await townHouse();
  const fields = {
    item,
    from,
    to,
    guests: '3',
    'guest.name': 'Ada Lovelace',
    'guest.email': 'ada@guests.example',
    language: 'fr',
    next: '/merci/',
  };
  const send = (more: Readonly<Record<string, string>>) =>
    postForm(stack, '/reservations', { ...fields, ...more }, newClient());
  const review = await send({ childAges: '4, 9' });
  expect(review.status).toBe(200);
  const shown = plain(review.text).replaceAll('\u00a0', ' ');
  expect(shown).toContain('Taxe de séjour');
  expect(shown).toMatch(/1 × 2,88 € par personne et par nuit/);
  expect(fieldsOfPage(review.text).childAges).toBe('4,9');
  for (const childAges of ['４，９', '٤، ٩', '४ ९', '4、9', '\u202a4,\u00a09\u202c'])
    expect(fieldsOfPage((await send({ childAges })).text).childAges, childAges).toBe('4,9');
  stack.clock.advance({ seconds: 2 });
  const reserved = await send({ ...fieldsOfPage(review.text), acceptsPolicy: 'on' });
  expect(reserved.status).toBe(303);
  for (const childAges of ['four', '4, 18', '1,2,3,4']) {
    const refused = await send({ childAges });
    expect(refused.status).toBe(422);
    expect(fieldsOfPage(refused.text).childAges).toBe(childAges);
  }
  expect(plain((await send({ childAges: '18' })).text)).toContain('de 0 à 17 ans');
  // Whoever did not know of it is asked once something has to be looked at again.
  expect(fieldsOfPage((await send({ guests: '0' })).text).childAges).toBe('');
});

test('the books keep what the town asks apart from the tax, and a part that is taken back takes its part of both', async () => {
  const wish = await townHouse();
  const reservation = await reserve(stack, { ...wish, childAges: [4, 9] });
  const { id, intentId } = await openPayment(stack, reservation);
  await pay(stack, intentId);
  await settledAll(stack);
  const movements = async () => {
    const answer = await stack.call(`/reservations/${reservation.id}/statement`, {
      headers: authorized(reservation),
      from: newClient(),
    });
    return bodyOf(answer, 200, statementSchema).movements.map(({ kind, legs }) => [
      kind,
      Object.fromEntries(legs.map(({ account, amount }) => [account, amount.amount])),
    ]);
  };
  expect(await movements()).toContainEqual([
    'sale',
    { 'guest-receivables': 40_576, tax: -5_909, 'tourist-tax': -576, 'revenue:villa': -34_091 },
  ]);
  const half = await stack.call(`/payments/${id}/refunds`, {
    body: { amount: 20_288, reason: 'the pool was cold' },
    headers: { ...staff, 'Idempotency-Key': id },
    from: newClient(),
  });
  expect(half.status).toBe(202);
  await settledAll(stack);
  expect(await movements()).toContainEqual([
    'sale-reduced',
    { 'guest-receivables': -20_288, tax: 2_955, 'tourist-tax': 288, 'revenue:villa': 17_045 },
  ]);
  expect(await unbalancedTransactions(stack)).toEqual([]);
  const { rows } = await stack.database.query<{ kind: string; content: unknown }>(
    'select kind from documents where reservation_id = $1 order by kind',
    [reservation.id],
  );
  expect(rows.map(({ kind }) => kind)).toEqual(['credit-note', 'invoice', 'receipt']);
});
