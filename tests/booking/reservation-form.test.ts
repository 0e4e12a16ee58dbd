import { afterEach, expect, test } from 'vitest';
import { policyText } from '../../src/texts/policy-text.ts';
import { newClient, postReservation, quote } from '../support/booking.ts';
import type { Answer } from '../support/client.ts';
import { type ClonedItem, cloneItem } from '../support/cloned-item.ts';
import { testEnvironment } from '../support/environment.ts';
import { fieldsOfPage, plain, postForm } from '../support/plain-form.ts';
import { messagesAbout } from '../support/settled-state.ts';
import { useStack } from '../support/stack.ts';

const stack = useStack();
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
  // Whoever reads a price takes longer than a robot.
  stack.clock.advance({ seconds: 2 });
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
  for (const text of ['A cook', policyText(cancellationPolicy, 'fr'), item.wish.from])
    expect(page).toContain(spaced(text));
  expect(await reservationsOf(item)).toEqual([]);
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
    const answer = await send(filledIn(item, { language, from: '2027-06-01', to: '2027-06-04' }));
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
  for (const answer of [await send(filledIn(item)), await send(filledIn(item, { guests: '0' }))]) {
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
  const answer = await send(await review(filledIn(item)));
  expect([answer.status, answer.headers.get('Location')]).toEqual([303, `${site}/merci/`]);
  const [reserved, ...others] = await reservationsOf(item);
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
    const priced = await send({ ...fields, ...(next && { next }) }, { Origin: sisterSite });
    stack.clock.advance({ seconds: 2 });
    const answer = await send({ ...fieldsOfPage(priced.text), acceptsPolicy: 'on' }, { Origin: site });
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, page]);
  }
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
  expect(fieldsOfPage(answer.text)).toMatchObject({ ...shown, next: `${site}/merci/` });
  expect(page).toContain('Indiquez une seule adresse e-mail');
  expect(page).toContain('Indiquez un nombre entier de 1 à 1000.');
  expect(page).toContain('2 champs sont à revoir.');
  expect(answer.text).not.toContain('<b>');

  const mended = await send({
    ...fieldsOfPage(answer.text),
    'guest.email': 'ada@guests.example',
    guests: '2',
  });
  expectPage(mended, 200);
});

test('a refused form asks as the item’s own page does: extras by name, dates as dates, counts as numbers', async () => {
  const item = await cloneItem(stack, { columns: { capacity: 6 } });
  await stack.database.query(
    `insert into extras (item_id, code, name, per, amount_minor, max_quantity) values
      ($1, 'chef', 'A cook', 'day', 12300, 1), ($1, 'cot', 'A cot', 'booking', 0, 2), ($1, 'meal', 'A meal', 'person', 4500, 1)`,
    [item.id],
  );
  const answer = await send(
    filledIn(item, { guests: '7', 'extras.chef': '1', 'extras.cot': '3', language: 'es' }),
  );
  const page = spaced(expectPage(answer, 422));
  const field = (name: string) => new RegExp(`<input[^>]* name="${name}"[^>]*>`).exec(page)?.[0] ?? '';
  expect(field('from')).toContain('type="date"');
  expect(field('to')).toContain(`value="${item.wish.to}"`);
  for (const attribute of ['type="number"', 'min="1"', 'max="6"', 'value="7"', 'aria-invalid="true"'])
    expect(field('guests')).toContain(attribute);
  expect(page).toContain('<span class="error" id="guests-error">Como máximo 6 personas.</span>');
  expect(field('extras.chef')).toMatch(/type="checkbox" checked/);
  expect(field('extras.meal')).toContain('type="checkbox"');
  expect(field('extras.meal')).not.toContain('checked');
  expect(field('extras.cot')).toMatch(/type="number".* min="0" max="2".* value="3"/);
  expect(page).toMatch(/<span>A cook, 123,00 .{1,4} por día<\/span>/);
  expect(page).toContain('A cot, gratis');
  expect(page).not.toMatch(/>\s*(chef|cot|meal)\s*</i);
  expect(fieldsOfPage(answer.text)).toMatchObject({
    'extras.chef': '1',
    'extras.cot': '3',
    'extras.meal': '',
  });
});

