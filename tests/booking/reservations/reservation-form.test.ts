import { afterEach, expect, test } from 'vitest';
import { policyText } from '../../../src/texts/policy-text.ts';
import { postReservation, quote } from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import {
  expectPage,
  filledIn,
  reservationsOf,
  review,
  send,
  shifted,
  spaced,
} from '../../support/booking/reservation-form.ts';
import { messagesAbout } from '../../support/booking/settled-state.ts';
import { testEnvironment } from '../../support/harness/environment.ts';
import { useStack } from '../../support/harness/stack.ts';
import { fieldsOfPage } from '../../support/http/plain-form.ts';

const stack = useStack();
afterEach(() => stack.functions.settled());

const site = testEnvironment.SITE_URL;

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
  const page = spaced(expectPage(await send(stack, filledIn(item, { 'extras.chef': '1' })), 200));
  const inFrench = new Intl.NumberFormat('fr', { style: 'currency', currency: total.currency });
  expect(lines.map(({ kind }) => kind)).toEqual(['stay', 'extra']);
  for (const amount of [...lines.map((line) => line.amount), total.amount])
    expect(page).toContain(spaced(inFrench.format(amount / 100)));
  for (const text of ['A cook', policyText(cancellationPolicy, 'fr'), item.wish.from])
    expect(page).toContain(spaced(text));
  expect(await reservationsOf(stack, item)).toEqual([]);
});

test.each([
  [
    'en',
    'Your reservation',
    '1 June 2027, 16:00',
    '4 June 2027, 11:00',
    '3 nights',
    'of which',
    'Reserve for',
  ],
  ['fr', 'Votre réservation', '1 juin 2027, 16:00', '4 juin 2027, 11:00', '3 nuits', 'dont', 'Réserver pour'],
  [
    'es',
    'Su reserva',
    '1 de junio de 2027, 16:00',
    '4 de junio de 2027, 11:00',
    '3 noches',
    'incluye',
    'Reservar por',
  ],
] as const)(
  'the page with the price speaks the language of the form, and the total alone is bold: %s',
  async (language, title, from, to, nights, including, button) => {
    const item = await cloneItem(stack, { columns: { start_time: '16:00', end_time: '11:00' } });
    await stack.database.query(
      "insert into taxes (item_id, name, basis_points, is_included) values ($1, 'TVA 10 %', 1000, true)",
      [item.id],
    );
    await stack.database.query(
      "insert into seasons (item_id, name, period, percent_basis_points) values ($1, 'High summer', '[2027-05-01,2027-07-01)', 2500)",
      [item.id],
    );
    const answer = await send(stack, filledIn(item, { language, from: '2027-06-01', to: '2027-06-04' }));
    const page = spaced(expectPage(answer, 200));
    expect(page).toContain(`<html lang="${language}">`);
    for (const text of [`<h1>${title}</h1>`, from, to, nights, button]) expect(page).toContain(text);
    expect(page.includes('High summer'), 'in which the owner has named the season').toBe(language === 'en');
    const foot = /<tfoot>(.*)<\/tfoot>/s.exec(page)?.[1] ?? '';
    const [total = '', ...taxes] = foot.split('</tr>').filter((row) => row !== '');
    expect(total).toMatch(/^<tr><th scope="row">Total<\/th>/);
    expect(taxes).toEqual([
      expect.stringMatching(new RegExp(`^<tr class="note"><td>${including} TVA 10 %<`)),
    ]);
    expect(page).not.toMatch(/<strong|<b>|[AP]M\b/);
  },
);

test('the pages have the masthead and the footer of the site that the form came from', async () => {
  const item = await cloneItem(stack);
  for (const answer of [
    await send(stack, filledIn(item)),
    await send(stack, filledIn(item, { guests: '0' })),
  ]) {
    const [masthead = ''] = /<header class="masthead">.*<\/header>/s.exec(answer.text) ?? [];
    for (const path of ['/', '/catalogue/', '/contact/', '/account/'])
      expect(masthead).toContain(`href="${site}${path}"`);
    expect(masthead).toContain('>Compte<');
    expect(answer.text).toContain('<footer class="colophon">');
  }
});

