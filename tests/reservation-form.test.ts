import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { newClient, postReservation, quote } from './support/booking.ts';
import type { Answer } from './support/client.ts';
import { type ClonedItem, cloneItem } from './support/cloned-item.ts';
import { testEnvironment } from './support/environment.ts';
import { fieldsOfPage, plain, postForm } from './support/plain-form.ts';
import { messagesAbout } from './support/settled-state.ts';
import { type Stack, startStack } from './support/stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());
afterEach(() => stack.functions.settled());

const site = testEnvironment.SITE_URL;

function filledIn(
  { wish }: ClonedItem,
  fields: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return {
    item: wish.item,
    from: wish.from,
    to: wish.to,
    guests: '2',
    'guest.name': 'Ada Lovelace',
    'guest.email': 'ada@guests.example',
    'guest.phone': '',
    language: 'fr',
    next: '/merci/',
    ...fields,
  };
}

function send(
  fields: Readonly<Record<string, string>>,
  headers?: Readonly<Record<string, string>>,
): Promise<Answer> {
  return postForm(stack, '/reservations', fields, newClient(), headers);
}

interface Reserved {
  readonly id: string;
  readonly total: number;
  readonly guests: number;
  readonly startsAt: Date;
  readonly language: string;
}

async function reservationsOf(item: ClonedItem): Promise<Reserved[]> {
  const { rows } = await stack.database.query<Reserved>(
    `select id, total_minor::float8 as total, guests, starts_at as "startsAt", language from reservations where item_id = $1 order by starts_at`,
    [item.id],
  );
  return rows;
}

function expectPage(answer: Answer, status: number): string {
  expect(answer.status, answer.text).toBe(status);
  expect(answer.headers.get('Content-Type')).toMatch(/^text\/html/);
  expect(answer.headers.get('Cache-Control')).toBe('no-store');
  expect(answer.text).not.toMatch(/<script/);
  return plain(answer.text);
}

/** The second step: everything that the page of the first carries, and the box ticked. */
async function review(fields: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const answer = await send(fields);
  expectPage(answer, 200);
  return { ...fieldsOfPage(answer.text), acceptsPolicy: 'on' };
}

test('the first post shows the price, line by line, and the policy, and reserves nothing', async () => {
  const item = await cloneItem(stack);
  await stack.database.query(
    "insert into extras (item_id, code, name, per, amount_minor, max_quantity) values ($1, 'chef', 'A cook', 'day', 12345, 1)",
    [item.id],
  );
  const { lines, total, cancellationPolicy } = await quote(stack, {
    ...item.wish,
    guests: 2,
    extras: { chef: 1 },
  });
  const page = spaced(expectPage(await send(filledIn(item, { 'extras.chef': '1' })), 200));
  const inFrench = new Intl.NumberFormat('fr', { style: 'currency', currency: total.currency });
  expect(lines.map(({ kind }) => kind)).toEqual(['stay', 'extra']);
  for (const amount of [...lines.map((line) => line.amount), total.amount])
    expect(page).toContain(spaced(inFrench.format(amount / 100)));
  for (const text of ['A cook', cancellationPolicy.text, item.wish.from]) expect(page).toContain(text);
  expect(await reservationsOf(item)).toEqual([]);
});

test('the second post, with the policy accepted, reserves at that price and leads on to a page of the site', async () => {
  const item = await cloneItem(stack);
  const { total } = await quote(stack, { ...item.wish, guests: 2 });
  const answer = await send(await review(filledIn(item)));
  expect([answer.status, answer.headers.get('Location')]).toEqual([303, `${site}/merci/`]);
  const [reserved, ...others] = await reservationsOf(item);
  expect(others).toEqual([]);
  expect(reserved).toMatchObject({ total: total.amount, guests: 2, language: 'fr' });
  expect(await messagesAbout(stack, reserved?.id ?? '')).toEqual(['guest-hold']);
});

test('pressing the second button twice reserves once', async () => {
  const item = await cloneItem(stack, { units: 2 });
  const fields = await review(filledIn(item));
  for (const answer of [await send(fields), await send(fields)]) expect(answer.status).toBe(303);
  expect(await reservationsOf(item)).toHaveLength(1);
});

test('without the policy accepted nothing is reserved: the page with the price comes again', async () => {
  const item = await cloneItem(stack);
  const { acceptsPolicy: _unticked, ...fields } = await review(filledIn(item));
  expectPage(await send(fields), 200);
  expect(await reservationsOf(item)).toEqual([]);
});

