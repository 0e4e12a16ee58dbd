import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { declarationsOf } from '../../src/http/openapi/declared.ts';
import { signedInUser } from '../support/account/accounts.ts';
import { newClient } from '../support/booking/booking.ts';
import { functionApps } from '../support/harness/function-apps.ts';
import { useStack } from '../support/harness/stack.ts';
import { expectRefusal } from '../support/http/refusal.ts';

/** Every route that reads a JSON body, from the functions themselves: one that is new is in here by itself. */
const routes = (await functionApps()).flatMap(({ app }) =>
  (app?.routes ?? []).flatMap(({ method, path, handler }) =>
    declarationsOf([handler]).some(({ body }) => body?.mediaType === 'application/json')
      ? [{ method, path }]
      : [],
  ),
);

const stack = useStack();
let headers: Readonly<Record<string, string>>;
afterAll(() => stack.functions.settled());

function send({ method, path }: (typeof routes)[number], body: string) {
  return stack.call(path.replace('/api/v1', '').replaceAll(/:\w+/g, 'rsv_00000000000000000000000000'), {
    method,
    body,
    from: newClient(),
    headers: {
      ...headers,
      'Content-Type': 'application/json',
      'Idempotency-Key': randomUUID(),
      'If-Match': '"1"',
    },
  });
}

test('there are JSON routes to look at', () => expect(routes.length).toBeGreaterThan(30));

describe.each(routes)('$method $path', (route) => {
  // Each with a session of its own: whoever is signed in has one budget, wherever the calls come from.
  beforeAll(async () => {
    ({ headers } = await signedInUser(stack, 'owner'));
  });

  test('takes nothing but an object', async () => {
    for (const body of ['[]', '[{}]', 'null', '0', '""', 'true'])
      expectRefusal(await send(route, body), 422, 'validation-failed');
  });

  test('refuses a field that stands there twice, however it is written and however deep', async () => {
    for (const body of [
      '{"a":1,"a":1}',
      '{"email":"a@guests.example", "\\u0065mail":"b@guests.example"}',
      '{"guest":{"name":"Ada","x":{},"name":"Eve"}}',
      '{"list":[{"a":1,"b":"{\\"a\\":1", "a":2}]}',
      '{"":1,"":2}',
    ])
      expectRefusal(await send(route, body), 400, 'malformed-json');
  });

  test('lets the same name stand in different objects, and in texts', async () => {
    const answer = await send(route, '{"a":{"a":{"a":"\\"a\\":1,\\"a\\":2}"}},"b":[{"a":1},{"a":2}]}');
    expect(answer.status, answer.text).not.toBe(400);
  });
});

test('an empty list is no object, wherever one belongs', async () => {
  const body = JSON.stringify({
    item: 'villa-belombre',
    from: '2027-05-01',
    to: '2027-05-08',
    guests: 2,
    extras: [],
  });
  expectRefusal(
    await stack.call('/quotes', {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'application/json' },
      from: newClient(),
    }),
    422,
    'validation-failed',
  );
});
