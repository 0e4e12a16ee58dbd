import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newMail, password, signedInUser } from '../support/account/accounts.ts';
import { newClient, quote, reservationBody } from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import type { Call } from '../support/harness/client.ts';
import { type Stack, startStack } from '../support/harness/stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

/** Whatever names a host, a scheme, a port or a path in the place of the one that was called. */
const forged = {
  Host: 'evil.example',
  Forwarded: 'host=evil.example;proto=http',
  'X-Forwarded-Host': 'evil.example',
  'X-Forwarded-Server': 'evil.example',
  'X-Forwarded-Proto': 'http',
  'X-Forwarded-Port': '8443',
  'X-Forwarded-Prefix': '/evil',
  'X-Host': 'evil.example',
  'X-Original-Host': 'evil.example',
  'X-Original-URL': '/api/v1/evil',
  'X-Rewrite-URL': '/api/v1/evil',
  'X-HTTP-Method-Override': 'DELETE',
  Referer: 'https://evil.example/',
};
const form = { 'Content-Type': 'application/x-www-form-urlencoded' };

test('no answer, redirect or mail names a host that a header has named', async () => {
  const { site } = stack.runtime.config;
  const { email, headers } = await signedInUser(stack, 'owner');
  const { quote: token } = await quote(stack, (await cloneItem(stack)).wish);
  const asked: readonly [path: string, Call][] = [
    ['/items', {}],
    ['/no-such-thing', {}],
    ['/openapi.json', {}],
    ['/../docs', {}],
    ['/health', {}],
    ['/stays/x', {}],
    ['/auth/jwks', {}],
    ['/auth/providers', {}],
    ['/auth/providers/google', {}],
    ['/auth/providers/google/callback?state=x&code=y', {}],
    ['/auth/providers/apple/callback', { method: 'POST', body: 'state=x&code=y', headers: form }],
    [
      '/contact',
      { body: 'name=Ada&email=ada%40guests.example&message=Hello', headers: { ...form, Origin: site.url } },
    ],
    ['/contact', { body: 'name=Ada', headers: { ...form, Origin: site.url } }],
    ['/reservations', { body: reservationBody(token), headers: { 'Idempotency-Key': randomUUID() } }],
    ['/auth/register', { body: { email: newMail(), name: 'Ada', password } }],
    ['/auth/recover', { body: { email } }],
    ['/account/email', { body: { email: newMail() }, headers }],
    ['/invitations', { body: { email: newMail(), role: 'staff' }, headers }],
  ];
  for (const [path, options] of asked) {
    const answer = await stack.call(path, {
      ...options,
      headers: { ...options.headers, ...forged },
      from: newClient(),
    });
    expect(answer.status, path).toBeLessThan(500);
    expect(answer.status, path).not.toBe(405);
    expect(`${JSON.stringify([...answer.headers])} ${answer.text}`, path).not.toMatch(/evil|8443/);
  }
  await stack.functions.settled();
  const mails = stack.mailbox.messages();
  expect(mails.length).toBeGreaterThan(4);
  expect(JSON.stringify(mails)).not.toMatch(/evil|8443/);
});
