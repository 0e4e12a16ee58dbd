import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import type { KeyRing } from '../../src/platform/keys.ts';
import type { Runtime } from '../../src/platform/runtime.ts';
import { sealedChannels, shownChannels, withChannels } from '../../src/settings/channels.ts';
import { type SignedInUser, signedInUser } from '../support/account/accounts.ts';
import { bodyOf, newClient } from '../support/booking/booking.ts';
import type { Call } from '../support/harness/client.ts';
import { testEnvironment } from '../support/harness/environment.ts';
import { useStack } from '../support/harness/stack.ts';
import { expectRefusal, refusedFields } from '../support/http/refusal.ts';
import { one, startTripCounter } from '../support/http/round-trips.ts';
import { settingSchema } from '../support/settings.ts';

// An environment without an account at the gateway, at which there is this one.
const stack = useStack({ variables: { TWILIO_ACCOUNT_SID: '', TWILIO_AUTH_TOKEN: '', TWILIO_FROM: '' } });
const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: token } = testEnvironment;
const twilio = { accountSid, from: '+33 7 57 90 00 00', authToken: token };
const number = '+33612345678';

let owner: SignedInUser;
beforeAll(async () => {
  owner = await signedInUser(stack, 'owner');
});

const ask = (path: string, options: Call = {}, { headers }: Pick<SignedInUser, 'headers'> = owner) =>
  stack.call(path, { from: newClient(), ...options, headers: { ...headers, ...options.headers } });
const read = async () => bodyOf(await ask('/settings/channels'), 200, settingSchema);
const put = async (body: unknown, version?: number) =>
  ask('/settings/channels', {
    method: 'PUT',
    body,
    headers: { 'If-Match': `"${version ?? (await read()).version}"` },
  });
const tryOut = () => ask('/settings/channels/tests', { body: { to: number } });
const addPhone = () => ask('/account/phones', { body: { number } });

test('without an account anywhere no phone is added and no test goes out', async () => {
  expectRefusal(await addPhone(), 409, 'state-conflict');
  expectRefusal(await tryOut(), 409, 'state-conflict');
  expect(stack.sms.messages()).toEqual([]);
});

test.each([
  [{ authToken: null }, 'twilio.authToken'],
  [{ authToken: 'short' }, 'twilio.authToken'],
  [{ authToken: 'with a blank in it' }, 'twilio.authToken'],
  [{ accountSid: 'AC/../..' }, 'twilio.accountSid'],
  [{ from: 'Midas' }, 'twilio.from'],
])('an account with %j is refused at its field', async (change, field) => {
  expect(refusedFields(await put({ twilio: { ...twilio, ...change } }))).toEqual([field]);
});

test('an account that is saved sends; its token is shown to nobody, and rests nowhere readable', async () => {
  const saved = bodyOf(await put({ twilio }), 200, settingSchema);
  expect(saved).toMatchObject({
    content: { twilio: { accountSid, from: '+33757900000', authToken: null } },
    authTokenEnds: token.slice(-4),
  });
  expect(await read()).toEqual(saved);
  expect((await tryOut()).json()).toEqual({ isTaken: true });
  const sent = { to: number, from: '+33757900000' };
  expect(stack.sms.messages()).toEqual([
    expect.objectContaining({ ...sent, body: 'Fine Things: this is a test.' }),
  ]);
  expect((await addPhone()).status).toBe(201);
  await stack.functions.settled();
  expect(stack.sms.messages()).toEqual([expect.anything(), expect.objectContaining(sent)]);
  const version = await ask(`/settings/channels/versions/${saved.version}`);
  const stale = await put({ twilio }, 1);
  expect(expectRefusal(stale, 412, 'version-changed')).toMatchObject({ current: saved });
  const { rows } = await stack.database.query<{ all: string }>(
    `select concat((select json_agg(s) from settings s), (select json_agg(r) from revisions r), (select json_agg(a) from audit_events a)) as all`,
  );
  const all = [rows[0]?.all, version.text, stale.text, ...stack.logLines].join('\n');
  expect(all).toContain(accountSid);
  expect(all).toContain('setting.channels-tested');
  for (const secret of [token, Buffer.from(token).toString('base64'), Buffer.from(token).toString('hex')])
    expect(all.includes(secret)).toBe(false);
});

