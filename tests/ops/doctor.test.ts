import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../dev/ports.ts';
import { databaseAdvice } from '../../ops/database-advice.ts';
import { examine } from '../../ops/doctor/examine.ts';
import { setPaypalWebhook } from '../../ops/paypal-webhook.ts';
import { databaseClient } from '../../ops/postgres.ts';
import { keepSessionSettings } from '../../ops/session-settings.ts';
import { setStripeWebhook } from '../../ops/stripe-webhook.ts';
import { invite } from '../../src/account/registration/invitation.ts';
import { stripeClient } from '../../src/payment/stripe/client.ts';
import { parseConfig } from '../../src/platform/config/config.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { useStack } from '../support/harness/stack.ts';

const stack = useStack();
const folder = mkdtempSync(join(tmpdir(), 'midas-doctor-'));
const business = join(folder, 'business.json');
beforeAll(() => keepSessionSettings(stack.database));
beforeAll(() => {
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
afterAll(() => rmSync(folder, { recursive: true }));

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
    'Database, sessions': 'well: end what takes too long',
    Catalogue: expect.stringMatching(/^well: guests can find \d+$/),
    'Time zones': 'well: there are all that items and companies name',
    Redis: 'well: answers',
    Mail: expect.stringMatching(/^well/),
    Stripe: 'well: test mode: no money moves',
    'Stripe, webhook': expect.stringMatching(/^well/),
    PayPal: 'well: takes the credentials',
    Site: expect.stringMatching(/^well/),
  });
});

test('each zone of an item or a company that there is not is told by its name', async () => {
  const { slug } = await cloneItem(stack, { columns: { time_zone: 'Europe/Atlantis' } });
  const write = (zone: string) => stack.database.query('update legal_entities set time_zone = $1', [zone]);
  await write('Pacific/Mu');
  expect((await seen())['Time zones']).toMatch(
    new RegExp(
      `^wrong: there is no Europe/Atlantis \\(item ${slug}\\), Pacific/Mu \\(legal entity main\\): set`,
    ),
  );
  await write('Europe/Paris');
  await stack.database.query(`update items set time_zone = 'UTC' where slug = $1`, [slug]);
  expect((await seen())['Time zones']).toMatch(/^well/);
});

