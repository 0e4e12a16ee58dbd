import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../dev/ports.ts';
import packageFile from '../../package.json' with { type: 'json' };
import { formatMoney } from '../../src/platform/money/money.ts';
import { book } from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { type Bundles, bundleScripts } from '../support/harness/bundles.ts';
import { useStack } from '../support/harness/stack.ts';

const root = join(import.meta.dirname, '../..');
const packageScripts: Readonly<Record<string, string>> = packageFile.scripts;

const stack = useStack();
let folder: string;
let bundles: Bundles;
beforeAll(async () => {
  bundles = await bundleScripts(
    ['migrate', 'invite', 'redrive', 'rotate-keys', 'trial-balance', 'verify-audit'].map(
      (name) => `ops/${name}.ts`,
    ),
  );
  folder = await mkdtemp(join(tmpdir(), 'midas-ops-'));
});
afterAll(async () => {
  await bundles.remove();
  await rm(folder, { recursive: true });
});

interface Outcome {
  readonly code: unknown;
  readonly out: string;
  readonly err: string;
}

/** A command in a process that has none of the site's variables but these, in a folder of its own. */
async function command(
  file: string,
  options: readonly string[] = [],
  variables: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  return run(process.execPath, ['--', bundles.of(file), ...options], variables);
}

async function run(
  program: string,
  words: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const child = spawn(program, words, {
    cwd: folder,
    env: { PATH: process.env.PATH, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code, out, err };
}

/** A file with these variables of the stack, and nothing else. */
async function fileWith(name: string, variables: readonly string[]): Promise<string> {
  // How a Neon-compatible proxy is reached is needed on this machine alone.
  const lines = [...variables, 'DATABASE_HTTP_ENDPOINT'].map((one) => `${one}=${stack.environment[one]}`);
  await writeFile(join(folder, name), lines.join('\n'));
  return name;
}

test.each([
  { file: 'ops/migrate.ts', options: [], uses: ['DATABASE_URL'], says: 'The database is up to date.\n' },
  {
    file: 'ops/invite.ts',
    options: ['--email', 'ada@example.com', '--role', 'owner'],
    uses: ['DATABASE_URL', 'MIDAS_KEYS', 'SITE_URL'],
    says: 'ada@example.com is invited as owner until',
  },
  { file: 'ops/redrive.ts', options: [], uses: ['DATABASE_URL'], says: '0 messages will be sent again' },
  { file: 'ops/rotate-keys.ts', options: [], uses: ['DATABASE_URL', 'MIDAS_KEYS'], says: 'Generation ' },
  { file: 'ops/trial-balance.ts', options: [], uses: ['DATABASE_URL'], says: 'The books balance.' },
  {
    file: 'ops/verify-audit.ts',
    options: [],
    uses: ['DATABASE_URL', 'MIDAS_KEYS', 'UPSTASH_REDIS_REST_URL', 'UPSTASH_REDIS_REST_TOKEN'],
    says: 'The audit log holds',
  },
])(
  '$file reads the file that is named, needs $uses and nothing else',
  async ({ file, options, uses, says }) => {
    const named = await fileWith('.env.production', uses);
    const done = await command(file, [...options, '--env-file', named]);
    expect(done).toMatchObject({ code: 0, err: '' });
    expect(done.out).toContain(says);
  },
);

test('without a file named, .env is read, and a variable of the environment comes before it', async () => {
  await fileWith('.env', ['DATABASE_URL']);
  expect(await command('ops/redrive.ts')).toMatchObject({ code: 0, err: '' });
  const wrong = await command('ops/redrive.ts', [], {
    DATABASE_HTTP_ENDPOINT: `http://127.0.0.1:${await freePort()}/sql`,
  });
  expect(wrong).toEqual({
    code: 1,
    out: '',
    err: expect.stringMatching(/^redrive: the database does not answer at [^\n]+ \(ECONNREFUSED\)[^\n]+\n$/),
  });
});

test.each([
  [
    ['--env-file', '.env.bare'],
    'invite: MIDAS_KEYS, SITE_URL are not set in .env.bare; fill in what is missing there\n',
  ],
  [
    ['--env-file', '.env.wrong', '--email', 'a@example.com', '--role', 'owner'],
    'invite: MIDAS_KEYS needs keys of at least 32 bytes\n',
  ],
  [['--env-file', '.env.whole', '--role', 'owner'], 'invite: --email is missing\n'],
])('what is wrong with %j is said in one line', async (options, says) => {
  await fileWith('.env.bare', ['DATABASE_URL']);
  await fileWith('.env.whole', ['DATABASE_URL', 'MIDAS_KEYS', 'SITE_URL']);
  await writeFile(
    join(folder, '.env.wrong'),
    'DATABASE_URL=postgresql://a@b/c\nSITE_URL=https://a.example\nMIDAS_KEYS=k1:c2hvcnQ=\n',
  );
  const refused = await command('ops/invite.ts', options);
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.err.slice(0, says.length)).toBe(says);
  expect(refused.err.trim().split('\n')).toHaveLength(1);
});

test.each<[string, (url: URL) => void, string]>([
  [
    'a wrong password',
    (url) => {
      url.password = 'wrong';
    },
    'does not let us in (28P01)',
  ],
  [
    'another name',
    (url) => {
      url.pathname = '/no_such_database';
    },
    'has no database of the name that DATABASE_URL ends with (3D000)',
  ],
  [
    'TLS that is not offered',
    (url) => {
      url.search = '?sslmode=require&channel_binding=require';
    },
    'offers no TLS at 127.0.0.1',
  ],
  [
    'a host that is not there',
    (url) => {
      url.hostname = 'no-such-host.invalid';
    },
    'no-such-host.invalid',
  ],
])('a database that is not reached is told in one line: %s', async (_, change, says) => {
  const url = new URL(stack.databaseUrl);
  change(url);
  const refused = await command('ops/migrate.ts', [], { DATABASE_URL: url.href });
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.err).toContain(says);
  // No line of a library beside it.
  expect(refused.err).toMatch(/^migrate: the database [^\n]+\n$/);
});