test('the token stays when another number is saved, and goes with its account', async () => {
  await put({ twilio });
  const other = await put({ twilio: { ...twilio, from: '+33757900001', authToken: null } });
  expect(other.json()).toMatchObject({ authTokenEnds: token.slice(-4) });
  await tryOut();
  expect(stack.sms.messages().at(-1)).toMatchObject({ from: '+33757900001' });
  const foreign = { twilio: { ...twilio, accountSid: 'ACother', authToken: null } };
  expect(refusedFields(await put(foreign))).toEqual(['twilio.authToken']);
  expect((await put({ twilio: null })).json()).toMatchObject({ authTokenEnds: null });
  const { rows } = await stack.database.query(`select secret_sealed from settings where key = 'channels'`);
  expect(rows).toEqual([{ secret_sealed: null }]);
});

test('what the gateway says is told: of a wrong token, and of a message that it does not take', async () => {
  await put({ twilio: { ...twilio, authToken: `another-${randomUUID()}` } });
  expect(expectRefusal(await tryOut(), 409, 'state-conflict').detail).toContain('does not know this account');
  await put({ twilio });
  stack.sms.refuseWith(400);
  expect(expectRefusal(await tryOut(), 409, 'state-conflict').detail).toContain('status 400');
  stack.sms.refuseWith(null);
});

test('the account that is saved wins over that in the environment', () => {
  const { runtime } = stack;
  const inEnvironment = { ...runtime.config, sms: { ...twilio, accountSid: 'ACenvironment', apiUrl: 'x' } };
  const house = { ...runtime, config: inEnvironment };
  const { content, secretSealed } = sealedChannels(runtime, { twilio });
  expect(withChannels(house, { content, secretSealed }).config.sms).toMatchObject({
    accountSid,
    authToken: token,
  });
  for (const nothing of [
    undefined,
    { content: {}, secretSealed: null },
    { content: { twilio: null }, secretSealed },
  ])
    expect(withChannels(house, nothing).config.sms?.accountSid).toBe('ACenvironment');
});

test('with a new key in front the token is still there; of one whose key is gone nothing is shown', () => {
  const { runtime } = stack;
  const { keys } = runtime.config;
  const fresh = { id: 'k9', secret: new Uint8Array(32).fill(9) };
  const { content, secretSealed = null } = sealedChannels(runtime, { twilio });
  const found = {
    one: { version: 2, changedAt: null, changedBy: 'system', content },
    secretSealed,
  };
  const under = (ring: KeyRing): Runtime => ({ ...runtime, config: { ...runtime.config, keys: ring } });
  const stored = { content, secretSealed };
  expect(shownChannels(under([fresh, ...keys]), found).authTokenEnds).toBe(token.slice(-4));
  expect(withChannels(under([fresh, ...keys]), stored).config.sms?.authToken).toBe(token);
  expect(shownChannels(under([fresh]), found).authTokenEnds).toBeNull();
  expect(() => withChannels(under([fresh]), stored)).toThrow('unknown key');
});

test('a manager sees nothing of it, and an owner saves or tests only who has just proved who they are', async () => {
  await put({ twilio });
  const manager = await signedInUser(stack, 'manager');
  for (const path of ['/settings/channels', '/settings/channels/versions'])
    expectRefusal(await ask(path, {}, manager), 403, 'forbidden');
  const all = await ask('/settings', {}, manager);
  expect([all.status, all.text.includes(accountSid)]).toEqual([200, false]);
  await stack.database.query(
    `update sessions set authenticated_at = authenticated_at - interval '11 minutes' where user_id = $1`,
    [owner.id],
  );
  for (const answer of [await tryOut(), await put({ twilio })])
    expectRefusal(answer, 403, 'reauthentication-needed');
});

test('one trip each', async () => {
  const { headers } = await signedInUser(stack, 'owner');
  const counter = await startTripCounter(stack);
  const { answer } = await counter.expectTrips(one, 200, '/settings/channels', { headers });
  const { version } = bodyOf(answer, 200, settingSchema);
  const saving = { method: 'PUT', body: { twilio }, headers: { ...headers, 'If-Match': `"${version}"` } };
  await counter.expectTrips(one, 200, '/settings/channels', saving);
  await counter.expectTrips(one, 200, '/settings/channels/versions/1', { headers });
  await counter.expectTrips(one, 200, '/settings/channels/tests', { body: { to: number }, headers });
  await counter.close();
});