test('a refused form comes back with every field kept and every error beside its field', async () => {
  const item = await cloneItem(stack);
  const fields = filledIn(item, {
    'guest.email': 'not an address',
    guests: 'two',
    'guest.note': 'With a <b>piano</b>',
  });
  const answer = await send(fields);
  const page = expectPage(answer, 422);
  const { 'guest.phone': _empty, ...shown } = fields;
  expect(fieldsOfPage(answer.text)).toMatchObject(shown);
  expect(page).toContain('Give one mail address');
  expect(page).toContain('Give a whole number');
  expect(answer.text).not.toContain('<b>');

  const mended = await send({
    ...fieldsOfPage(answer.text),
    'guest.email': 'ada@guests.example',
    guests: '2',
  });
  expectPage(mended, 200);
});

test.each([
  ['a stay that ends before it begins', 'to', { from: '2027-05-08', to: '2027-05-01' }],
  ['a stay in the past', 'from', { from: '2026-05-01', to: '2026-05-03' }],
  ['more guests than there is room for', 'guests', { guests: '500' }],
  ['an unknown promotion code', 'promotionCode', { promotionCode: 'NOSUCH' }],
  ['an extra that is not offered', 'extras.elephant', { 'extras.elephant': '1' }],
  ['a page of another site', 'next', { next: '//evil.example/' }],
])('%s is refused beside the field %s', async (_name, field, wrong) => {
  const item = await cloneItem(stack);
  const answer = await send(filledIn(item, wrong));
  expectPage(answer, 422);
  expect(answer.text).toContain(`id="${field}-error"`);
  expect(await reservationsOf(item)).toEqual([]);
});

test('no price comes from the client: a field that names one is refused, and an altered quote too', async () => {
  const item = await cloneItem(stack);
  for (const name of [
    'total',
    'price',
    'amount',
    'currency',
    'lines',
    'guest.total',
    '__proto__.acceptsPolicy',
    'guest.name.x',
  ]) {
    expectPage(await send(filledIn(item, { [name]: '1' })), 422);
  }
  const fields = await review(filledIn(item));
  const [head = '', body = '', mac = ''] = (fields.quote ?? '').split('.');
  const cheaper = Buffer.from(
    Buffer.from(body, 'base64url')
      .toString()
      .replace(/"total":\d+/, '"total":1'),
  ).toString('base64url');
  expectPage(await send({ ...fields, quote: `${head}.${cheaper}.${mac}` }), 422);
  expect(await reservationsOf(item)).toEqual([]);
});

test('when somebody was faster the page says so and what is free instead, and another date leads to a new price', async () => {
  const item = await cloneItem(stack);
  const fields = await review(filledIn(item));
  expect((await postReservation(stack, (await quote(stack, item.wish)).quote)).status).toBe(201);
  const taken = await send(fields);
  const page = expectPage(taken, 409);
  expect(page).toContain('Somebody else has just taken that time');
  const dayAfter = item.wish.to;
  expect(page).toContain(shifted(item.wish.from, -1));

  const changed = { ...fieldsOfPage(taken.text), from: dayAfter, to: shifted(dayAfter, 1) };
  expectPage(await send(changed), 200);
  const second = await send(await review({ ...filledIn(item), from: dayAfter, to: shifted(dayAfter, 1) }));
  expect(second.status).toBe(303);
});

test('a price that has run out leads to a new one, with what was typed kept', async () => {
  const item = await cloneItem(stack);
  const fields = await review(filledIn(item));
  stack.clock.advance({ minutes: 31 });
  const refused = await send(fields);
  expectPage(refused, 422);
  expect(fieldsOfPage(refused.text)).toMatchObject({ 'guest.name': 'Ada Lovelace', from: item.wish.from });
  const again = await send(fieldsOfPage(refused.text));
  expectPage(again, 200);
  expect((await send({ ...fieldsOfPage(again.text), acceptsPolicy: 'on' })).status).toBe(303);
});

test('what is reserved is what the form shows: dates changed after the price was shown are priced anew, never reserved unseen', async () => {
  const item = await cloneItem(stack);
  const fields = await review(filledIn(item));
  const answer = await send({ ...fields, from: item.wish.to, to: shifted(item.wish.to, 1), guests: '3' });
  if (answer.status === 303) {
    const [reserved] = await reservationsOf(item);
    expect(reserved).toMatchObject({ guests: 3 });
    expect(reserved?.startsAt.toISOString().slice(0, 10)).toBe(item.wish.to);
  } else expect([200, 422]).toContain(answer.status);
});

test('a form from another site is 403 and reserves nothing', async () => {
  const item = await cloneItem(stack);
  const fields = await review(filledIn(item));
  for (const headers of [{ Origin: 'https://evil.example' }, { Origin: 'null' }, {}])
    expect((await send(fields, headers)).status).toBe(403);
  expect(await reservationsOf(item)).toEqual([]);
});

function shifted(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Text with plain spaces where typesetters put narrow ones. */
function spaced(text: string): string {
  return text.replace(/[\u202f\u00a0]/g, ' ');
}
