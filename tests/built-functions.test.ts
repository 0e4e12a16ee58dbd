import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FunctionsProcess, startFunctionsProcess } from '../dev/bench/process.ts';
import { builds } from '../dev/build.ts';
import { mailedToken, newMail, password, tokensOf } from './support/accounts.ts';
import { newClient } from './support/booking.ts';
import { call } from './support/client.ts';
import { type Stack, startStack } from './support/stack.ts';

// What is deployed is what is built: what a bundle loads only when it is needed, and what it leaves outside, must be found there too.
let folder: string;
let stack: Stack;
let functions: FunctionsProcess;
beforeAll(async () => {
  const state = join(import.meta.dirname, '../.midas');
  await mkdir(state, { recursive: true });
  folder = await mkdtemp(join(state, 'built-'));
  await Promise.all(builds.map((one) => build({ ...one, outdir: folder })));
  stack = await startStack();
  functions = await startFunctionsProcess(
    ['auth', 'account', 'second-factors', 'passkeys', 'contact'].map((name) => join(folder, `${name}.mjs`)),
    stack.environment,
  );
});
afterAll(async () => {
  await functions.stop();
  await stack.stop();
  await rm(folder, { recursive: true });
});

const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  call(`${functions.url}/api/v1${path}`, { method: 'POST', from: newClient(), body, headers });

test('the built functions find the list of common passwords, bcrypt, and whatever else they load on the way', async () => {
  const email = newMail();
  const registration = { email, password, name: 'Ada' };
  const common = await post('/auth/register', { ...registration, password: 'passwordpassword' });
  expect([common.status, common.text]).toEqual([422, expect.stringContaining('guess')]);
  expect((await post('/auth/register', registration)).status).toBe(202);
  const token = await mailedToken(stack, 'registration', email);
  const verified = await post('/auth/verify', { token, password, sessionAs: 'tokens' });
  expect(verified.status, verified.text).toBe(201);
  const headers = { Authorization: `Bearer ${tokensOf(verified).accessToken}` };
  const totp = await post('/account/totp', {}, headers);
  expect([totp.status, totp.text]).toEqual([201, expect.stringContaining('<svg')]);
  expect((await post('/account/passkeys/options', undefined, headers)).status).toBe(201);
  await functions.settled();
  const mail = stack.mailbox.messages().find(({ to }) => `${to}`.includes(email));
  expect(mail?.subject).toContain('Fine Things');
});
