import { type KeyObject, randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { decodeJwt, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { serveFunctions } from '../../../dev/functions-server.ts';
import { createdReservationSchema } from '../../../src/booking/present-reservation.ts';
import { manageToken } from '../../../src/booking/reservation.ts';
import type { Config } from '../../../src/platform/config/config.ts';
import { deriveKey, type Key } from '../../../src/platform/keys.ts';
import { createRuntime } from '../../../src/platform/runtime.ts';
import {
  bodyOf,
  type CreatedReservation,
  newClient,
  quote,
  reservationBody,
} from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { type Answer, call } from '../../support/harness/client.ts';
import { functionModules } from '../../support/harness/functions.ts';
import { wireRuns } from '../../support/harness/seeded-property.ts';
import { useStack } from '../../support/harness/stack.ts';
import { expectRefusal } from '../../support/http/refusal.ts';

const stack = useStack();
let token: string;
let key: Key;
beforeAll(async () => {
  key = stack.runtime.config.keys[0];
  token = (await quote(stack, (await cloneItem(stack)).wish)).quote;
});

function reserveWith(given: string, url = stack.url): Promise<Answer> {
  const headers = { 'Idempotency-Key': randomUUID() };
  return call(`${url}/api/v1/reservations`, { body: reservationBody(given), headers, from: newClient() });
}

function expectRefused(answer: Answer, why?: string): void {
  expect(answer.status, why ?? answer.text).toBe(422);
  const { errors } = expectRefusal(answer, 422, 'quote-invalid');
  expect(errors?.map(({ field }) => field)).toEqual(['quote']);
}

interface Signing {
  readonly header?: { alg?: string; typ?: string | undefined; kid?: string | undefined };
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly secret?: Uint8Array | KeyObject;
}

/** The same quote signed once more, right in every way but those that a test says. What is undefined is left out. */
function signed({ header = {}, payload = {}, secret = deriveKey(key, 'quote') }: Signing): Promise<string> {
  const claims: JWTPayload = JSON.parse(JSON.stringify({ ...decodeJwt(token), ...payload }));
  const { alg, typ, kid } = { alg: 'HS256', typ: 'midas-quote+jwt', kid: key.id, ...header };
  const names = { ...(typ === undefined ? {} : { typ }), ...(kid === undefined ? {} : { kid }) };
  return new SignJWT(claims).setProtectedHeader({ alg, ...names }).sign(secret);
}

test('a quote signed by this test as Midas signs them is taken, so that what follows is refused for its one fault', async () => {
  bodyOf(await reserveWith(await signed({})), 201, createdReservationSchema);
});

describe('a quote is refused', () => {
  test.each<[string, () => Signing]>([
    ['that was signed with another key', () => ({ secret: randomBytes(32) })],
    ['that was signed with our key itself', () => ({ secret: key.secret })],
    ['that was signed with our key for manage links', () => ({ secret: deriveKey(key, 'manage-token') })],
    ['that names a key which we do not have', () => ({ header: { kid: 'k9' } })],
    ['that names no key', () => ({ header: { kid: undefined } })],
    ['of another site with the same keys', () => ({ payload: { iss: 'https://other-things.example' } })],
    ['of no site', () => ({ payload: { iss: undefined } })],
    ['that is a token of another type', () => ({ header: { typ: 'JWT' } })],
    ['that is a token of no type', () => ({ header: { typ: undefined } })],
    ['that was signed by another algorithm', () => ({ header: { alg: 'HS512' } })],
    ['that never expires', () => ({ payload: { exp: undefined } })],
    ['that expired long ago', () => ({ payload: { exp: 1_000_000_000 } })],
    ['that is not valid yet', () => ({ payload: { nbf: 4_000_000_000 } })],
    ['that holds nothing', () => ({ payload: { quote: undefined } })],
    ['that holds something else', () => ({ payload: { quote: { total: '1' } } })],
  ])('%s', async (_name, fault) => {
    expectRefused(await reserveWith(await signed(fault())));
  });

  test('that says it needs no signature', async () => {
    const unsigned = new UnsecuredJWT(decodeJwt(token)).encode();
    expectRefused(await reserveWith(unsigned));
    expectRefused(await reserveWith(`${unsigned}${token.split('.')[2]}`));
  });

  test('whose price was lowered under its signature', async () => {
    const [header, , signature] = token.split('.');
    const payload = JSON.stringify(decodeJwt(token)).replace(/"total":\d+/, '"total":1');
    expect(payload).toContain('"total":1,');
    expectRefused(await reserveWith(`${header}.${Buffer.from(payload).toString('base64url')}.${signature}`));
  });

  test('in place of which a manage token stands', async () => {
    const held = bodyOf(
      await reserveWith((await quote(stack, (await cloneItem(stack)).wish)).quote),
      201,
      createdReservationSchema,
    );
    expectRefused(await reserveWith(held.manageToken));
    expectRefused(
      await reserveWith(manageToken(stack.runtime, decodeJwt<{ quote: { id: string } }>(token).quote.id)),
    );
  });

  test('in which any one bit is another', async () => {
    const bits = fc.record({ at: fc.nat(token.length - 1), bit: fc.nat(6) });
    const property = fc.asyncProperty(bits, async ({ at, bit }) => {
      const other = String.fromCharCode(token.charCodeAt(at) ^ (1 << bit));
      expectRefused(await reserveWith(token.slice(0, at) + other + token.slice(at + 1)));
    });
    await fc.assert(property, wireRuns(40));
  });

  test('whose last character is any other', async () => {
    const last = token.slice(-1);
    for (const other of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_='.replace(last, ''))
      expectRefused(await reserveWith(token.slice(0, -1) + other), `${other} in place of ${last} was taken`);
  });

  test('that is cut, lengthened, wrapped or something else altogether', async () => {
    const [header, payload, signature] = token.split('.');
    const given = [
      token.slice(0, -1),
      `${token}A`,
      `${token}.`,
      ` ${token}`,
      `${header}.${payload}`,
      `${payload}.${header}.${signature}`,
      '..',
      'a.b.c',
      'null',
      '{}',
      'x'.repeat(19_000),
    ];
    for (const one of given) expectRefused(await reserveWith(one), one.slice(0, 40));
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1 }), async (text) =>
        expectRefused(await reserveWith(text)),
      ),
      wireRuns(15),
    );
  });
});

