import { createHmac, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { exportJWK, exportSPKI, SignJWT } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { rotateSigningKey, signingKey } from '../../../src/account/session/signing-keys.ts';
import { signToken } from '../../../src/platform/keys.ts';
import { type SignedInUser, signedInUser, signInAgain } from '../../support/account/accounts.ts';
import { newClient } from '../../support/booking/booking.ts';
import { useStack } from '../../support/harness/stack.ts';

const stack = useStack();
let user: SignedInUser;
beforeAll(async () => {
  user = await signedInUser(stack);
});

const account = (token: string) =>
  stack.call('/account', { from: newClient(), headers: { Authorization: `Bearer ${token}` } });

const seconds = () => Math.floor(stack.clock.now().getTime() / 1000);
const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');

function claims(changes: Readonly<Record<string, unknown>> = {}) {
  const site = stack.runtime.config.site.url;
  return {
    sub: user.id,
    sid: user.sessionId,
    iss: site,
    aud: `${site}/api/v1`,
    iat: seconds(),
    exp: seconds() + 300,
    ...changes,
  };
}

/** A token signed by our own key, with what is changed. */
function ours(
  changes: Readonly<Record<string, unknown>> = {},
  header: Readonly<Record<string, unknown>> = {},
) {
  const { kid, privateKey } = signingKey(stack.runtime.config.keys, 1);
  return new SignJWT(claims(changes))
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid, ...header })
    .sign(privateKey);
}

test('a token with nothing changed is let in, so that the refusals below are those of what was changed', async () => {
  expect((await account(await ours())).status).toBe(200);
});

describe('refused with 401 is a token', () => {
  const forged = generateKeyPairSync('ed25519');
  const kid = () => signingKey(stack.runtime.config.keys, 1).kid;

  test.each<[string, () => string | Promise<string>]>([
    [
      'without a signature, as alg none asks for',
      () => `${encode({ alg: 'none', typ: 'at+jwt', kid: kid() })}.${encode(claims())}.`,
    ],
    [
      'that says none and carries one',
      async () =>
        `${encode({ alg: 'none', typ: 'at+jwt', kid: kid() })}.${encode(claims())}.${(await ours()).split('.')[2]}`,
    ],
    [
      'signed by HS256 with the public key as secret',
      async () => {
        const { publicKey } = signingKey(stack.runtime.config.keys, 1);
        const text = `${encode({ alg: 'HS256', typ: 'at+jwt', kid: kid() })}.${encode(claims())}`;
        return `${text}.${createHmac('sha256', await exportSPKI(publicKey))
          .update(text)
          .digest('base64url')}`;
      },
    ],
    [
      'that brings its own key as jwk',
      async () =>
        new SignJWT(claims())
          .setProtectedHeader({
            alg: 'EdDSA',
            typ: 'at+jwt',
            kid: kid(),
            jwk: await exportJWK(forged.publicKey),
          })
          .sign(forged.privateKey),
    ],
    [
      'under another key of the same kid',
      () =>
        new SignJWT(claims())
          .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: kid() })
          .sign(forged.privateKey),
    ],
    ['without a kid', () => ours({}, { kid: undefined })],
    ['of an unknown kid', () => ours({}, { kid: 'k9.1' })],
    ['of a generation that never was', () => ours({}, { kid: 't1.77' })],
    ['whose kid is a path', () => ours({}, { kid: '../../../../dev/null' })],
    ['whose kid is an address', () => ours({}, { kid: 'https://evil.example/key' })],
    ['whose kid is an injection', () => ours({}, { kid: "t1.1' or '1'='1" })],
    ['whose kid is no text', () => ours({}, { kid: 1 })],
    ['of another type', () => ours({}, { typ: 'JWT' })],
    ['without a type', () => ours({}, { typ: undefined })],
    ['for another audience', () => ours({ aud: 'https://elsewhere.example/api/v1' })],
    ['for the site and not the API', () => ours({ aud: stack.runtime.config.site.url })],
    ['of another issuer', () => ours({ iss: 'https://elsewhere.example' })],
    ['that has just expired', () => ours({ exp: seconds() })],
    ['without an expiry', () => ours({ exp: undefined })],
    ['not yet valid', () => ours({ nbf: seconds() + 60 })],
    ['of a session that never was', () => ours({ sid: 'ses_01hzzzzzzzzzzzzzzzzzzzzzzz' })],
    ['of a session of somebody else', async () => ours({ sid: (await signedInUser(stack)).sessionId })],
    ['whose subject is no person', () => ours({ sub: 'admin' })],
    ['whose subject is a list', () => ours({ sub: [user.id] })],
    [
      'whose payload is no JSON',
      async () => {
        const [head, , signature] = (await ours()).split('.');
        return `${head}.bm90IGpzb24.${signature}`;
      },
    ],
    ['of four parts', async () => `${await ours()}.x`],
    [
      'of one letter changed',
      async () => {
        const token = await ours();
        return `${token.slice(0, -2)}${token.at(-2) === 'A' ? 'B' : 'A'}${token.slice(-1)}`;
      },
    ],
    ['that is a refresh token', () => user.refreshToken],
    [
      'that is the link of a reservation',
      () => signToken(stack.runtime.config.keys, 'manage-token', user.id),
    ],
  ])('%s', async (_what, make) => {
    const answer = await account(await make());
    expect(answer.status, answer.text).toBe(401);
    expect(answer.json()).toMatchObject({ code: 'unauthorized' });
  });

  test('that names where its key is to be fetched, and nobody fetches it', async () => {
    let fetched = 0;
    const server = createServer((_request, response) => {
      fetched += 1;
      response.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = Object(server.address());
    const url = `http://127.0.0.1:${address.port}/jwks`;
    for (const header of [{ jku: url }, { x5u: url }, { jku: url, kid: url }]) {
      const token = await new SignJWT(claims())
        .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: kid(), ...header })
        .sign(forged.privateKey);
      expect((await account(token)).status).toBe(401);
    }
    await new Promise((resolve) => server.close(resolve));
    expect(fetched).toBe(0);
  });

  test.each([
    ['empty', ''],
    ['a scheme alone', 'Bearer'],
    ['a scheme and a space', 'Bearer '],
    ['another scheme', 'Basic dXNlcjpwYXNz'],
    ['two tokens', 'Bearer a b'],
    ['10 kB', `Bearer ${'a'.repeat(10_000)}`],
    ['dots alone', 'Bearer ...'],
    ['the head of a token', 'Bearer eyJ'],
    ['brackets', 'Bearer {}'],
    ['percent signs', 'Bearer %00%ff'],
  ])('in a header that is %s', async (_what, header) => {
    const answer = await stack.call('/account', { from: newClient(), headers: { Authorization: header } });
    expect(answer.status, answer.text).toBe(401);
  });

  test.each([
    ['empty', '__Host-midas-access='],
    ['without a value', '__Host-midas-access'],
    ['of percent signs', '__Host-midas-access=%E0%A4%A'],
    ['with quotes', '__Host-midas-access="a"'],
    ['twice', '__Host-midas-access=a; __Host-midas-access=b'],
    ['of 3 kB', `__Host-midas-access=${'a'.repeat(3000)}`],
    ['of semicolons', ';;;=;=;'],
    ['of JSON', '__Host-midas-access={"a":1}'],
    ['without the prefix that binds it to the host', 'midas-access=eyJ'],
  ])('in a cookie that is %s', async (_what, cookie) => {
    const answer = await stack.call('/account', { from: newClient(), headers: { Cookie: cookie } });
    expect(answer.status, answer.text).toBe(401);
  });
});

