import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { itemVersionRowSchema } from '../../../src/catalogue/editing/item-version.ts';
import { staff } from '../../support/account/staff.ts';
import { bodyOf, book } from '../../support/booking/booking.ts';
import { localDate } from '../../support/booking/cloned-item.ts';
import {
  categoryContent,
  legalEntityContent,
  policyContent,
  promotionContent,
} from '../../support/catalogue/coded-content.ts';
import { itemContent } from '../../support/catalogue/item-content.ts';
import { useStack } from '../../support/harness/stack.ts';
import {
  type DocumentedAnswers,
  documentedAnswers,
  isOfCatalogue,
} from '../../support/http/documented-answers.ts';

const stack = useStack();
let answers: DocumentedAnswers;
beforeAll(async () => {
  answers = await documentedAnswers(stack);
});

const items = '/catalogue/items';
const key = () => ({ ...staff, 'Idempotency-Key': randomUUID() });
const of = (version: number) => ({ ...staff, 'If-Match': `"${version}"` });

test('what the routes of items really answer is what the document says', async () => {
  await answers.ask('GET /api/v1/catalogue/items', `${items}?limit=100`, { headers: staff });
  await answers.ask('GET /api/v1/catalogue/items', `${items}?limit=0`, { headers: staff });
  await answers.ask('GET /api/v1/catalogue/items', items);
  const made = await answers.ask('POST /api/v1/catalogue/items', items, {
    body: itemContent(),
    headers: key(),
  });
  await answers.ask('POST /api/v1/catalogue/items', items, {
    body: itemContent({ capacity: 0 }),
    headers: key(),
  });
  const { id, content } = bodyOf(made, 201, itemVersionRowSchema);
  const { rows } = await stack.database.query<{ id: string }>('select id from items');
  for (const row of rows)
    await answers.ask('GET /api/v1/catalogue/items/{id}', `${items}/${row.id}`, { headers: staff });
  await answers.ask('GET /api/v1/catalogue/items/{id}', `${items}/none`, { headers: staff });
  const put = 'PUT /api/v1/catalogue/items/{id}';
  for (const version of [1, 1])
    await answers.ask(put, `${items}/${id}`, { body: content, headers: of(version) });
  await answers.ask(put, `${items}/${id}`, { body: content, headers: staff });
  const from = localDate(stack.clock.now(), 31);
  await book(stack, { item: `${content.slug}`, from, to: localDate(stack.clock.now(), 32) });
  const busy = await answers.ask(put, `${items}/${id}`, {
    body: { ...content, state: 'archived' },
    headers: of(2),
  });
  expect(busy.status).toBe(409);
  await answers.ask('GET /api/v1/catalogue/items/{id}/versions', `${items}/${id}/versions`, {
    headers: staff,
  });
  const one = 'GET /api/v1/catalogue/items/{id}/versions/{version}';
  await answers.ask(one, `${items}/${id}/versions/1`, { headers: staff });
  await answers.ask(one, `${items}/${id}/versions/9`, { headers: staff });
  const restore = 'POST /api/v1/catalogue/items/{id}/restore';
  await answers.ask(restore, `${items}/${id}/restore`, { body: { version: 1 }, headers: of(2) });
  await answers.ask(restore, `${items}/${id}/restore`, { body: { version: 1 }, headers: of(2) });
});

test.each([
  { kind: 'categories', code: 'answers', content: categoryContent() },
  { kind: 'promotions', code: 'ANSWERS', content: promotionContent() },
  { kind: 'policies', code: 'answers', content: policyContent() },
  { kind: 'legal-entities', code: 'answers', content: legalEntityContent({ numberPrefix: 'ANS' }) },
])('what the routes of $kind really answer is what the document says', async ({ kind, code, content }) => {
  const route = `/api/v1/catalogue/${kind}/{code}`;
  const path = `/catalogue/${kind}/${code}`;
  const create = { ...staff, 'If-None-Match': '*' };
  for (const headers of [create, create, of(1), staff])
    await answers.ask(`PUT ${route}`, path, { body: content, headers });
  await answers.ask(`PUT ${route}`, path, { body: {}, headers: of(2) });
  await answers.ask(`GET /api/v1/catalogue/${kind}`, `/catalogue/${kind}`, { headers: staff });
  for (const one of [path, `/catalogue/${kind}/none`])
    await answers.ask(`GET ${route}`, one, { headers: staff });
  await answers.ask(`GET ${route}/versions`, `${path}/versions`, { headers: staff });
  for (const version of [1, 9])
    await answers.ask(`GET ${route}/versions/{version}`, `${path}/versions/${version}`, { headers: staff });
});

test('what the routes of exports and imports really answer is what the document says', async () => {
  for (const query of ['', '?format=csv&limit=5', '?format=xls'])
    await answers.ask('GET /api/v1/catalogue/export', `/catalogue/export${query}`, { headers: staff });
  const route = 'POST /api/v1/catalogue/import';
  const body = { items: [{ content: itemContent() }] };
  await answers.ask(route, '/catalogue/import?dryRun=true', { body, headers: key() });
  const done = await answers.ask(route, '/catalogue/import', { body, headers: key() });
  await answers.ask(route, '/catalogue/import', { body, headers: key() });
  const undo = 'POST /api/v1/catalogue/imports/{id}/undo';
  const { id } = Object(done.json());
  for (const one of [id, id, 'none'])
    await answers.ask(undo, `/catalogue/imports/${one}/undo`, { method: 'POST', headers: staff });
  const again = await answers.ask(route, '/catalogue/import', { body, headers: key() });
  const { rows } = await stack.database.query('select id from items where slug = $1', [
    itemContent(body.items[0]?.content).slug,
  ]);
  const saved = { ...staff, 'If-Match': '"1"' };
  const content = { ...body.items[0]?.content, units: [] };
  await stack.call(`${items}/${rows[0]?.id}`, { method: 'PUT', body: content, headers: saved });
  const late = `/catalogue/imports/${Object(again.json()).id}/undo`;
  expect((await answers.ask(undo, late, { method: 'POST', headers: staff })).status).toBe(409);
});

test('each route of the catalogue was called above, and answered with success', () => {
  expect([...answers.succeeded].sort()).toEqual(answers.routes.filter(isOfCatalogue));
});
