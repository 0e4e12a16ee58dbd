import { randomUUID } from 'node:crypto';
import papaparse from 'papaparse';
import * as v from 'valibot';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { itemVersionRowSchema } from '../../../src/catalogue/editing/item-version.ts';
import { columns } from '../../../src/catalogue/exchange/csv-columns.ts';
import { importSchema } from '../../../src/workflows/catalogue/import-items.ts';
import { staff } from '../../support/account/staff.ts';
import { bodyOf, book, newClient } from '../../support/booking/booking.ts';
import { localDate } from '../../support/booking/cloned-item.ts';
import {
  createdItem,
  itemContent,
  putItem,
  readItem,
  translatedContent,
} from '../../support/catalogue/item-content.ts';
import { useStack } from '../../support/harness/stack.ts';
import { expectRefusal, refusedFields } from '../../support/http/refusal.ts';
import { one, startTripCounter, type TripCounter } from '../../support/http/round-trips.ts';

const stack = useStack();
let counter: TripCounter;
beforeAll(async () => {
  counter = await startTripCounter(stack);
});
afterAll(() => counter.close());

const exportSchema = v.object({ items: v.array(itemVersionRowSchema), nextCursor: v.nullable(v.string()) });

const get = (path: string) => stack.call(`/catalogue/${path}`, { headers: staff, from: newClient() });

const exported = async () => bodyOf(await get('export'), 200, exportSchema).items;

/** What an import takes of what was exported. */
const rowOf = ({ id, version, content }: v.InferOutput<typeof itemVersionRowSchema>) => ({
  id,
  version,
  content,
});

const sendJson = (items: readonly unknown[], dryRun = false, key: string = randomUUID()) =>
  stack.call(`/catalogue/import?dryRun=${dryRun}`, {
    body: { items },
    headers: { ...staff, 'Idempotency-Key': key },
    from: newClient(),
  });

const sendTable = (table: string, dryRun = false) =>
  stack.call(`/catalogue/import?dryRun=${dryRun}`, {
    method: 'POST',
    body: table,
    headers: { ...staff, 'Content-Type': 'text/csv', 'Idempotency-Key': randomUUID() },
    from: newClient(),
  });

const undo = (id: string | null) =>
  stack.call(`/catalogue/imports/${id}/undo`, { method: 'POST', headers: staff, from: newClient() });

/** Everything that stands in the catalogue, without its history. */
async function everything() {
  const { rows } = await stack.database.query(
    `select i.id, i.slug, i.name, i.rate_minor::int, (select count(*)::int from units u where u.item_id = i.id) as units,
      (select count(*)::int from revisions r where r.subject_id = i.id) as versions from items i order by i.id`,
  );
  return rows;
}

const rowsOfTable = (table: string) =>
  papaparse.parse<Record<string, string>>(table.replace('\ufeff', ''), { header: true }).data;

test('the whole catalogue, exported and imported as it is, by JSON and by table, is what it was', async () => {
  await createdItem(stack, {
    name: '=HYPERLINK("http://evil.example")',
    features: ['-5 °C', "'quoted", '+1'],
  });
  await createdItem(stack, { description: 'Two lines,\n"quoted"; and a\ttab', features: [] });
  await createdItem(stack, translatedContent());
  const before = await exported();
  const json = bodyOf(await sendJson(before.map(rowOf)), 200, importSchema);
  expect([json.created, json.changed]).toEqual([0, before.length]);
  const table = (await get('export?format=csv')).text;
  const csv = bodyOf(await sendTable(table), 200, importSchema);
  expect([csv.created, csv.changed]).toEqual([0, before.length]);
  const after = await exported();
  expect(after.map(({ content }) => content)).toEqual(before.map(({ content }) => content));
  expect(after.map(({ version }) => version)).toEqual(before.map(({ version }) => version + 2));
});

test('no cell of a table is a formula to a spreadsheet', async () => {
  for (const name of ['=1+1', '+1', '-1', '@SUM(A1)', "'=1"]) await createdItem(stack, { name });
  const cells = rowsOfTable((await get('export?format=csv')).text).map(({ name }) => name ?? '');
  expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
  expect(cells).toEqual(expect.arrayContaining(["'=1+1", "'+1", "'-1", "'@SUM(A1)", "''=1"]));
});

test('a table is taken as spreadsheets write it: with semicolons, other line ends, columns in any order, TRUE and 9:00', async () => {
  const made = await createdItem(stack);
  const [row] = rowsOfTable((await get('export?format=csv')).text).filter(({ id }) => id === made.id);
  const changed = {
    ...row,
    rateAmount: '777',
    startTime: '9:00',
    endTime: '16:00:00',
    isInstantPaymentOnly: 'TRUE',
  };
  const reversed = Object.fromEntries(Object.entries(changed).reverse());
  const table = papaparse.unparse([reversed], { delimiter: ';', newline: '\r\n' });
  bodyOf(await sendTable(table), 200, importSchema);
  expect((await readItem(stack, made.id)).content).toMatchObject({
    rate: { amount: 777 },
    startTime: '09:00',
    endTime: '16:00',
    isInstantPaymentOnly: true,
  });
});