describe('a key that signs', () => {
  test('is followed by another on command, and what it signed stays good for ten minutes', async () => {
    const before = await signedInUser(stack);
    const generation = await rotateSigningKey(stack.runtime, 'overlap');
    const after = await signInAgain(stack, before.id);
    const [head = ''] = after.accessToken.split('.');
    expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toMatchObject({ kid: `t1.${generation}` });
    expect((await account(before.accessToken)).status).toBe(200);
    expect((await account(after.accessToken)).status).toBe(200);
    const jwks = await stack.call('/auth/jwks');
    expect(jwks.json()).toMatchObject({
      keys: [{ kid: `t1.${generation}` }, { kid: `t1.${generation - 1}` }],
    });
    expect(jwks.text).not.toContain('"d"');
  });

  test('can be retired at once, and nothing that it signed is let in any more', async () => {
    const before = await signedInUser(stack);
    await rotateSigningKey(stack.runtime, 'retire-now');
    expect((await account(before.accessToken)).status).toBe(401);
    const jwks = await stack.call('/auth/jwks', { from: newClient() });
    expect(Object(jwks.json()).keys).toHaveLength(1);
    const after = await signInAgain(stack, before.id);
    expect((await account(after.accessToken)).status).toBe(200);
  });
});

test('an access token is good for five minutes and not longer', async () => {
  const { accessToken } = await signedInUser(stack);
  stack.clock.advance({ seconds: 299 });
  expect((await account(accessToken)).status).toBe(200);
  stack.clock.advance({ seconds: 1 });
  expect((await account(accessToken)).status).toBe(401);
});
