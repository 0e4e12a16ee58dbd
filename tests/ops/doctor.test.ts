import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../dev/ports.ts';
import { examine } from '../../ops/doctor/examine.ts';
import { setPaypalWebhook } from '../../ops/paypal-webhook.ts';
import { setStripeWebhook } from '../../ops/stripe-webhook.ts';
import { stripeClient } from '../../src/payment/stripe/client.ts';
import { parseConfig } from '../../src/platform/config/config.ts';
import { type Stack, startStack } from '../support/stack.ts';

let stack: Stack;
const folder = mkdtempSync(join(tmpdir(), 'midas-doctor-'));
const business = join(folder, 'business.json');
beforeAll(async () => {
  stack = await startStack();
  const own = {
    name: 'Own',
    address: 'Quay 3',
    terms: 'https://own.example/terms',
    imprint: 'https://own.example/imprint',
    logo: '',
    colours: {},
  };
  writeFileSync(business, JSON.stringify(own));
});
afterAll(async () => {
  await stack.stop();
  rmSync(folder, { recursive: true });
});

/** What the doctor says of the stack with these variables: the state and the words of each part. */
async function seen(variables: Readonly<Record<string, string>> = {}) {
  const environment = { ...stack.environment, SITE_URL: stack.functions.url, ...variables };
  const findings = await examine(environment, 'dev', business);
  const secrets = Object.entries(environment)
    .filter(([name]) => /SECRET|TOKEN|KEYS|PASSWORD|PRIVATE/.test(name))
    .map(([, value]) => value);
  for (const { says } of findings) for (const secret of secrets) expect(says).not.toContain(secret);
  return Object.fromEntries(findings.map(({ part, state, says }) => [part, `${state}: ${says}`]));
}

test('each part that is well is said to be, once its webhooks are made', async () => {
  const before = await seen();
  expect(before['Stripe, webhook']).toBe(
    'wrong: there is none for this site: npm run stripe:webhook -- --env-file .env.production',
  );
  expect(before['PayPal, webhook']).toBe(
    'wrong: there is none for this site: npm run paypal:webhook -- --env-file .env.production',
  );

  const { stripe } = parseConfig(stack.environment, 'dev');
  await setStripeWebhook(stripeClient(stripe, 5000), stack.functions.url);
  expect(await seen()).toMatchObject({
    Pages: 'well: are those of Own',
    Database: 'well: PostgreSQL 18',
    Migrations: expect.stringMatching(/^well: all \d+$/),
    'Database, HTTP': expect.stringMatching(/^well/),
    Catalogue: expect.stringMatching(/^well: \d+ items/),
    Redis: 'well: answers',
    Mail: expect.stringMatching(/^well/),
    Stripe: 'well: test mode: no money moves',
    'Stripe, webhook': expect.stringMatching(/^well/),
    PayPal: 'well: takes the credentials',
    Site: expect.stringMatching(/^well/),
  });
});

test('a webhook of PayPal that the variable does not name is told, with the command that prints the line', async () => {
  const { paypal } = parseConfig(stack.environment, 'dev');
  if (!paypal) throw new Error('the stack has a PayPal');
  // PayPal takes addresses with https alone.
  const site = 'https://book.example';
  const [, line = ''] = await setPaypalWebhook(paypal, site);
  expect((await seen({ SITE_URL: site }))['PayPal, webhook']).toMatch(
    /^wrong: PAYPAL_WEBHOOK_ID is of another/,
  );
  const id = line.split('=')[1] ?? '';
  expect((await seen({ SITE_URL: site, PAYPAL_WEBHOOK_ID: id }))['PayPal, webhook']).toMatch(/^well/);
});

test('of each part that is broken it is said what to do, and no part hides another', async () => {
  const nobody = `127.0.0.1:${await freePort()}`;
  const database = new URL(stack.databaseUrl);
  database.password = 'wrong-password';
  const broken = await seen({
    DATABASE_URL: database.href,
    UPSTASH_REDIS_REST_TOKEN: 'wrong',
    SMTP_URL: `smtp://${nobody}`,
    STRIPE_SECRET_KEY: 'sk_test_wrong',
    PAYPAL_CLIENT_SECRET: 'wrong-secret',
    SITE_URL: `http://${nobody}`,
  });
  expect(broken).toMatchObject({
    Database: expect.stringMatching(/^wrong: does not let us in \(28P01\): copy DATABASE_URL/),
    Redis: expect.stringMatching(/^wrong: does not take UPSTASH_REDIS_REST_TOKEN/),
    Mail: expect.stringMatching(/^wrong: .*does not answer as SMTP_URL says/),
    Stripe: expect.stringMatching(/^wrong: Stripe does not take STRIPE_SECRET_KEY/),
    PayPal: expect.stringMatching(/^wrong: PayPal does not take PAYPAL_CLIENT_ID/),
    Site: expect.stringMatching(/^off: .*does not answer yet/),
  });
  expect(JSON.stringify(broken)).not.toContain('wrong-');
});

test('a database without its migrations, and a role that cannot make them, are told', async () => {
  await stack.database.query(`drop role if exists midas_reader_${stack.databaseName}`);
  await stack.database.query(`create role midas_reader_${stack.databaseName} login password 'r'`);
  await stack.database.query(`grant usage on schema drizzle to midas_reader_${stack.databaseName}`);
  await stack.database.query(
    `grant select on drizzle.__drizzle_migrations to midas_reader_${stack.databaseName}`,
  );
  const url = new URL(stack.databaseUrl);
  url.username = `midas_reader_${stack.databaseName}`;
  url.password = 'r';
  const reader = await seen({ DATABASE_URL: url.href });
  expect(reader.Role).toMatch(/^wrong: .* may not create tables/);
  await stack.database.query(
    'delete from drizzle.__drizzle_migrations where created_at = (select max(created_at) from drizzle.__drizzle_migrations)',
  );
  expect((await seen()).Migrations).toBe(
    'wrong: 1 are missing: npm run migrate -- --env-file .env.production',
  );
});

test('the command lists every variable that is missing or wrong for a live site, and ends with 1', async () => {
  writeFileSync(
    join(folder, '.env.bare'),
    'SITE_URL=https://book.example\nSTRIPE_SECRET_KEY=rk_nonsense-secret\n',
  );
  // As `npm run doctor` runs it; the other commands' tests run bundles, which start ten times as fast.
  const root = join(import.meta.dirname, '../..');
  const run = spawn(
    join(root, 'node_modules/.bin/tsx'),
    [join(root, 'ops/doctor.ts'), '--env-file', '.env.bare'],
    { cwd: folder, env: { PATH: process.env.PATH }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const [out, err, [code]] = await Promise.all([text(run.stdout), text(run.stderr), once(run, 'exit')]);
  expect(err).toBe('');
  expect(code).toBe(1);
  expect(out).toMatch(/✗ Variables {2}MIDAS_KEYS is not set/);
  expect(out).toMatch(/✗ Variables {2}STRIPE_SECRET_KEY starts with sk_/);
  expect(out).toMatch(/\n\d+ things to do\.\n$/);
  expect(out).not.toContain('nonsense');
});