test('every field of an item has a column, so that nothing is lost by a table', async () => {
  const { content } = await createdItem(stack, translatedContent());
  expect([...new Set(columns.map(({ path }) => path[0]))].sort()).toEqual(Object.keys(content).sort());
});

test('every error is named by its row and field, and nothing is changed, however many rows are right', async () => {
  const made = await createdItem(stack);
  const before = await everything();
  const good = { content: itemContent() };
  const items = [
    good,
    { content: itemContent({ capacity: 0 }) },
    { content: itemContent({ slug: 'riad-zahra' }) },
    { content: { ...itemContent(), slug: good.content.slug } },
    { id: made.id, version: 7, content: made.content },
    { id: 'itm_01hzzzzzzzzzzzzzzzzzzzzzzz', version: 1, content: itemContent() },
    { id: made.id, content: made.content },
    { content: made.content },
    { ...good, extra: 1 },
    'no item',
  ];
  const ofSchema = [
    'items.1.content.capacity',
    'items.6.id',
    'items.6.version',
    'items.7.content.units',
    'items.8.extra',
    'items.9',
  ];
  for (const dryRun of [true, false]) {
    expect(refusedFields(await sendJson(items, dryRun))).toEqual(ofSchema);
    const right = items.slice(0, 6).filter((_, at) => at !== 1);
    expect(refusedFields(await sendJson(right, dryRun))).toEqual([
      'items.1.content.slug',
      'items.2.content.slug',
      'items.3.version',
      'items.4.id',
    ]);
  }
  expect(await everything()).toEqual(before);
});

test('of a table an error is named by row and column, as the spreadsheet shows them', async () => {
  const made = await createdItem(stack);
  const [row] = rowsOfTable((await get('export?format=csv')).text).filter(({ id }) => id === made.id);
  const fresh = { ...row, id: '', version: '', units: '[]', slug: randomUUID() };
  const table = papaparse.unparse([
    fresh,
    { ...fresh, rateAmount: '1,5', city: '' },
    { ...fresh, seasons: '[{"name":"x"}]', arrivalDays: '1 8' },
    { ...fresh, units: 'The house', policyCode: 'none' },
  ]);
  expect(refusedFields(await sendTable(table))).toEqual(
    [
      'rows.3.city',
      'rows.3.rateAmount',
      'rows.4.arrivalDays.1',
      ...[
        'arrivalDays',
        'departureDays',
        'fixedAmount',
        'from',
        'minimumStay',
        'percentBasisPoints',
        'to',
        'weekendDays',
        'weekendFixedAmount',
        'weekendPercentBasisPoints',
      ].map((name) => `rows.4.seasons.0.${name}`),
      'rows.5.units',
    ].sort(),
  );
  const alone = papaparse.unparse([{ ...fresh, policyCode: 'none', legalEntity: 'nobody' }]);
  expect(refusedFields(await sendTable(alone))).toEqual(['rows.2.legalEntity', 'rows.2.policyCode']);
  expect(refusedFields(await sendTable('slug;price\nx;1'))).toContain('rows.1.price');
  expect(refusedFields(await sendTable(''))).toContain('rows.1.name');
});

test('a dry run says what would be and changes nothing; the import then does it, once for a key', async () => {
  const made = await createdItem(stack);
  const items = [
    { content: itemContent() },
    { ...rowOf(made), content: { ...made.content, name: 'Imported' } },
  ];
  const before = await everything();
  const dry = bodyOf(await sendJson(items, true), 200, importSchema);
  expect(dry).toEqual({ id: null, created: 1, changed: 1, undoneAt: null });
  expect(await everything()).toEqual(before);
  const key = randomUUID();
  const done = bodyOf(await sendJson(items, false, key), 200, importSchema);
  expect(done).toMatchObject({ created: 1, changed: 1 });
  const again = await sendJson(items, false, key);
  expect([again.headers.get('Idempotent-Replayed'), again.json()]).toEqual(['true', done]);
  expectRefusal(await sendJson(items.slice(1), false, key), 422, 'idempotency-key-reused');
  expect((await everything()).length).toBe(before.length + 1);
});

test('an import is undone whole: what it changed is as it was, what it made is gone; twice is once', async () => {
  const made = await createdItem(stack);
  const before = await everything();
  const content = itemContent();
  const items = [{ content }, { ...rowOf(made), content: { ...made.content, name: 'Imported' } }];
  const { id } = bodyOf(await sendJson(items), 200, importSchema);
  const undone = bodyOf(await undo(id), 200, importSchema);
  expect(undone.undoneAt).not.toBeNull();
  expect(bodyOf(await undo(id), 200, importSchema)).toEqual(undone);
  const ofItem = (row: object) => ({ ...row, versions: undefined });
  expect((await everything()).map(ofItem)).toEqual(before.map(ofItem));
  expect(await readItem(stack, made.id)).toMatchObject({ version: 3, content: made.content });
  // Its slug is free again.
  bodyOf(await sendJson([{ content }]), 200, importSchema);
  expectRefusal(await undo('imp_none'), 404, 'not-found');
});