test('an owner who is invited is not asked for again, and is told to accept', async () => {
  expect((await seen()).Owner).toMatch(/^off: nobody yet: npm run invite/);
  await invite(stack.runtime, 'system', { email: 'owner@own.example', role: 'owner', language: 'en' });
  expect((await seen()).Owner).toBe('off: is invited, and has to open the link of the mail');
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
    Database: expect.stringMatching(
      /^wrong: does not let us in \(28P01\), it knows no such role with that password: copy DATABASE_URL/,
    ),
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

/** What somebody sets, and what is said of it. */
const cases: readonly (readonly [string, string, string])[] = [
  [
    'ALLOWED_ORIGINS',
    'https://www.own.example/',
    'without a slash or path behind it: write https://www.own.example',
  ],
  [
    'ALLOWED_ORIGINS',
    'https://www.own.example/book',
    'without a slash or path behind it: write https://www.own.example',
  ],
  ['ALLOWED_ORIGINS', 'https://WWW.own.example', 'write https://www.own.example'],
  ['ALLOWED_ORIGINS', 'https://me:hush-hush@own.example', 'write https://own.example'],
  ['ALLOWED_ORIGINS', 'www.own.example', 'takes sites such as https://www.example.com, with commas between'],
  ['ALLOWED_ORIGINS', '*', 'takes sites such as https://www.example.com, with commas between'],
  ['ALLOWED_ORIGINS', 'localhost:9137', 'takes sites such as https://www.example.com, with commas between'],
  [
    'MAIL_FROM',
    'Own <bookings@own.example>',
    'is an address alone, such as bookings@example.com: leave out the name',
  ],
  [
    'OWNER_EMAIL',
    '"Ada, of Own" <ada@own.example>',
    'is an address alone, such as bookings@example.com: leave out the name',
  ],
  ['OWNER_EMAIL', 'ada', 'is not a mail address'],
  [
    'DATABASE_URL',
    "psql 'postgresql://a:hush-hush@b.example/c'",
    'is an address that begins with postgresql://',
  ],
  ['SMTP_URL', 'mail.own.example:587', 'is an address that begins with smtps:// or smtp://'],
  [
    'UPSTASH_REDIS_REST_URL',
    'rediss://default:hush-hush@own.upstash.io:6379',
    'is an address that begins with https:// or http://',
  ],
  ['SITE_URL', 'book.own.example', 'is an address that begins with https:// or http://'],
];

test.each(cases)('%s=%s is told what to write', async (name, value, says) => {
  const findings = await examine({ ...stack.environment, [name]: value }, 'dev', business);
  const told = findings.filter(({ part }) => part === 'Variables').map((finding) => finding.says);
  expect(told).toEqual([expect.stringMatching(new RegExp(`^${name} `))]);
  expect(told[0]).toContain(says);
  expect(told[0]).not.toContain('hush-hush');
});

test('all that is wrong with variables is told at once, by themselves and together, and each part that they are not for is asked all the same', async () => {
  const findings = await examine(
    {
      ...stack.environment,
      SITE_URL: stack.functions.url,
      MAIL_FROM: 'Own <a@own.example>',
      ALLOWED_ORIGINS: 'https://a.example/,https://b.example,https://c.example/d',
      MIDAS_KEYS: '',
      PAYPAL_WEBHOOK_ID: '',
      TWILIO_FROM: 'Own',
      BANK_BIC: 'AGRIFRPP',
      GOOGLE_CLIENT_SECRET: '',
      STRIPE_PUBLISHABLE_KEY: 'pk_live_x',
    },
    'dev',
    business,
  );
  const told = findings.filter(({ part }) => part === 'Variables').map(({ says }) => says.split(' ', 1)[0]);
  expect(told.toSorted()).toEqual(
    [
      'ALLOWED_ORIGINS',
      'ALLOWED_ORIGINS',
      'BANK_ACCOUNT_HOLDER',
      'GOOGLE_CLIENT_ID',
      'MAIL_FROM',
      'MIDAS_KEYS',
      'PAYPAL_CLIENT_ID,',
      'STRIPE_SECRET_KEY',
      'TWILIO_FROM',
    ].toSorted(),
  );
  const parts = findings.map(({ part, state }) => `${part} ${state}`);
  expect(parts).toEqual(
    expect.arrayContaining(['Database well', 'Redis well', 'Mail well', 'Site well', 'Pages well']),
  );
  for (const part of ['Keys', 'Stripe', 'PayPal']) expect(parts.join()).not.toMatch(`${part} `);
});

test('all that is wrong with the pages is told at once', async () => {
  const file = join(folder, 'wrong.json');
  writeFileSync(
    file,
    JSON.stringify({ name: 'Own', address: '', terms: 'terms', imprint: '/nowhere/', logo: 'no.svg' }),
  );
  const findings = await examine(stack.environment, 'dev', file);
  expect(findings.filter(({ part }) => part === 'Pages').map(({ says }) => says.split(' ')[1])).toEqual([
    'address',
    'terms',
    'imprint',
    'logo',
  ]);
});

const url = 'postgresql://midas:hush-hush@db.own.example/midas?sslmode=require';
test.each([
  ['ENOTFOUND', 'there is no host db.own.example (ENOTFOUND)'],
  ['EAI_AGAIN', 'cannot be looked up by the name db.own.example (EAI_AGAIN)'],
  ['ECONNREFUSED', 'does not answer at db.own.example (ECONNREFUSED)'],
  ['ETIMEDOUT', 'does not answer at db.own.example (ETIMEDOUT)'],
  ['08006', 'does not answer at db.own.example (08006)'],
  ['28P01', 'does not let us in (28P01)'],
  ['28000', 'does not let us in (28000)'],
  ['3D000', 'has no database of the name that DATABASE_URL ends with (3D000)'],
  ['53300', 'takes nobody at the moment (53300)'],
  ['57P03', 'takes nobody at the moment (57P03)'],
  ['CERT_HAS_EXPIRED', 'shows no certificate that can be trusted for db.own.example (CERT_HAS_EXPIRED)'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'shows no certificate that can be trusted'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'shows no certificate that can be trusted'],
])('%s of a database is told as what it is', (code, says) => {
  const inner = Object.assign(new Error('of the network'), { code });
  for (const error of [inner, new Error('fetch failed', { cause: inner })])
    expect(databaseAdvice(error, url)).toContain(says);
  expect(databaseAdvice(inner, url)).not.toContain('hush-hush');
});

test('a host that is not there is told as that, of each part that is reached by one', async () => {
  const parts = await seen({
    DATABASE_URL: 'postgresql://midas:hush@no-such-host.invalid/midas',
    UPSTASH_REDIS_REST_URL: 'https://no-such-host.invalid',
    SMTP_URL: 'smtp://no-such-host.invalid:587',
  });
  for (const part of ['Database', 'Redis', 'Mail'])
    expect(parts[part], part).toMatch(/^wrong: .*there is no host no-such-host\.invalid/);
});

test('an error that is not of the way to a database is nobody’s advice', () => {
  expect(databaseAdvice(new TypeError('x is not a function'), url)).toBeUndefined();
  expect(databaseAdvice(Object.assign(new Error('syntax'), { code: '42601' }), url)).toBeUndefined();
});

test.each(['require', 'prefer', 'verify-ca', 'verify-full'])(
  'sslmode=%s checks the certificate of the database, and nothing warns of it',
  async (mode) => {
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on('warning', note);
    const client = databaseClient(
      `postgresql://a:b@db.own.example/c?sslmode=${mode}&channel_binding=require`,
    );
    // Warnings are told on the next tick.
    await setImmediate();
    process.off('warning', note);
    expect(warnings).toEqual([]);
    expect(client).toMatchObject({ ssl: {}, host: 'db.own.example', database: 'c' });
  },
);

test('the command lists every variable that is missing or wrong for a live site, and ends with 1', async () => {
  writeFileSync(
    join(folder, '.env.bare'),
    'SITE_URL=https://book.example\nSTRIPE_SECRET_KEY=rk_nonsense-secret\n',
  );
  // As `npm run doctor` runs it; the other commands' tests run bundles, which start ten times as fast.
  const root = join(import.meta.dirname, '../..');
  const run = spawn(
    join(root, 'node_modules/.bin/tsx'),
    ['--', join(root, 'ops/doctor.ts'), '--env-file', '.env.bare'],
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
