import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { manageToken } from '../../src/booking/reservation.ts';
import { limits } from '../../src/http/access/limits.ts';
import { createRuntime } from '../../src/platform/runtime.ts';
import { newClient } from '../support/booking/booking.ts';
import type { Answer, Call } from '../support/harness/client.ts';
import { testEnvironment } from '../support/harness/environment.ts';
import { useImpatient } from '../support/harness/impatient.ts';
import { type Stack, useStack } from '../support/harness/stack.ts';
import { expectRefusal } from '../support/http/refusal.ts';

const stack = useStack();
const impatient = useImpatient(stack);

/**
 * Redis counts in windows of the wall clock. It stands still here, so that no window ends while a test counts; the
 * limiter then says itself how long a client must wait.
 */
const minute = new Date('2027-03-01T09:00:20Z');
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: minute });
});
afterEach(() => {
  vi.useRealTimers();
  stack.redis.clearFaults();
});

const reservationId = 'res_00000000000000000000000000';
type Ask = (from: string, of?: Stack) => Promise<Answer>;

function ask(path: string, options: (stack: Stack) => Call = () => ({})): Ask {
  return (from, of = stack) => of.call(path, { ...options(of), from });
}

const withToken = ({ runtime }: Stack) => ({
  headers: { Authorization: `Bearer ${manageToken(runtime, reservationId)}` },
});
const postedWithToken = (stack: Stack) => ({ ...withToken(stack), method: 'POST' });

/**
 * Every limited route with its limit, the cheapest of each limit first. A refused request counts like any other, so
 * most of these ask for nothing sensible.
 */
const routes: readonly [name: string, rule: keyof typeof limits, ask: Ask][] = [
  ['GET /items', 'read', ask('/items?limit=0')],
  ['GET /items/{slug}', 'read', ask('/items/no-such-thing')],
  ['GET /items/{slug}/availability', 'read', ask('/items/no-such-thing/availability')],
  ['GET /openapi.json', 'read', ask('/openapi.json?')],
  ['GET /docs', 'read', ask('/../docs')],
  ['POST /quotes', 'quote', ask('/quotes', () => ({ body: {} }))],
  ['POST /reservations', 'reserve', ask('/reservations', () => ({ body: {} }))],
  ['GET /reservations/{id}', 'manage', ask(`/reservations/${reservationId}`, withToken)],
  [
    'GET /reservations/{id}/cancellation',
    'manage',
    ask(`/reservations/${reservationId}/cancellation`, withToken),
  ],
  ['POST /reservations/{id}/cancel', 'manage', ask(`/reservations/${reservationId}/cancel`, postedWithToken)],
  [
    'GET /reservations/{id}/confirmation',
    'manage',
    ask(`/reservations/${reservationId}/confirmation`, withToken),
  ],
  [
    'POST /reservations/{id}/confirmation',
    'resend',
    ask(`/reservations/${reservationId}/confirmation`, postedWithToken),
  ],
  ['POST /payment-intents', 'pay', ask('/payment-intents', () => ({ body: {} }))],
  ['POST /contact', 'contact', ask('/contact', () => ({ body: {} }))],
];

/** Uses up a client's limit but for `left` requests, on the first route of it, some at a time. */
async function consume(rule: keyof typeof limits, from: string, left = 0): Promise<void> {
  const [, , cheap] = routes.find((route) => route[1] === rule) ?? [];
  for (let open = limits[rule].requests - left; open > 0 && cheap; open -= 25) {
    const statuses = await Promise.all(
      Array.from({ length: Math.min(open, 25) }, async () => (await cheap(from)).status),
    );
    expect(statuses).not.toContain(429);
  }
}

const rules = Object.keys(limits) as (keyof typeof limits)[]; // Object.keys forgets the names

test.each(rules)(
  'the limit "%s" serves a client as often as it says on all its routes together; then each is 429 and says how long to wait, and other clients are served',
  async (rule) => {
    const { windowSeconds } = limits[rule];
    const limited = routes.filter((route) => route[1] === rule);
    const [, , first] = limited[0] ?? [];
    const from = newClient();
    await consume(rule, from, 1);
    expect((await first?.(from))?.status).not.toBe(429);
    const untilWindowEnds = windowSeconds - ((Date.now() / 1000) % windowSeconds);
    for (const [name, , askRoute] of limited) {
      const refused = await askRoute(from);
      expect(refused.status, name).toBe(429);
      expectRefusal(refused, 429, 'rate-limited');
      expect(refused.headers.get('Retry-After'), name).toBe(String(untilWindowEnds));
      expect((await askRoute(newClient())).status, name).not.toBe(429);
    }
    vi.setSystemTime(Date.now() + (untilWindowEnds + 1) * 1000);
    expect((await first?.(from))?.status).not.toBe(429);
  },
);