test('an import of which an item was booked or saved since is not undone at all, and the items are named', async () => {
  const made = await createdItem(stack);
  const [booked, quiet] = [itemContent(), itemContent()];
  const items = [{ content: booked }, { content: quiet }, rowOf(made)];
  const { id } = bodyOf(await sendJson(items), 200, importSchema);
  const from = localDate(stack.clock.now(), 31);
  await book(stack, { item: booked.slug, from, to: localDate(stack.clock.now(), 32) });
  await putItem(stack, { id: made.id, version: 2 }, made.content);
  const before = await everything();
  const refusal = expectRefusal(await undo(id), 409, 'state-conflict');
  expect(Reflect.get(refusal, 'items')).toEqual(
    [
      { slug: booked.slug, why: 'booked' },
      { slug: `${made.content.slug}`, why: 'changed' },
    ].toSorted((a, b) => (a.slug < b.slug ? -1 : 1)),
  );
  expect(await everything()).toEqual(before);
});

test('an import that is undone leaves every booking its unit: where one was made on what it added, it stays, and is named', async () => {
  const made = await createdItem(stack, { units: [] });
  const units = [{ name: 'New', isActive: true }];
  const { id } = bodyOf(
    await sendJson([{ ...rowOf(made), content: { ...made.content, units } }]),
    200,
    importSchema,
  );
  const [from, to] = [localDate(stack.clock.now(), 31), localDate(stack.clock.now(), 32)];
  await book(stack, { item: `${made.content.slug}`, from, to });
  const before = await everything();
  const refusal = expectRefusal(await undo(id), 409, 'state-conflict');
  expect(Reflect.get(refusal, 'items')).toEqual([{ slug: made.content.slug, why: 'booked' }]);
  expect(await everything()).toEqual(before);
});

test('an import that would archive what is booked names the bookings', async () => {
  const made = await createdItem(stack);
  const from = localDate(stack.clock.now(), 31);
  const booked = await book(stack, {
    item: `${made.content.slug}`,
    from,
    to: localDate(stack.clock.now(), 32),
  });
  const answer = await sendJson([{ ...rowOf(made), content: { ...made.content, state: 'archived' } }]);
  expect(refusedFields(answer)).toEqual(['items.0.content.state']);
  expect(answer.text).toContain(booked.reference);
});

test('more than fits is exported page by page', async () => {
  const all = await exported();
  const first = bodyOf(await get('export?limit=50'), 200, exportSchema);
  const rest = bodyOf(await get(`export?cursor=${first.nextCursor}`), 200, exportSchema);
  expect([...first.items, ...rest.items]).toEqual(all);
  const table = await get('export?format=csv&limit=50');
  const next = /<\/api\/v1\/catalogue\/([^>]+)>; rel="next"/.exec(table.headers.get('Link') ?? '')?.[1];
  expect(rowsOfTable((await get(next ?? 'none')).text).length).toBe(all.length - 50);
});

test('a thousand items are created in one request, all or none, and a thousand and one are refused', async () => {
  const items = Array.from({ length: 1001 }, () => ({ content: itemContent() }));
  const [first] = items;
  const before = await everything();
  const wrong = items
    .slice(1, 1000)
    .concat({ content: itemContent({ slug: `${first?.content.slug}`, capacity: 0 }) });
  expect(refusedFields(await sendJson(wrong))).toEqual(['items.999.content.capacity']);
  expectRefusal(await sendJson(items), 422, 'validation-failed');
  expect(await everything()).toEqual(before);
  const startedAt = performance.now();
  const done = bodyOf(await sendJson(items.slice(1)), 200, importSchema);
  process.stdout.write(`1,000 items imported in ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
  expect(done.created).toBe(1000);
  bodyOf(await undo(done.id), 200, importSchema);
  expect(await everything()).toEqual(before);
});

test('one trip each', async () => {
  const headers = { ...staff, 'Idempotency-Key': randomUUID() };
  for (const format of ['json', 'csv'])
    await counter.expectTrips(one, 200, `/catalogue/export?format=${format}`, { headers: staff });
  const body = { items: [{ content: itemContent() }] };
  await counter.expectTrips(one, 200, '/catalogue/import?dryRun=true', { body, headers });
  const { answer } = await counter.expectTrips(one, 200, '/catalogue/import', { body, headers });
  const { id } = bodyOf(answer, 200, importSchema);
  await counter.expectTrips(one, 200, `/catalogue/imports/${id}/undo`, { method: 'POST', headers: staff });
});
