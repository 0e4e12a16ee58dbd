import { expect, test } from 'vitest';
import { serveFunctions } from '../../dev/functions-server.ts';
import { access } from '../../src/http/access/access.ts';
import { limit } from '../../src/http/access/limit.ts';
import { cacheForMinutes } from '../../src/http/answer/cache.ts';
import { createApp, serve } from '../../src/http/app.ts';
import { newClient } from '../support/booking/booking.ts';
import { type Answer, call } from '../support/harness/client.ts';
import { useStack } from '../support/harness/stack.ts';
import { expectRefusal } from '../support/http/refusal.ts';

const stack = useStack();

const get = (path: string) => stack.call(path, { from: newClient() });

/** What the CDN may do with an answer: the directives that Netlify reads. */
function forTheCdn({ headers }: Answer) {
  return {
    directives: headers.get('Netlify-CDN-Cache-Control')?.split(/,\s*/) ?? [],
    tags: headers.get('Netlify-Cache-Tag')?.split(',') ?? [],
    vary: headers.get('Netlify-Vary'),
  };
}

function expectKeptByNobody(answer: Answer): void {
  expect(answer.headers.get('Cache-Control')).toBe('no-store');
  expect(forTheCdn(answer)).toEqual({ directives: [], tags: [], vary: null });
}

test.each(['/items', '/items?category=car&text=open', '/items?limit=3&sort=price&currency=EUR'])(
  'the CDN keeps %s for some minutes, apart by its query, under a tag that a change of the catalogue purges',
  async (path) => {
    const { directives, tags, vary } = forTheCdn(await get(path));
    expect(directives).toEqual(
      expect.arrayContaining(['public', 'durable', expect.stringMatching(/^s-maxage=[1-9]\d*$/)]),
    );
    expect(directives).toContainEqual(expect.stringMatching(/^stale-while-revalidate=\d+$/));
    expect(tags).toEqual(['catalogue', 'lists']);
    expect(vary).toBe('query');
  },
);

test('the CDN keeps one item too, under a tag of its own beside the catalogue’s; browsers ask each time', async () => {
  const answer = await get('/items/riad-zahra');
  expect(forTheCdn(answer).tags).toEqual(['catalogue', 'item-riad-zahra']);
  expect(forTheCdn(answer).directives).toContain('durable');
  expect(answer.headers.get('Cache-Control')).toBe('public, max-age=0, must-revalidate');
});

test.each([
  '/items?from=2027-06-01&to=2027-06-08',
  '/items?category=villa&from=2027-06-01&to=2027-06-08',
  '/items/riad-zahra/availability?from=2027-06-01&to=2027-06-08',
])('nobody keeps %s, which the next reservation changes', async (path) => {
  const answer = await get(path);
  expect(answer.status).toBe(200);
  expectKeptByNobody(answer);
});

test.each([
  '/items?limit=0',
  '/items/no-such-item',
  '/items/no-such-item/availability?from=2027-06-01&to=2027-06-08',
  '/items/riad-zahra/no-such-page',
])('nobody keeps the refusal of %s', async (path) => expectKeptByNobody(await get(path)));

test('nobody keeps the refusal of a client that asked too often, or all others would get it', async () => {
  const app = createApp();
  const once = { name: 'once', requests: 1, windowSeconds: 3600, withoutRedis: 'allow' } as const;
  app.get('/once', access('public'), limit(once), (c) => {
    cacheForMinutes(c, 5, ['catalogue']);
    return c.json({});
  });
  const server = await serveFunctions([{ default: serve(app), config: { path: '/api/v1/once' } }], {
    port: 0,
    runtime: stack.runtime,
  });
  const from = newClient();
  const ask = () => call(`${server.url}/api/v1/once`, { from });
  expect(forTheCdn(await ask()).tags).toEqual(['catalogue']);
  const refusal = await ask();
  await server.close();
  expectRefusal(refusal, 429, 'rate-limited');
  expectKeptByNobody(refusal);
});