test('an hourly stay is asked for again by its local times, also where they came with an offset', async () => {
  const item = await cloneItem(stack, { of: 'gardenia' });
  const day = item.wish.from;
  const fields = filledIn(item, { from: `${day}T12:00:00+02:00`, to: `${day}T09:00`, guests: '2' });
  const page = expectPage(await send(fields), 422);
  const field = (name: string) => new RegExp(`<input[^>]* name="${name}"[^>]*>`).exec(page)?.[0] ?? '';
  expect(field('from')).toMatch(/type="datetime-local"/);
  expect(field('from')).toMatch(new RegExp(`value="${day}T1[12]:00"`));
  expect(field('to')).toContain(`value="${day}T09:00"`);
});

test('while the database is away a refused form still comes back with what was typed and what is wrong', async () => {
  const item = await cloneItem(stack);
  const fields = filledIn(item, { guests: 'x', 'extras.chef': '1' });
  stack.proxy.faults({ database: stack.databaseName, failBefore: 'close', next: 5 });
  const answer = await send(fields);
  stack.proxy.clearFaults(stack.databaseName);
  expect(expectPage(answer, 422)).toContain('Indiquez un nombre entier de 1 à 1000.');
  const { 'guest.phone': _empty, ...shown } = fields;
  expect(fieldsOfPage(answer.text)).toMatchObject({ ...shown, next: `${site}/merci/` });
});

test('who asks too often costs the database nothing: what only it could name is kept, hidden', async () => {
  const item = await cloneItem(stack);
  const from = newClient();
  const fields = filledIn(item, { 'extras.chef': '1' });
  let answer = await postForm(stack, '/reservations', fields, from);
  for (let count = 0; count < 100 && answer.status !== 429; count += 1)
    answer = await postForm(stack, '/reservations', { ...fields, guests: 'x' }, from);
  const page = expectPage(answer, 429);
  expect(page).toContain('Trop de demandes à la fois.');
  expect(page).toContain('<input type="hidden" name="extras.chef" value="1"/>');
});

test.each(['fr', 'es'] as const)(
  'every refusal of a field is told in the language of the form: %s',
  async (language) => {
    const item = await cloneItem(stack, {
      columns: { minimum_stay: 2, maximum_stay: 5, lead_time_minutes: 2160, horizon_days: 400, capacity: 4 },
    });
    await stack.database.query(
      "insert into extras (item_id, code, name, per, amount_minor, max_quantity) values ($1, 'chef', 'A cook', 'day', 12300, 1)",
      [item.id],
    );
    const { from } = item.wish;
    const stay = { from, to: shifted(from, 3) };
    const soon = shifted(stack.clock.now().toISOString().slice(0, 10), 1);
    const far = shifted(from, 600);
    const wrongs: Record<string, string>[] = [
      { 'guest.name': '' },
      { 'guest.name': 'x'.repeat(101) },
      { 'guest.name': 'a\tb' },
      { 'guest.email': 'x' },
      { 'guest.phone': 'x' },
      { 'guest.note': 'x'.repeat(1001) },
      { guests: 'x' },
      { guests: '5' },
      { promotionCode: '?' },
      { promotionCode: 'NOSUCH' },
      { 'extras.chef': '2' },
      { 'extras.elephant': '1' },
      { from: 'x' },
      { from: '2027-02-30' },
      { to: from },
      { to: shifted(from, 1) },
      { to: shifted(from, 9) },
      { from: '2026-05-01', to: '2026-05-04' },
      { from: soon, to: shifted(soon, 3) },
      { from: far, to: shifted(far, 3) },
      { next: '//evil.example/' },
      { item: '?' },
      { total: '1' },
    ];
    const inEnglish = new Set<string>();
    for (const wrong of wrongs) {
      const [english = '', other = ''] = await Promise.all(
        ['en', language].map(async (spoken) => {
          const answer = await send(filledIn(item, { ...stay, ...wrong, language: spoken }));
          const [, said = ''] = /<span class="error"[^>]*>([^<]*)</.exec(expectPage(answer, 422)) ?? [];
          return said;
        }),
      );
      expect(english, JSON.stringify(wrong)).not.toBe('');
      expect(other, english).not.toBe(english);
      // The sentence for what nobody foresaw would be a lack here.
      expect(other, english).not.toMatch(/^(Vérifiez ce champ|Revise este campo)\.$/);
      expect(other).not.toMatch(/\b(the|nights|hours|field|Give|At most)\b/);
      inEnglish.add(english);
    }
    expect(inEnglish.size).toBeGreaterThan(17);
  },
);

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
  expect(page).toContain('Quelqu’un a été plus rapide');
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
  stack.clock.advance({ seconds: 2 });
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
