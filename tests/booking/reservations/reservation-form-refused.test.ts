import { afterEach, expect, test } from 'vitest';
import { newClient } from '../../support/booking/booking.ts';
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
import { testEnvironment } from '../../support/harness/environment.ts';
import { useStack } from '../../support/harness/stack.ts';
import { fieldsOfPage, postForm } from '../../support/http/plain-form.ts';

const stack = useStack();
afterEach(() => stack.functions.settled());

const site = testEnvironment.SITE_URL;

test('a refused form comes back with every field kept and every error beside its field', async () => {
  const item = await cloneItem(stack);
  const fields = filledIn(item, {
    'guest.email': 'not an address',
    guests: 'two',
    'guest.note': 'With a <b>piano</b>',
  });
  const answer = await send(stack, fields);
  const page = expectPage(answer, 422);
  const { 'guest.phone': _empty, ...shown } = fields;
  expect(fieldsOfPage(answer.text)).toMatchObject({ ...shown, next: `${site}/merci/` });
  expect(page).toContain('Indiquez une seule adresse e-mail');
  expect(page).toContain('Indiquez un nombre entier de 1 à 1000.');
  expect(page).toContain('2 champs sont à revoir.');
  expect(answer.text).not.toContain('<b>');

  const mended = await send(stack, {
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
    stack,
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
  const page = expectPage(await send(stack, fields), 422);
  const field = (name: string) => new RegExp(`<input[^>]* name="${name}"[^>]*>`).exec(page)?.[0] ?? '';
  expect(field('from')).toMatch(/type="datetime-local"/);
  expect(field('from')).toMatch(new RegExp(`value="${day}T1[12]:00"`));
  expect(field('to')).toContain(`value="${day}T09:00"`);
});

test('while the database is away a refused form still comes back with what was typed and what is wrong', async () => {
  const item = await cloneItem(stack);
  const fields = filledIn(item, { guests: 'x', 'extras.chef': '1' });
  stack.proxy.faults({ database: stack.databaseName, failBefore: 'close', next: 5 });
  const answer = await send(stack, fields);
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
          const answer = await send(stack, filledIn(item, { ...stay, ...wrong, language: spoken }));
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
  const answer = await send(stack, filledIn(item, wrong));
  expectPage(answer, 422);
  expect(answer.text).toContain(`id="${field}-error"`);
  expect(await reservationsOf(stack, item)).toEqual([]);
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
    expectPage(await send(stack, filledIn(item, { [name]: '1' })), 422);
  }
  const fields = await review(stack, filledIn(item));
  const [head = '', body = '', mac = ''] = (fields.quote ?? '').split('.');
  const cheaper = Buffer.from(
    Buffer.from(body, 'base64url')
      .toString()
      .replace(/"total":\d+/, '"total":1'),
  ).toString('base64url');
  expectPage(await send(stack, { ...fields, quote: `${head}.${cheaper}.${mac}` }), 422);
  expect(await reservationsOf(stack, item)).toEqual([]);
});

test('a form from another site is 403 and reserves nothing', async () => {
  const item = await cloneItem(stack);
  const fields = await review(stack, filledIn(item));
  for (const headers of [{ Origin: 'https://evil.example' }, { Origin: 'null' }, {}])
    expect((await send(stack, fields, headers)).status).toBe(403);
  expect(await reservationsOf(stack, item)).toEqual([]);
});
