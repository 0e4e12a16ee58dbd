import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { limitOf } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
import {
  mailedToken,
  newMail,
  password,
  post,
  signedInUser,
  tokensOf,
} from '../../support/account/accounts.ts';
import { newClient } from '../../support/booking/booking.ts';
import { functionApps } from '../../support/harness/function-apps.ts';
import { useStack } from '../../support/harness/stack.ts';

/**
 * A house, an office and a mobile network have one address. Whatever others do behind it, whoever is known here gets in: by a device, by a passkey, by
 * a link of a mail, by a session, by a first factor that they have just given.
 */
const stack = useStack();
afterAll(() => stack.functions.settled());
// Redis counts in windows of the wall clock: none ends while a test counts.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2027-03-01T09:00:20Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

const shared = ['signIn', 'refresh', 'accountMail', 'account'] as const;

/** Every route of these budgets, from the functions themselves. */
const routes = (await functionApps()).flatMap(({ app }) =>
  (app?.routes ?? []).flatMap(({ method, path, handler }) => {
    const name: unknown = Reflect.get(Object(Reflect.get(handler, limitOf)), 'name');
    return shared.some((rule) => limits[rule].name === name)
      ? [
          {
            method,
            path: path.replace('/api/v1', '').replace(':provider', 'google').replaceAll(/:\w+/g, 'x'),
            name,
          },
        ]
      : [];
  }),
);

const strangers: readonly (readonly [rule: (typeof shared)[number], path: string])[] = [
  ['signIn', '/auth/sign-in'],
  ['refresh', '/auth/refresh'],
  ['accountMail', '/auth/resend'],
];

/** An address behind which strangers have spent every budget that strangers can. */
async function floodedAddress(): Promise<string> {
  const from = newClient();
  for (const [rule, path] of strangers) {
    for (let open = limits[rule].requests; open > 0; open -= 20)
      await Promise.all(
        Array.from({ length: Math.min(open, 20) }, () => stack.call(path, { body: {}, from })),
      );
    expect((await stack.call(path, { body: {}, from })).status, path).toBe(429);
  }
  return from;
}

test('a known device is served by every route, in its cookie or as an app shows it', async () => {
  const from = await floodedAddress();
  const { headers, deviceToken } = await signedInUser(stack);
  const shown = { ...headers, Cookie: `__Host-midas-device=${deviceToken}` };
  expect(routes.length).toBeGreaterThan(25);
  const refused: string[] = [];
  for (const { method, path } of routes) {
    const body = method === 'GET' || method === 'DELETE' ? {} : { body: {} };
    const answer = await stack.call(path, { method, from, headers: shown, ...body });
    if (answer.status === 429) refused.push(`${method} ${path}`);
  }
  expect(refused).toEqual([]);
});

test('its person signs in with their password, and a stranger does not', async () => {
  const from = await floodedAddress();
  const { email, deviceToken } = await signedInUser(stack);
  const body = { email, password, sessionAs: 'tokens' };
  expect((await stack.call('/auth/sign-in', { from, body })).status).toBe(429);
  const known = await stack.call('/auth/sign-in', { from, body: { ...body, deviceToken } });
  expect(known.status, known.text).toBe(200);
});

test('a passkey is asked for and read, whatever device it is on', async () => {
  const from = await floodedAddress();
  expect((await stack.call('/auth/passkey/options', { method: 'POST', from })).status).toBe(201);
  expect((await stack.call('/auth/passkey', { body: {}, from })).status).toBe(422);
});

test('the link of a mail opens what it is for', async () => {
  const from = await floodedAddress();
  const { email } = await signedInUser(stack);
  await post(stack, '/auth/recover', { email });
  const token = await mailedToken(stack, 'password-reset', email);
  const reset = { token, password: 'eleven quiet green bicycles' };
  const answer = await stack.call('/auth/reset', { from, body: reset });
  expect(answer.status, answer.text).toBe(200);
  const newcomer = newMail();
  await post(stack, '/auth/register', { email: newcomer, password, name: 'Ada' });
  const proof = { token: await mailedToken(stack, 'registration', newcomer), password, sessionAs: 'tokens' };
  tokensOf(await stack.call('/auth/verify', { from, body: proof }));
});

test('a session is refreshed', async () => {
  const from = await floodedAddress();
  const { refreshToken } = await signedInUser(stack);
  const answer = await stack.call('/auth/refresh', { from, body: { refreshToken } });
  expect(answer.status, answer.text).toBe(200);
});

test('what is made up counts for the address, and what is known has a budget that ends', async () => {
  const from = await floodedAddress();
  const { deviceToken, refreshToken } = await signedInUser(stack);
  const madeUp = [
    { deviceToken: `${deviceToken.slice(0, -2)}AA` },
    { deviceToken: 'x.t1.y' },
    { deviceToken: { toString: 'x' } },
    { token: deviceToken },
    { refreshToken: `${refreshToken.slice(0, -2)}AA` },
    { token: 'ott_01k0000000000000000000000r.t1.AAAA' },
    [],
    null,
  ];
  for (const body of madeUp)
    expect(
      (await stack.call('/auth/sign-in', { from, body: JSON.stringify(body), method: 'POST' })).status,
    ).toBe(429);
  // What anybody gets for the asking makes nobody known.
  const nonce = String(Object((await post(stack, '/auth/providers/google/nonce', {})).json()).nonce);
  expect((await stack.call('/auth/sign-in', { from, body: { token: nonce } })).status).toBe(429);
  const elsewhere = newClient();
  const statuses = await Promise.all(
    Array.from({ length: limits.signIn.requests + 1 }, () =>
      stack.call('/auth/sign-in', { from: elsewhere, body: { deviceToken } }),
    ),
  );
  expect(statuses.filter(({ status }) => status === 429)).toHaveLength(1);
  // And leaves that of the address alone.
  expect((await stack.call('/auth/sign-in', { from: elsewhere, body: {} })).status).toBe(422);
});
