import { cp, glob, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { extractText, getDocumentProxy } from 'unpdf';
import * as v from 'valibot';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FunctionsProcess, startFunctionsProcess } from '../../dev/bench/process.ts';
import { builds } from '../../dev/build.ts';
import { documentListSchema } from '../../src/workflows/document/documents.ts';
import { mailedToken, newMail, password, tokensOf } from '../support/account/accounts.ts';
import {
  ada,
  authorized,
  newClient,
  openPayment,
  pay,
  reserve,
  settledAll,
} from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { call } from '../support/harness/client.ts';
import { startStack, useStack } from '../support/harness/stack.ts';
import { quietMails } from '../support/message/quiet-outbox.ts';

// What is deployed is what is built: what a bundle loads only when it is needed, and what it leaves outside, must be found there too.
const stack = useStack();
let folder: string;
let functions: FunctionsProcess;
beforeAll(async () => {
  const state = join(import.meta.dirname, '../../.midas');
  await mkdir(state, { recursive: true });
  folder = await mkdtemp(join(state, 'built-'));
  await Promise.all(builds.map((one) => build({ ...one, outdir: folder })));
  functions = await startFunctionsProcess(
    ['auth', 'account', 'second-factors', 'passkeys', 'contact'].map((name) => join(folder, `${name}.mjs`)),
    stack.environment,
  );
});
afterAll(async () => {
  await functions.stop();
  await rm(folder, { recursive: true });
});

const root = join(import.meta.dirname, '../..');

/** What Netlify unpacks: the built functions, the native module that it packs as it is, and the files that `netlify.toml` names. */
async function unpacked(): Promise<string> {
  const place = await mkdtemp(join(tmpdir(), 'midas-unpacked-'));
  await cp(folder, join(place, 'dist/functions'), { recursive: true });
  const list =
    /included_files = \[([^\]]*)\]/.exec(await readFile(join(root, 'netlify.toml'), 'utf8'))?.[1] ?? '';
  const patterns = [...list.matchAll(/"([^"]+)"/g)].map(([, pattern = '']) => pattern);
  for await (const file of glob([...patterns, 'node_modules/@node-rs/**/*.*'], { cwd: root }))
    await cp(join(root, file), join(place, file));
  return place;
}

const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  call(`${functions.url}/api/v1${path}`, { method: 'POST', from: newClient(), body, headers });

test('the built functions find the list of common passwords, bcrypt, and whatever else they load on the way', async () => {
  // A process that has just begun loads while it waits for Redis, which on a slow machine takes longer than Redis is waited for.
  await expect.poll(async () => (await post('/auth/resend', { email: newMail() })).status).toBe(202);
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

test('unpacked where nothing else is, a built function draws a document with names in other scripts from the fonts shipped with it', async () => {
  const name = '山田太郎 สมชาย राजेश محمد';
  const booked = await startStack();
  await quietMails(booked); // a mail would draw the document first
  const reservation = await reserve(booked, (await cloneItem(booked)).wish, { ...ada, name });
  await pay(booked, (await openPayment(booked, reservation)).intentId);
  await settledAll(booked);
  const place = await unpacked();
  const deployed = await startFunctionsProcess(
    [join(place, 'dist/functions/documents.mjs')],
    booked.environment,
  );
  try {
    const list = `${deployed.url}/api/v1/documents/${reservation.id}`;
    const from = { from: newClient(), headers: authorized(reservation) };
    const listed = await call(list, from);
    expect(listed.status, listed.text).toBe(200);
    const { documents } = v.parse(documentListSchema, listed.json());
    const pdf = await fetch(`${list}/${documents[0]?.id}`, { headers: authorized(reservation) });
    expect([pdf.status, pdf.headers.get('Content-Type')]).toEqual([200, 'application/pdf']);
    const { text } = await extractText(await getDocumentProxy(new Uint8Array(await pdf.arrayBuffer())), {
      mergePages: true,
    });
    for (const part of ['山田太郎', 'สมชาย', 'राजेश']) expect(text).toContain(part);
  } finally {
    await deployed.stop();
    await booked.stop();
    await rm(place, { recursive: true });
  }
});