test('a quote holds for 30 minutes and not a second more', async () => {
  const before = stack.clock.now().toISOString();
  const { wish } = await cloneItem(stack, { units: 2 });
  const offer = await quote(stack, wish);
  expect(Date.parse(offer.expiresAt) - Date.parse(before)).toBe(30 * 60_000);
  stack.clock.advance({ minutes: 29, seconds: 59 });
  bodyOf(await reserveWith(offer.quote), 201, createdReservationSchema);
  stack.clock.advance({ seconds: 1 });
  expectRefused(await reserveWith(offer.quote));
  stack.clock.set(before);
});

describe('when the keys are changed', () => {
  const newer: Key = { id: 't2', secret: randomBytes(32) };

  /** The functions once more, on the same database, with other keys. */
  async function withKeys<T>(keys: Config['keys'], use: (url: string) => Promise<T>): Promise<T> {
    const { clock, database, redis, log } = stack.runtime;
    const runtime = createRuntime({ ...stack.runtime.config, keys }, { clock, database, redis, log });
    const functions = await serveFunctions(functionModules, { port: 0, runtime });
    return use(functions.url).finally(async () => {
      await functions.settled();
      await functions.close();
    });
  }

  test('a quote of the older key is still taken, and a new one is signed by the newer', async () => {
    const { wish } = await cloneItem(stack, { units: 2 });
    const old = (await quote(stack, wish)).quote;
    await withKeys([newer, key], async (url) => {
      const made: CreatedReservation = bodyOf(await reserveWith(old, url), 201, createdReservationSchema);
      expect(made.status).toBe('held');
      const fresh = await quote(
        { ...stack, call: (path, options) => call(`${url}/api/v1${path}`, options) },
        wish,
      );
      expectRefused(await reserveWith(fresh.quote), 'the old key alone took what the new one signed');
      bodyOf(await reserveWith(fresh.quote, url), 201, createdReservationSchema);
    });
  });

  test('a quote of a key that is gone is refused', async () => {
    const old = (await quote(stack, (await cloneItem(stack)).wish)).quote;
    await withKeys([newer], async (url) => expectRefused(await reserveWith(old, url)));
  });
});
