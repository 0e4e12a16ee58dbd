import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { useStack } from '../support/harness/stack.ts';
import { callEach, runEach } from '../support/plans/call-each.ts';
import { pretendLarge, smallTables } from '../support/plans/large-business.ts';
import { planFiles } from '../support/plans/plan-files.ts';
import { planIn, readWholeBy, type SeenPlan, showsPlans } from '../support/plans/seen-plans.ts';
import { type Statement, statementsOnTables } from '../support/plans/statements.ts';
import { liveThrough, trusting } from '../support/plans/story.ts';

const folder = join(import.meta.dirname, '../../drizzle/plans');
const seen = new Map<string, SeenPlan>();
const stack = useStack({
  variables: { FRAUD_THRESHOLDS: JSON.stringify(trusting) },
  onNotice(notice) {
    const plan = planIn(notice);
    if (plan) seen.set(JSON.stringify(plan), plan);
  },
});
let statements: Statement[];
let files: Record<string, string>;

beforeAll(async () => {
  await pretendLarge(stack.database);
  for (const [setting, value] of Object.entries(showsPlans))
    await stack.database.query(`alter database ${stack.databaseName} set ${setting} = '${value}'`);
  await callEach(stack);
  await liveThrough(stack);
  await runEach(stack);
  statements = await statementsOnTables(stack.database);
  const ofTables = new Set(statements.map(({ within }) => within));
  files = planFiles([...seen.values()].filter(({ within }) => within !== undefined && ofTables.has(within)));
  if (process.env.PLANS !== 'write') return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
});

test('every statement on a table of every function that is called has been planned', () => {
  const planned = new Set([...seen.values()].map(({ within, place }) => `${within} ${place}`));
  const missing = statements.filter(({ within, place }) => !planned.has(`${within} ${place}`));
  expect(missing.map(({ within, place, text }) => `${within}, line ${place}: ${text}`)).toEqual([]);
  expect(statements.length).toBeGreaterThan(100);
});

test('functions are planned as drizzle/plans says: where that is meant to change, npm run plans writes it anew', () => {
  const known = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
  expect(files).toEqual(Object.fromEntries(known));
});

/** What reads a growing table whole, by how it begins, which one, and why it may. */
const mayReadWhole = [
  {
    begin: 'select distinct time_zone as "timeZone" from items',
    table: 'items',
    because: 'once for a version of the rules of zones; things to rent are some thousands',
  },
  {
    begin: 'with begun as ( insert into zone_rules',
    table: 'units',
    because: 'as often; the planner does not know how few of them a step takes',
  },
  ...['ledger_entries', 'ledger_reporting'].map((table) => ({
    begin: 'select e.account, e.currency, coalesce(sum(e.amount_minor)',
    table,
    because: 'a trial balance is the sum of all',
  })),
  ...['items', 'units'].map((table) => ({
    begin: 'SELECT u.id, tstzrange((p ->>',
    table,
    because: 'for a closure of everything alone, which takes each of them',
  })),
  {
    begin: 'SELECT array_agg(DISTINCT i.time_zone)',
    table: 'items',
    because: 'for a closure of everything alone, which is about each of them',
  },
  {
    begin: 'SELECT * FROM items i WHERE i.policy_code = p_code',
    table: 'items',
    because:
      'once for a change of a policy, of which many items have each; things to rent are some thousands',
  },
  {
    begin:
      'SELECT pg_advisory_xact_lock(hashtextextended(i.id, 2)) FROM (SELECT i.id FROM items i WHERE i.policy_code',
    table: 'items',
    because: 'as often',
  },
  {
    begin: 'select exists (select from outbox o',
    table: 'payments',
    because: 'only while a provider was never reconciled, and up to the first that is a day old',
  },
];

test('no statement reads a table whole that grows, neither in a function nor one that is sent', () => {
  const scans = [...seen.values()].flatMap((plan) => readWholeBy(plan).map((table) => ({ ...plan, table })));
  const isAllowed = ({ statement, table }: (typeof scans)[number]) =>
    table in smallTables ||
    mayReadWhole.some((one) => one.table === table && statement.startsWith(one.begin));
  const told = scans.filter((scan) => !isAllowed(scan));
  expect(told.map(({ table, statement, plan }) => `${table}: ${statement}\n${plan}`)).toEqual([]);
  const isMet = (one: (typeof mayReadWhole)[number]) =>
    scans.some(({ table, statement }) => table === one.table && statement.startsWith(one.begin));
  expect(mayReadWhole.filter((one) => !isMet(one))).toEqual([]);
});

test('what is old is found by the index of its age, the oldest first, and deleted where it lies', () => {
  const prunes = [...seen.values()].filter(({ statement }) => statement.startsWith('with gone as (delete'));
  expect(prunes.map(({ statement }) => /delete from (\w+)/.exec(statement)?.[1]).sort()).toEqual([
    'attempt_limits',
    'enquiries',
    'idempotency_keys',
    'one_time_tokens',
    'outbox',
    'sessions',
  ]);
  for (const { statement, plan } of prunes) {
    const [, age = ''] = / order by (.+?) limit /.exec(statement) ?? [];
    const columns = age.replace(/\bt\./g, '').replace('least', 'LEAST');
    expect(plan).toContain(`Index Cond: (${columns} < $`);
    expect(plan).toContain('->  Tid Scan on');
    expect(plan, plan).not.toContain('Sort');
  }
});