test('the second post, with the policy accepted, reserves at that price and leads on to a page of the site', async () => {
  const item = await cloneItem(stack);
  const { total } = await quote(stack, { ...item.wish, guests: 2 });
  const answer = await send(stack, await review(stack, filledIn(item)));
  expect([answer.status, answer.headers.get('Location')]).toEqual([303, `${site}/merci/`]);
  const [reserved, ...others] = await reservationsOf(stack, item);
  expect(others).toEqual([]);
  expect(reserved).toMatchObject({ total: total.amount, guests: 2, language: 'fr' });
  expect(await messagesAbout(stack, reserved?.id ?? '')).toEqual(['guest-hold']);
});

test('a form of a sister site leads to the page there that it named, though our page with the price came between', async () => {
  const sisterSite = testEnvironment.ALLOWED_ORIGINS;
  for (const [next, page] of [
    ['/merci/', `${sisterSite}/merci/`],
    [undefined, `${site}/reserved/`],
  ] as const) {
    const { next: _, ...fields } = filledIn(await cloneItem(stack));
    const priced = await send(stack, { ...fields, ...(next && { next }) }, { Origin: sisterSite });
    stack.clock.advance({ seconds: 2 });
    const answer = await send(stack, { ...fieldsOfPage(priced.text), acceptsPolicy: 'on' }, { Origin: site });
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, page]);
  }
});

test('pressing the second button twice reserves once', async () => {
  const item = await cloneItem(stack, { units: 2 });
  const fields = await review(stack, filledIn(item));
  for (const answer of [await send(stack, fields), await send(stack, fields)])
    expect(answer.status).toBe(303);
  expect(await reservationsOf(stack, item)).toHaveLength(1);
});

test('without the policy accepted nothing is reserved: the page with the price comes again', async () => {
  const item = await cloneItem(stack);
  const { acceptsPolicy: _unticked, ...fields } = await review(stack, filledIn(item));
  expectPage(await send(stack, fields), 200);
  expect(await reservationsOf(stack, item)).toEqual([]);
});

test('when somebody was faster the page says so and what is free instead, and another date leads to a new price', async () => {
  const item = await cloneItem(stack);
  const fields = await review(stack, filledIn(item));
  expect((await postReservation(stack, (await quote(stack, item.wish)).quote)).status).toBe(201);
  const taken = await send(stack, fields);
  const page = expectPage(taken, 409);
  expect(page).toContain('Quelqu’un a été plus rapide');
  const dayAfter = item.wish.to;
  expect(page).toContain(shifted(item.wish.from, -1));

  const changed = { ...fieldsOfPage(taken.text), from: dayAfter, to: shifted(dayAfter, 1) };
  expectPage(await send(stack, changed), 200);
  const second = await send(
    stack,
    await review(stack, { ...filledIn(item), from: dayAfter, to: shifted(dayAfter, 1) }),
  );
  expect(second.status).toBe(303);
});

test('a price that has run out leads to a new one, with what was typed kept', async () => {
  const item = await cloneItem(stack);
  const fields = await review(stack, filledIn(item));
  stack.clock.advance({ minutes: 31 });
  const refused = await send(stack, fields);
  expectPage(refused, 422);
  expect(fieldsOfPage(refused.text)).toMatchObject({ 'guest.name': 'Ada Lovelace', from: item.wish.from });
  const again = await send(stack, fieldsOfPage(refused.text));
  expectPage(again, 200);
  stack.clock.advance({ seconds: 2 });
  expect((await send(stack, { ...fieldsOfPage(again.text), acceptsPolicy: 'on' })).status).toBe(303);
});

test('what is reserved is what the form shows: dates changed after the price was shown are priced anew, never reserved unseen', async () => {
  const item = await cloneItem(stack);
  const fields = await review(stack, filledIn(item));
  const answer = await send(stack, {
    ...fields,
    from: item.wish.to,
    to: shifted(item.wish.to, 1),
    guests: '3',
  });
  if (answer.status === 303) {
    const [reserved] = await reservationsOf(stack, item);
    expect(reserved).toMatchObject({ guests: 3 });
    expect(reserved?.startsAt.toISOString().slice(0, 10)).toBe(item.wish.to);
  } else expect([200, 422]).toContain(answer.status);
});