test.each([{ refuse: 'close' }, { refuse: '503' }, { hang: true }] as const)(
  'while Redis is away (%o) every route goes on or is closed, as its limit says, and does not wait for it',
  async (fault) => {
    const served = await Promise.all(routes.map(([, , askRoute]) => askRoute(newClient())));
    stack.redis.faults(fault);
    await Promise.all(
      routes.map(async ([name, rule, askRoute], index) => {
        const answer = await askRoute(newClient(), impatient);
        if (limits[rule].withoutRedis === 'allow') expect(answer.status, name).toBe(served[index]?.status);
        else expectRefusal(answer, 503, 'unavailable');
      }),
    );
  },
);

test('a request waits for Redis for less than two seconds, both attempts together', () => {
  expect(2 * createRuntime(stack.runtime.config).redisTimeoutMs).toBeLessThan(2000);
});

test('reading, reserving and paying go on without Redis; sending mail for anyone and trying codes do not', () => {
  const closed = Object.values(limits).filter(({ withoutRedis }) => withoutRedis === 'refuse');
  expect(closed.map(({ name }) => name).sort()).toEqual([
    'account-mail',
    'channel-test',
    'contact',
    'credit',
    'resend',
  ]);
});

test('who has spent one limit still has the others', async () => {
  const from = newClient();
  await consume('reserve', from);
  expect((await stack.call('/reservations', { body: {}, from })).status).toBe(429);
  expect((await stack.call('/items', { from })).status).toBe(200);
});

test('the refusal of one client is never kept by a cache and served to others, and our pages can read it', async () => {
  const from = newClient();
  await consume('read', from);
  for (const path of ['/items', '/items/riad-zahra', '/openapi.json']) {
    const { status, headers } = await stack.call(path, {
      headers: { Origin: testEnvironment.SITE_URL },
      from,
    });
    expect(status).toBe(429);
    expect(headers.get('Access-Control-Allow-Origin'), path).toBe(testEnvironment.SITE_URL);
    expect(headers.get('Cache-Control'), path).toBe('no-store');
    expect(headers.get('Netlify-CDN-Cache-Control'), path).toBeNull();
    expect(headers.get('Netlify-Cache-Tag'), path).toBeNull();
  }
});

test('Stripe is never kept waiting: its events have no limit', async () => {
  const from = newClient();
  for (let count = 0; count < 100; count += 1)
    expect((await stack.call('/webhooks/stripe', { method: 'POST', body: '{}', from })).status).toBe(400);
});

/** What names an address and is written by whoever sends it. Netlify says which is the caller's; nothing here reads another. */
const forgeable = [
  'X-Forwarded-For',
  'X-Nf-Client-Connection-Ip',
  'Forwarded',
  'X-Real-Ip',
  'X-Client-Ip',
  'Client-Ip',
  'True-Client-Ip',
  'CF-Connecting-IP',
  'Fastly-Client-Ip',
  'X-Cluster-Client-Ip',
  'X-Forwarded',
  'Via',
];

test.each(['reserve', 'contact', 'pay'] as const)(
  'whoever has spent the limit %s is not somebody else by any header that they write themselves',
  async (rule) => {
    const from = newClient();
    await consume(rule, from);
    const path = { reserve: '/reservations', contact: '/contact', pay: '/payment-intents' }[rule];
    const tries = forgeable.flatMap((name) =>
      ['203.0.113.7', '203.0.113.7, 198.51.100.9', 'for=203.0.113.7', '::1'].map((value) => ({
        [name]: value,
      })),
    );
    const all = Object.fromEntries(forgeable.map((name) => [name, '203.0.113.8']));
    for (const headers of [...tries, all])
      expect((await stack.call(path, { body: {}, headers, from })).status, JSON.stringify(headers)).toBe(429);
  },
);
