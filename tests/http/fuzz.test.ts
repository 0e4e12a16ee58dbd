import { Agent } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { manageToken } from '../../src/booking/reservation.ts';
import { newClient } from '../support/booking/booking.ts';
import type { Answer, Call } from '../support/harness/client.ts';
import { testEnvironment } from '../support/harness/environment.ts';
import { useStack } from '../support/harness/stack.ts';
import { anyDamage, anyJson, anyText, damaged, expectCivil, sameRuns } from '../support/http/any-input.ts';
import { type JsonPost, type JsonPostName, jsonPosts, post } from '../support/http/json-posts.ts';

const stack = useStack();
let posts: Record<JsonPostName, JsonPost>;
/** Every call is another client, so no connection is kept for the next. */
const agent = new Agent({ keepAlive: false });
beforeAll(async () => {
  posts = await jsonPosts(stack);
});
afterAll(() => stack.functions.settled());

function call(path: string, options: Call): Promise<Answer> {
  return stack.call(path, { ...options, from: newClient(), agent });
}

test.each(['quotes', 'reservations', 'payment-intents', 'contact'] as const)(
  'POST /%s meets any JSON with an answer or a refusal',
  async (name) => {
    const body = fc.oneof(
      anyJson,
      anyDamage.map((damage) => damaged(posts[name].body, damage)),
    );
    await fc.assert(
      fc.asyncProperty(body, async (one) => {
        expectCivil(await post(stack, posts[name], JSON.stringify(one), {}, agent));
      }),
      sameRuns,
    );
  },
);

test('POST /reservations meets any guest with an answer or a refusal', async () => {
  const guest = fc.record(
    { name: anyText, email: fc.oneof(anyText, fc.emailAddress()), phone: anyText, note: anyText },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(guest, async (one) => {
      const body = { ...posts.reservations.body, guest: one };
      expectCivil(await post(stack, posts.reservations, body, {}, agent));
    }),
    sameRuns,
  );
});

test('POST /webhooks/stripe meets any body under any signature that is not Stripe’s with 400, and stores nothing', async () => {
  const signature = fc.oneof(
    anyText,
    fc.tuple(fc.integer(), anyText).map(([time, mac]) => `t=${time},v1=${mac}`),
  );
  await fc.assert(
    fc.asyncProperty(anyJson, signature, async (body, one) => {
      const headers = { 'Stripe-Signature': one.replace(/[^\x20-\x7e]/g, '') };
      const answer = await call('/webhooks/stripe', { method: 'POST', body: JSON.stringify(body), headers });
      expect(answer.status, answer.text).toBe(400);
      expectCivil(answer);
    }),
    sameRuns,
  );
  const { rows } = await stack.database.query<{ count: number }>(
    "select count(*)::int as count from payment_events where type <> 'payment_intent.created'",
  );
  expect(rows).toEqual([{ count: 0 }]);
});

test.each(['cancel', 'confirmation'])(
  'POST /reservations/{id}/%s meets any id and any body with a refusal',
  async (action) => {
    const unknown = 'res_00000000000000000000000000';
    const headers = { Authorization: `Bearer ${manageToken(stack.runtime, unknown)}` };
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyText, fc.constant(unknown)), anyJson, async (id, body) => {
        const path = `/reservations/${encodeURIComponent(id.toWellFormed())}/${action}`;
        const answer = await call(path, { method: 'POST', body: JSON.stringify(body), headers });
        expect(answer.status, answer.text).toBe(404);
        expectCivil(answer);
      }),
      sameRuns,
    );
  },
);

const formFields = {
  contact: ['name', 'email', 'phone', 'message', 'item', 'language', 'next', 'website'],
  reservations: [
    ...['item', 'from', 'to', 'guests', 'extras.chef', 'promotionCode', 'quote', 'guest', 'guest.name'],
    ...['guest.email', 'language', 'acceptsPolicy', 'next'],
  ],
} as const;

const oddNames = [
  '__proto__',
  '__proto__.x',
  'constructor.prototype',
  '.',
  '..',
  'guest.',
  '.name',
  'guest.name.x',
];

test.each(['contact', 'reservations'] as const)(
  'the plain form of /%s meets any fields with a page, a redirect within the site or a refusal',
  async (path) => {
    const known = { weight: 4, arbitrary: fc.constantFrom<string>(...formFields[path]) };
    const field = fc.tuple(fc.oneof(known, anyText, fc.constantFrom(...oddNames)), anyText);
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded', Origin: testEnvironment.SITE_URL };
    await fc.assert(
      fc.asyncProperty(fc.array(field, { maxLength: 8 }), async (fields) => {
        const answer = await call(`/${path}`, { body: encoded(fields), headers });
        expectCivil(answer);
        expect(answer.text).not.toContain('<script');
        const { origin } = new URL(answer.headers.get('Location') ?? testEnvironment.SITE_URL);
        expect(origin).toBe(testEnvironment.SITE_URL);
      }),
      sameRuns,
    );
  },
);

const queryNames = [
  'category',
  'place',
  'from',
  'to',
  'guests',
  'currency',
  'minPrice',
  'text',
  'sort',
  'cursor',
  'limit',
];

test.each(['/items', '/items/riad-zahra/availability'])(
  'GET %s meets any query with an answer or a refusal',
  async (path) => {
    const known = { weight: 6, arbitrary: fc.constantFrom(...queryNames) };
    const pair = fc.tuple(fc.oneof(known, anyText), anyText);
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(pair, { maxLength: 3, selector: ([name]) => name }), async (pairs) => {
        expectCivil(await call(`${path}?${encoded(pairs)}`, {}));
      }),
      { ...sameRuns, numRuns: 2 * sameRuns.numRuns },
    );
  },
);

function encoded(pairs: readonly (readonly [string, string])[]): string {
  const search = new URLSearchParams();
  for (const [name, value] of pairs) search.append(name.toWellFormed(), value.toWellFormed());
  return search.toString();
}
