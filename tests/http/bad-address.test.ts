import { expect, test } from 'vitest';
import { newClient } from '../support/booking/booking.ts';
import type { Answer } from '../support/harness/client.ts';
import { useStack } from '../support/harness/stack.ts';
import { expectRefusal, refusalOf, refusedFields } from '../support/http/refusal.ts';

const stack = useStack();

function get(path: string): Promise<Answer> {
  return stack.call(path, { from: newClient() });
}

const availability = '/items/riad-zahra/availability';

test.each([
  ['/items?colour=red', ['colour']],
  ['/items?__proto__=1', ['__proto__']],
  ['/items?constructor=1', ['constructor']],
  ['/items?category=_ship&limit=0&sort=worst&guests=many', ['category', 'guests', 'limit', 'sort']],
  ['/items?limit=51', ['limit']],
  ['/items?limit=1e1', ['limit']],
  ['/items?limit=99999999999999999999', ['limit']],
  ['/items?from=2027-06-01', ['to']],
  ['/items?from=2027-06-08&to=2027-06-01', ['to']],
  ['/items?from=2027-02-30&to=2027-03-05', ['from']],
  ['/items?from=2027-13-01&to=2028-01-01', ['from']],
  ['/items?from=0001-01-01&to=9999-12-31', ['from', 'to']],
  ['/items?from=-infinity&to=infinity', ['from', 'to']],
  ['/items?minPrice=5', ['currency']],
  ['/items?text=%20%20', ['text']],
  ['/items?text=***', ['text']],
  ['/items?place=%00', ['place']],
  ['/items?place=Paris%00', ['place']],
  ['/items?cursor=nonsense', ['cursor']],
  ['/items?cursor=', ['cursor']],
  [`/items?cursor=${cursorOf(['name', 'a\u0000b', 'x'])}`, ['cursor']],
  [`/items?cursor=${cursorOf(['price', '1', 'x'])}`, ['cursor']],
  [`/items?cursor=${cursorOf({})}`, ['cursor']],
  [availability, ['from', 'to']],
  [`${availability}?from=2027-06-01&to=2027-06-01`, ['to']],
  [`${availability}?from=2027-02-29&to=2027-03-05`, ['from']],
  [`${availability}?from=2027-06-01&to=2027-12-01`, ['to']],
  [`${availability}?from=2027-06-01&to=2027-06-08&unit=1`, ['unit']],
])('GET %s is 422 and names %j', async (path, fields) => {
  expect(refusedFields(await get(path))).toEqual(fields);
});

test.each([
  '/items?limit=5&limit=6',
  `${availability}?from=2027-06-01&from=2027-06-02&to=2027-06-08`,
  '/items?limit=5&%6cimit=5',
])('GET %s is 422: which of the two was meant?', async (path) => {
  expect(refusedFields(await get(path))).toHaveLength(1);
});

test.each([
  '/items/no-such-thing',
  '/items/%00',
  '/items/riad-zahra%00',
  '/items/%zz',
  '/items/%ED%A0%80',
  "/items/'--",
  `/items/${'x'.repeat(5000)}`,
  '/items/no-such-thing/availability?from=2027-06-01&to=2027-06-08',
  '/items/%00/availability?from=2027-06-01&to=2027-06-08',
  '/items/riad-zahra/nothing/here',
  '/reservations/res_00000000000000000000000000/nothing/here',
  // PostgreSQL's text holds no NUL: nothing is called so, for nobody.
  '/reservations/%00',
])('GET %s is 404', async (path) => {
  expectRefusal(await get(path), 404, 'not-found');
});

test.each([
  '/reservations/constructor',
  '/reservations/..%2f..',
  `/reservations/${'x'.repeat(5000)}/confirmation`,
])('GET %s without a token is 401, whatever stands in its place', async (path) => {
  expectRefusal(await get(path), 401, 'unauthorized');
});

const routes: Record<string, readonly string[]> = {
  '/items': ['GET'],
  '/items/riad-zahra': ['GET'],
  [availability]: ['GET'],
  '/health': ['GET'],
  '/openapi.json': ['GET'],
  '/quotes': ['POST'],
  '/reservations': ['GET', 'POST'],
  '/reservations/res_00000000000000000000000000/cancel': ['POST'],
  '/reservations/res_00000000000000000000000000/cancellation': ['GET'],
  '/payment-intents': ['POST'],
  '/webhooks/stripe': ['POST'],
  '/contact': ['POST'],
};

test.each(Object.entries(routes))('%s takes %j alone; any other method is refused', async (path, allowed) => {
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'].filter(
    (one) => !allowed.includes(one),
  )) {
    const answer = await stack.call(path, { method, from: newClient() });
    expect([404, 405], `${method} ${answer.text}`).toContain(answer.status);
    refusalOf(answer);
    if (answer.status === 405) for (const one of allowed) expect(answer.headers.get('Allow')).toContain(one);
  }
});

test('headers that are too long, twice there or not ASCII are refused or ignored, never a failure', async () => {
  const headers = [
    { Authorization: `Bearer ${'x'.repeat(8000)}` },
    { Authorization: 'Bearer ' },
    { Authorization: 'Bearer t1.\u00e9' },
    { Authorization: 'Basic Zm9v' },
    { Authorization: 'Bearer t1' },
    { Authorization: 'Bearer ....' },
    { Accept: 'text/calendar;q=nonsense', 'Accept-Language': '*;;q=-1' },
    { Origin: '\u00ff', Cookie: '=;=;' },
    { 'Idempotency-Key': 'x'.repeat(8000) },
    { 'X-Forwarded-For': 'unknown, "', Forwarded: 'for=_x' },
  ];
  for (const one of headers) {
    for (const path of [
      '/reservations/res_00000000000000000000000000',
      '/reservations/res_00000000000000000000000000/confirmation',
      '/items',
    ]) {
      const answer = await stack.call(path, { headers: one, from: newClient() });
      expect(answer.status, JSON.stringify(one).slice(0, 80)).toBeLessThan(500);
      if (answer.status >= 400) refusalOf(answer);
    }
  }
});

function cursorOf(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
