import { readFile } from 'node:fs/promises';
import type { Context } from '@netlify/functions';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { createApp, serve } from '../../src/http/app.ts';
import { authorized, newClient, postReservation, quote, reserve } from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import type { Answer } from '../support/harness/client.ts';
import { testEnvironment } from '../support/harness/environment.ts';
import { useStack } from '../support/harness/stack.ts';
import { postForm } from '../support/http/plain-form.ts';
import { expectRefusal } from '../support/http/refusal.ts';

const stack = useStack();
const answers: Record<string, Answer> = {};

beforeAll(async () => {
  const { wish } = await cloneItem(stack);
  const reservation = await reserve(stack, wish);
  const { quote: token } = await quote(stack, (await cloneItem(stack)).wish);
  const get = (path: string, headers: Record<string, string> = {}) =>
    stack.call(path, { headers, from: newClient() });
  answers['200 list'] = await get('/items');
  answers['200 item'] = await get('/items/riad-zahra');
  answers['200 availability'] = await get('/items/riad-zahra/availability?from=2027-06-01&to=2027-06-08');
  answers['200 health'] = await get('/health');
  answers['200 openapi'] = await get('/openapi.json');
  answers['200 docs'] = await get('/../docs');
  answers['200 reservation'] = await get(`/reservations/${reservation.id}`, authorized(reservation));
  answers['201 reservation'] = await postReservation(stack, token);
  answers['204 preflight'] = await stack.call('/quotes', {
    method: 'OPTIONS',
    headers: { Origin: testEnvironment.SITE_URL, 'Access-Control-Request-Method': 'POST' },
  });
  answers['303 form'] = await postForm(
    stack,
    '/contact',
    { name: 'Grace', email: 'grace@guests.example', message: 'Hello' },
    newClient(),
  );
  answers['303 provider'] = await get('/auth/providers/google');
  answers['303 way back from a provider'] = await get('/auth/providers/google/callback?state=x&code=y');
  answers['401 without a token'] = await get(`/reservations/${reservation.id}`);
  answers['403 foreign form'] = await postForm(stack, '/contact', {}, newClient(), {
    Origin: 'https://evil.example',
  });
  answers['404 replaced calendar link'] = await get('/stays/x');
  answers['404 way back from a payment'] = await get('/payments/pay_x/return?state=x');
  answers['404 unknown item'] = await get('/items/no-such-thing');
  answers['404 unknown path'] = await get('/items/riad-zahra/nothing/here');
  answers['404 unknown family'] = await get('/no-such-thing');
  answers['404 outside the version'] = await get('/../v9/items');
  answers['405 wrong method'] = await stack.call('/quotes', { method: 'DELETE', from: newClient() });
  answers['415 wrong type'] = await stack.call('/quotes', {
    body: 'x',
    headers: { 'Content-Type': 'text/plain' },
    from: newClient(),
  });
  answers['422 refused'] = await stack.call('/quotes', { body: {}, from: newClient() });
  answers['422 form'] = await postForm(stack, '/contact', {}, newClient());
  await stack.functions.settled();
  await stack.database.query('alter table seasons rename to mislaid');
  answers['500 bug'] = await get('/items/riad-zahra');
  await stack.database.query('alter table mislaid rename to seasons');
  stack.proxy.faults({ database: stack.databaseName, failBefore: 'close', next: 1 });
  answers['503 database away'] = await get('/items/riad-zahra');
  stack.redis.faults({ refuse: 'close' });
  answers['503 away'] = await stack.call('/contact', { body: {}, from: newClient() });
  stack.redis.clearFaults();
  await stack.functions.settled();
});
afterEach(() => stack.proxy.clearFaults(stack.databaseName));

test('the answers looked at here are the ones meant', () => {
  for (const [name, answer] of Object.entries(answers))
    expect(`${answer.status}`, `${name}: ${answer.text}`).toBe(name.slice(0, 3));
});

test('every page asks for the same: one year of HTTPS, for all that is below the domain (ASVS 5.0, 3.4.1)', async () => {
  const written = await readFile(new URL('../../public/_headers', import.meta.url), 'utf8');
  expect(written).toContain('\n/*\n');
  expect(written.match(/Strict-Transport-Security: (.*)/g)).toEqual([
    'Strict-Transport-Security: max-age=31536000; includeSubDomains',
  ]);
});