test('an address of a database with something around it is told how it begins', async () => {
  const refused = await command('ops/migrate.ts', [], { DATABASE_URL: `psql '${stack.databaseUrl}'` });
  expect(refused).toEqual({
    code: 1,
    out: '',
    err: 'migrate: DATABASE_URL is an address that begins with postgresql://\n',
  });
});

test('every command of package.json reads options as its own: a file that is not there is named in one line', async () => {
  const scripts = Object.entries(packageScripts).filter(([, line]) => line.includes('ops/'));
  expect(scripts.length).toBeGreaterThan(8);
  expect(scripts.filter(([, line]) => !line.startsWith('tsx -- ops/'))).toEqual([]);
  const line = packageScripts.redrive?.replace('tsx ', '').split(' ') ?? [];
  const [, file = ''] = line;
  const refused = await run(join(root, 'node_modules/.bin/tsx'), [
    '--',
    join(root, file),
    '--env-file',
    'nowhere',
  ]);
  expect(refused).toEqual({ code: 1, out: '', err: 'redrive: there is no file nowhere\n' });
});

test('an invitation says when it ends as people say it, in the zone of whoever types the command', async () => {
  const named = await fileWith('.env.invite', ['DATABASE_URL', 'MIDAS_KEYS', 'SITE_URL']);
  const options = ['--email', 'grace@example.com', '--role', 'staff', '--env-file', named];
  const done = await command('ops/invite.ts', options, { TZ: 'America/New_York' });
  expect(done).toMatchObject({ code: 0, err: '' });
  expect(done.out).toMatch(/ until \w+day,? \d{1,2} [A-Z]\w+ \d{4} at \d\d:\d\d GMT-[45]\./);
});

test('the trial balance is printed in money of its currency, and no cell of it is empty', async () => {
  const named = await fileWith('.env.balance', ['DATABASE_URL']);
  const empty = await command('ops/trial-balance.ts', ['--env-file', named]);
  expect(empty).toEqual({ code: 0, err: '', out: 'Nothing was booked yet.\n\nThe books balance.\n' });
  // The command has the machine’s clock, and a balance ends at now.
  stack.clock.set(new Date().toISOString());
  const reservation = await book(stack, (await cloneItem(stack)).wish);
  const total = formatMoney(reservation.total, 'en');
  const full = await command('ops/trial-balance.ts', ['--env-file', named]);
  expect(full).toMatchObject({ code: 0, err: '' });
  const [head, ...rows] = full.out.split('\n\n')[0]?.split('\n') ?? [];
  expect(head?.split(/ {2,}/)).toEqual(['Account', 'Debits', 'Credits', 'Balance']);
  expect(rows.length).toBeGreaterThan(1);
  for (const row of rows) expect(row.split(/ {2,}/), row).toHaveLength(4);
  expect(full.out).toContain(total);
  expect(full.out).toMatch(/\nSum in [A-Z]{3}: [^\n]*0\.00\n\nThe books balance\.\n$/);
});
