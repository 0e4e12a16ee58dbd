import { beforeAll, expect, test } from 'vitest';
import { problems } from '../../src/platform/problems.ts';
import { newClient } from '../support/booking/booking.ts';
import { call } from '../support/harness/client.ts';
import { useStack } from '../support/harness/stack.ts';
import { type Operation, operationsOf, readApiDocument } from '../support/http/api-document.ts';
import { violations } from '../support/http/json-schema.ts';

const stack = useStack();
let operations: Map<string, Operation>;
beforeAll(async () => {
  operations = operationsOf(await readApiDocument(stack));
});

/** The codes that an operation declares, by status. */
function codesOf(route: string): Record<string, string[]> {
  const found = Object.entries(operations.get(route)?.responses ?? {}).flatMap(([status, { content }]) => {
    const schema = content?.['application/problem+json']?.schema;
    if (!schema) return [];
    return [[status, Object.keys(problems).filter((code) => allows(schema, code))] as const];
  });
  return Object.fromEntries(found);
}

const allows = (schema: object, code: string) =>
  !violations(schema, { code }).some((violation) => violation.startsWith('$.code '));

test('a refusal declares codes of its own status alone, and at least one', () => {
  for (const route of operations.keys())
    for (const [status, codes] of Object.entries(codesOf(route))) {
      const own = Object.entries(problems).filter(([, problem]) => `${problem.status}` === status);
      expect(codes.length, `${route} ${status}`).toBeGreaterThan(0);
      expect(
        own.map(([code]) => code),
        `${route} ${status}`,
      ).toEqual(expect.arrayContaining(codes));
    }
});

test('of the calls that make a booking, the document names the very codes that each can answer', () => {
  const common = { 405: ['method-not-allowed'], 500: ['internal-error'], 429: ['rate-limited'] };
  const body = { 413: ['body-too-large'], 415: ['unsupported-media-type'] };
  const away = { 503: ['busy', 'unavailable'] };
  expect(codesOf('GET /api/v1/items')).toEqual({ ...common, ...away, 422: ['validation-failed'] });
  expect(codesOf('GET /api/v1/items/{slug}')).toEqual({
    ...common,
    ...away,
    404: ['not-found'],
    422: ['validation-failed'],
  });
  expect(codesOf('POST /api/v1/quotes')).toEqual({
    ...common,
    ...body,
    ...away,
    400: ['malformed-json'],
    404: ['not-found'],
    422: ['validation-failed', 'not-payable'],
  });
  expect(codesOf('POST /api/v1/reservations')).toEqual({
    ...common,
    ...body,
    ...away,
    400: ['malformed-json', 'idempotency-key-missing'],
    // Of a form alone, which comes from a page.
    403: ['forbidden'],
    404: ['not-found'],
    409: ['slot-taken', 'request-in-flight', 'state-conflict', 'promotion-used-up'],
    422: ['validation-failed', 'idempotency-key-reused', 'not-payable', 'quote-invalid'],
  });
  expect(codesOf('POST /api/v1/payment-intents')).toEqual({
    ...common,
    ...body,
    ...away,
    400: ['malformed-json'],
    401: ['unauthorized'],
    403: ['forbidden'],
    404: ['not-found'],
    409: ['state-conflict', 'payment-refused'],
    422: ['validation-failed'],
  });
  expect(codesOf('POST /api/v1/reservations/{id}/cancel')).toEqual({
    ...common,
    ...away,
    401: ['unauthorized'],
    403: ['forbidden'],
    404: ['not-found'],
    409: ['state-conflict'],
    413: ['body-too-large'],
  });
});

test('every operation declares the 405 of its address with the header that names the methods, as it is answered', async () => {
  for (const [route, { responses }] of operations) {
    expect(Object.keys(responses['405']?.headers ?? {}), route).toContain('Allow');
    expect(responses['500'], route).toBeDefined();
  }
  const answer = await call(`${stack.url}/api/v1/items`, { method: 'DELETE', from: newClient() });
  expect([answer.status, answer.headers.get('Allow')]).toEqual([405, 'GET, HEAD']);
});

test('a form is declared where one is taken, with the names that browsers send', () => {
  const formOf = (route: string) =>
    operations.get(route)?.requestBody?.content['application/x-www-form-urlencoded']?.schema;
  const withForm = [...operations.keys()].filter((route) => formOf(route) !== undefined);
  expect(withForm.sort()).toEqual([
    'POST /api/v1/auth/providers/{provider}/callback',
    'POST /api/v1/contact',
    'POST /api/v1/reservations',
  ]);
  expect(
    violations(formOf('POST /api/v1/contact'), {
      name: 'Ada',
      email: 'ada@guests.example',
      message: 'Hello',
    }),
  ).toEqual([]);
  const form = formOf('POST /api/v1/reservations');
  const stay = { item: 'riad-zahra', from: '2027-06-01', to: '2027-06-08', guests: 2, 'extras.chef': 1 };
  const guest = { 'guest.name': 'Ada', 'guest.email': 'ada@guests.example' };
  expect(violations(form, { ...stay, ...guest })).toEqual([]);
  expect(violations(form, stay)).toEqual(['$ lacks guest.name', '$ lacks guest.email']);
  expect(violations(form, { ...stay, ...guest, price: 1 })).toEqual(['$ has price, which is not known']);
});

test('what stands in a query or a form as text is declared as the number or the list that it is', () => {
  const typesOf = (route: string) =>
    Object.fromEntries(
      (operations.get(route)?.parameters ?? []).map(({ name, schema }) => [name, schema.type]),
    );
  expect(typesOf('GET /api/v1/items')).toEqual({
    category: 'string',
    place: 'string',
    from: 'string',
    to: 'string',
    guests: 'integer',
    currency: 'string',
    minPrice: 'integer',
    maxPrice: 'integer',
    text: 'string',
    sort: 'string',
    cursor: 'string',
    language: 'string',
    limit: 'integer',
  });
  const { schema } =
    operations.get('GET /api/v1/items')?.parameters.find(({ name }) => name === 'limit') ?? {};
  expect(schema).toEqual({ type: 'integer', minimum: 1, maximum: 50, default: 20 });
  const digits = /\\d|\[0-9\]/;
  for (const [route, { parameters }] of operations)
    for (const { name, schema: one } of parameters)
      expect(
        one.type === 'string' && digits.test(`${one.pattern}`) && !/-/.test(`${one.pattern}`),
        `${route} ${name}`,
      ).toBe(false);
  const form =
    operations.get('POST /api/v1/reservations')?.requestBody?.content['application/x-www-form-urlencoded'];
  expect(Object(form?.schema.properties).childAges.type).toBe('array');
  // Of a list, browsers send one field: `childAges=4,9`.
  expect(form?.encoding).toEqual({ childAges: { style: 'form', explode: false } });
});

test('the document has a tag, and whoever has it already is answered without it', async () => {
  const first = await stack.call('/openapi.json', { from: newClient() });
  const tag = first.headers.get('ETag') ?? '';
  expect(tag).toMatch(/^(W\/)?"[0-9a-f]+"$/);
  const again = await stack.call('/openapi.json', { headers: { 'If-None-Match': tag }, from: newClient() });
  expect([again.status, again.text]).toEqual([304, '']);
});
