import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { calledFunctionsIn, parametersFile } from '../../dev/database-functions/parameters.ts';
import {
  createFunctions,
  pruneFunctions,
  readCalledFunctions,
  schemaOf,
} from '../../ops/database-functions.ts';
import { functionsSchema } from '../../src/platform/database/function-parameters.ts';
import { providerLimits, providers } from '../../src/platform/money/provider-limits.ts';
import { reserve } from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { useStack } from '../support/harness/stack.ts';

const stack = useStack();
const sources = readCalledFunctions();
let client: Client;

beforeEach(async () => {
  client = new Client({ connectionString: stack.databaseUrl });
  await client.connect();
});
afterEach(() => client.end());

/** The functions of a build of which one has changed: it gives every hold another mail. */
const ofAnotherBuild = sources.map((source) => ({
  ...source,
  text: source.text.replace("'guest-hold'", "'guest-share-arrived'"),
}));

const hold = async () => (await reserve(stack, (await cloneItem(stack)).wish)).id;
const mailsOf = async (id: string) =>
  (
    await client.query<{ template: string }>('select template from outbox where subject_id = $1', [id])
  ).rows.map(({ template }) => template);

test('what TypeScript knows of the functions is what the database has', async () => {
  expect(schemaOf(sources)).toBe(functionsSchema);
  const file = readFileSync(
    join(import.meta.dirname, '../../src/platform/database/function-parameters.ts'),
    'utf8',
  );
  expect(parametersFile(functionsSchema, await calledFunctionsIn(client, functionsSchema))).toBe(file);
});

test('two builds whose functions differ run against one database at the same time, each with its own', async () => {
  const before = await hold();
  const other = await createFunctions(client, ofAnotherBuild);
  expect(other).not.toBe(functionsSchema);
  const after = await hold();
  expect(await mailsOf(before)).toEqual(['guest-hold']);
  expect(await mailsOf(after)).toEqual(['guest-hold']);
  const { rows } = await client.query<{ text: string }>(
    "select pg_get_functiondef(p.oid) as text from pg_proc p where p.proname = 'create_hold' and p.pronamespace = $1::regnamespace",
    [other],
  );
  expect(rows.map(({ text }) => text.includes('guest-share-arrived'))).toEqual([true]);
  expect(rows.map(({ text }) => text.includes(functionsSchema))).toEqual([false]);
});

test('migrating again leaves the functions as they are, and notes that it was asked', async () => {
  const oids = async () =>
    (
      await client.query<{ oid: string }>(
        'select oid from pg_proc where pronamespace = $1::regnamespace order by 1',
        [functionsSchema],
      )
    ).rows;
  const before = await oids();
  const noted = async () =>
    (
      await client.query<{ at: Date }>('select migrated_at as at from function_schemas where name = $1', [
        functionsSchema,
      ])
    ).rows[0]?.at;
  const first = await noted();
  await createFunctions(client, sources);
  expect(await oids()).toEqual(before);
  expect((await noted())?.getTime()).toBeGreaterThan(first?.getTime() ?? Number.POSITIVE_INFINITY);
});

test('the build whose functions were pruned answers 503 and says why; they come back when it is migrated again', async () => {
  const item = await cloneItem(stack);
  const other = await createFunctions(client, ofAnotherBuild);
  expect(await pruneFunctions(client, other)).toContain(functionsSchema);
  const answer = await stack.call(`/items/${item.slug}`);
  expect(answer.status).toBe(503);
  expect(answer.headers.get('Retry-After')).toBe('60');
  expect(stack.logLines.join('')).toContain(`The database has no functions ${functionsSchema}`);

  await createFunctions(client, sources);
  expect(await mailsOf(await hold())).toEqual(['guest-hold']);
});

test('a source that cannot be run leaves no schema behind, and is named', async () => {
  const broken = [
    ...sources,
    { path: `src/${randomUUID()}.sql`, text: 'CREATE FUNCTION midas.broken( RETURNS int' },
  ];
  await expect(createFunctions(client, broken)).rejects.toThrow(broken.at(-1)?.path);
  const { rowCount } = await client.query('select from pg_namespace where nspname = $1', [schemaOf(broken)]);
  expect(rowCount).toBe(0);
});

test('a function that reads tables is planned once: PostgreSQL is told to, else it plans some of them anew at each call', async () => {
  const { rows } = await client.query<{ name: string }>(
    `select proname as name from pg_proc where pronamespace = $1::regnamespace and prosrc ~* '\\mfrom\\M'
      and not coalesce(proconfig, '{}') @> '{plan_cache_mode=force_generic_plan}'`,
    [functionsSchema],
  );
  expect(rows.map(({ name }) => name)).toEqual([]);
});

test('the database moves money in the steps of the table of limits', async () => {
  const { rows } = await client.query<{ provider: string; currency: string; step: string }>(
    `select provider, currency, ${functionsSchema}.payment_step(provider, currency) as step
      from unnest($1::text[]) provider, unnest($2::text[]) currency`,
    [[...providers, 'credit'], Intl.supportedValuesOf('currency')],
  );
  const stepOf = new Map(
    providers.flatMap((name) =>
      Object.entries(providerLimits[name]).map(([currency, { step }]) => [`${name} ${currency}`, step]),
    ),
  );
  const differing = rows.filter(
    ({ provider, currency, step }) => Number(step) !== (stepOf.get(`${provider} ${currency}`) ?? 1),
  );
  expect(differing).toEqual([]);
});