test('every answer, also a refusal, a redirect or a failure, carries the headers that keep browsers safe', () => {
  for (const [name, { headers }] of Object.entries(answers)) {
    expect(headers.get('Strict-Transport-Security'), name).toBe('max-age=31536000; includeSubDomains');
    expect(headers.get('X-Content-Type-Options'), name).toBe('nosniff');
    expect(headers.get('Referrer-Policy'), name).toMatch(/^(no-referrer|same-origin)$/);
    const policy = headers.get('Content-Security-Policy') ?? '';
    for (const directive of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"])
      expect(policy, name).toContain(directive);
    expect(policy, name).not.toMatch(/unsafe|script-src (?!'sha256-)|\*/);
    expect(headers.get('X-Powered-By'), name).toBeNull();
    expect(headers.get('Server'), name).toBeNull();
  }
});

test('a function without configuration says so as safely', async () => {
  // Only the address and the id are looked at.
  const context = { ip: '192.0.2.1', requestId: 'unconfigured' } as Context;
  const answer = await serve(createApp())(new Request(`${testEnvironment.SITE_URL}/api/v1/items`), context);
  expect([answer.status, answer.headers.get('Strict-Transport-Security')]).toEqual([
    500,
    'max-age=31536000; includeSubDomains',
  ]);
  expect(answer.headers.get('Cache-Control')).toBe('no-store');
});

test('every answer names its request, each another one', () => {
  const ids = Object.entries(answers).map(([name, { headers }]) => {
    expect(headers.get('X-Request-Id'), name).toMatch(/^[0-9a-f-]{36}$/);
    return headers.get('X-Request-Id');
  });
  expect(new Set(ids).size).toBe(ids.length);
});

test('only the catalogue and the documentation may be kept by caches; everything else says no-store', () => {
  for (const [name, { headers, status }] of Object.entries(answers)) {
    const isPublic = status === 200 && /list|item|openapi|docs/.test(name);
    if (isPublic) expect(headers.get('Netlify-CDN-Cache-Control'), name).toMatch(/s-maxage=\d+/);
    else expect(headers.get('Netlify-CDN-Cache-Control'), name).toBeNull();
    if (!isPublic) expect(headers.get('Cache-Control'), name).toBe('no-store');
  }
});

test('a page of an allowed site may read the answers, a page of another may not', async () => {
  for (const origin of [testEnvironment.SITE_URL, testEnvironment.ALLOWED_ORIGINS]) {
    const { headers } = await stack.call('/items', { headers: { Origin: origin }, from: newClient() });
    expect(headers.get('Access-Control-Allow-Origin')).toBe(origin);
    expect(headers.get('Vary')).toMatch(/\bOrigin\b/);
    expect(headers.get('Access-Control-Expose-Headers')).toMatch(/X-Request-Id/);
  }
  for (const origin of [
    'https://evil.example',
    'null',
    'http://fine-things.example',
    'https://fine-things.example.evil.example',
    'https://fine-things.example:8443',
    'https://fine-things.example.',
    'https://who@fine-things.example',
    'https://fine-things.example, https://evil.example',
    'https://FINE-THINGS.example',
    'https://xn--fine-things.example',
    '*',
  ]) {
    const { headers } = await stack.call('/items', { headers: { Origin: origin }, from: newClient() });
    expect(headers.get('Access-Control-Allow-Origin'), origin).toBeNull();
    expect(headers.get('Access-Control-Allow-Credentials'), origin).toBeNull();
    expect(headers.get('Vary'), origin).toMatch(/\bOrigin\b/);
  }
});

test('a refusal can be read by an allowed page too, or it could not say what is wrong', async () => {
  const { headers } = await stack.call('/quotes', {
    body: {},
    headers: { Origin: testEnvironment.SITE_URL },
    from: newClient(),
  });
  expect(headers.get('Access-Control-Allow-Origin')).toBe(testEnvironment.SITE_URL);
});

test('a preflight allows our methods and headers to our pages, and nothing to others', async () => {
  const ask = (origin: string) =>
    stack.call('/reservations', {
      method: 'OPTIONS',
      headers: {
        Origin: origin,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'content-type,idempotency-key,authorization',
      },
      from: newClient(),
    });
  const ours = await ask(testEnvironment.SITE_URL);
  expect(ours.headers.get('Access-Control-Allow-Origin')).toBe(testEnvironment.SITE_URL);
  expect(ours.headers.get('Access-Control-Allow-Methods')).toMatch(/POST/);
  // A page that reads an ETag may give it back: the kit does, of an item that it has.
  const conditions = ['If-Match', 'If-None-Match'];
  for (const name of ['Content-Type', 'Idempotency-Key', 'Authorization', ...conditions])
    expect(ours.headers.get('Access-Control-Allow-Headers')?.split(',')).toContain(name);
  expect((await ask('https://evil.example')).headers.get('Access-Control-Allow-Origin')).toBeNull();
});

test.each([
  ['500 bug', 500, 'internal-error'],
  ['503 database away', 503, 'unavailable'],
] as const)('of a %s a caller learns nothing but the request id', (name, status, code) => {
  const answer = answers[name];
  if (!answer) throw new Error('missing');
  const problem = expectRefusal(answer, status, code);
  expect(Object.keys(problem).sort()).toEqual(['code', 'detail', 'requestId', 'status', 'title', 'type']);
  expect(answer.text).not.toMatch(/select|fetch|Neon|items|seasons|127\.0\.0\.1|\bat\b .*:\d+/);
});
