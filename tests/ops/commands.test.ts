import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../dev/ports.ts';
import { type Bundles, bundleScripts } from '../support/bundles.ts';
import { type Stack, startStack } from '../support/stack.ts';

let stack: Stack;
let folder: string;
let bundles: Bundles;
beforeAll(async () => {
  [stack, bundles] = await Promise.all([
    startStack(),
    bundleScripts(
      ['migrate', 'invite', 'redrive', 'rotate-keys', 'trial-balance', 'verify-audit'].map(
        (name) => `ops/${name}.ts`,
      ),
    ),
  ]);
  folder = await mkdtemp(join(tmpdir(), 'midas-ops-'));
});
afterAll(async () => {
  await stack.stop();
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
  const run = spawn(process.execPath, [bundles.of(file), ...options], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [code]] = await Promise.all([text(run.stdout), text(run.stderr), once(run, 'exit')]);
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
    err: expect.stringMatching(/^redrive: the database does not answer: [^\n]+\n$/),
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

test('a database that does not let the command in is said in one line', async () => {
  const url = new URL(stack.databaseUrl);
  url.password = 'wrong';
  const refused = await command('ops/migrate.ts', [], { DATABASE_URL: url.href });
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.err).toMatch(
    /^migrate: the database does not answer: password authentication failed[^\n]*\n$/,
  );
});

test('a file that is not there is named in one line', async () => {
  const refused = await command('ops/redrive.ts', ['--env-file', 'nowhere']);
  // Node reads this option behind a script's name too, and says it before the command can.
  expect(refused.err).toMatch(/^(redrive: there is no file nowhere|[^\n]*nowhere: not found)\n$/);
  expect(refused.code).not.toBe(0);
});
