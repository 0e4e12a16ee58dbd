import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import checkAuditLog from '../../netlify/functions/scheduled/check-audit-log.ts';
import { checkAuditLog as checkWithin } from '../../src/audit/check.ts';
import { readAnchor, verifyHead, walk } from '../../src/audit/verify.ts';
import type { Runtime } from '../../src/platform/runtime.ts';
import { newClient } from '../support/booking/booking.ts';
import { type Bundles, bundleScripts } from '../support/harness/bundles.ts';
import { fireSchedule } from '../support/harness/fire-schedule.ts';
import { useStack } from '../support/harness/stack.ts';

const stack = useStack();
let bundles: Bundles;
beforeAll(async () => {
  bundles = await bundleScripts(['ops/verify-audit.ts']);
  await stack.database.query('create table kept_events as select * from audit_events with no data');
});
afterAll(() => bundles.remove());

beforeEach(async () => {
  // Two sealed stretches over the same three subjects, each with several rows, and then some rows that no run has seen.
  await tamper('truncate audit_events; truncate audit_seals');
  await stack.runtime.redis.flushdb();
  await write(6);
  await check();
  await write(6);
  await check();
  await stack.database.query('truncate kept_events; insert into kept_events select * from audit_events');
  expect(await findings()).toEqual([]);
});

const subjects = ['res_a', 'res_b', 'res_c'];

async function write(count: number, client: Client = stack.database): Promise<void> {
  for (let n = 0; n < count; n += 1)
    await client.query(
      `insert into audit_events (at, actor, action, subject_id, details) values (now(), 'guest', 'reservation.held', $1, $2)`,
      [subjects[n % subjects.length], { n, word: 'a\nb' }],
    );
}

/** What somebody does who may do everything in the database. */
async function tamper(statement: string): Promise<void> {
  await stack.database.query('set session_replication_role = replica');
  await stack.database.query(statement);
  await stack.database.query('set session_replication_role = origin');
}

const check = () => fireSchedule(stack, checkAuditLog);

async function findings(runtime: Runtime = stack.runtime): Promise<string[]> {
  const head = await verifyHead(runtime, await readAnchor(runtime));
  return [...head, ...(await walk(runtime, 0, { step: 0, isOver: () => false })).findings];
}

async function auditInHealth(): Promise<unknown> {
  return (await stack.call('/health', { from: newClient() })).json();
}

/** Makes every hash anew, as everybody can who knows the trigger. */
const hashAnew = `do $$ declare e audit_events; before text; begin
  for e in select * from audit_events order by sequence loop
    select hash into before from audit_events where subject_id = e.subject_id and sequence < e.sequence order by sequence desc limit 1;
    update audit_events set previous_hash = before, hash = encode(sha256(convert_to(
      jsonb_build_array(before, e.sequence, extract(epoch from e.at), e.actor, e.action, e.subject_id, e.details)::text, 'UTF8')), 'hex')
      where sequence = e.sequence;
  end loop; end $$`;
const nth = (n: number) => `(select sequence from audit_events order by sequence offset ${n} limit 1)`;
const kept = (n: number) => nth(n).replace('audit_events', 'kept_events');
const swap = `delete from audit_events where sequence in (${kept(1)}, ${kept(4)});
  insert into audit_events (sequence, at, actor, action, subject_id, details, previous_hash, hash) overriding system value
    select ${kept(1)} + ${kept(4)} - sequence, at, actor, action, subject_id, details, previous_hash, hash
    from kept_events where sequence in (${kept(1)}, ${kept(4)})`;

const ways = {
  'a row that was edited': `update audit_events set actor = 'nobody' where sequence = ${nth(4)}`,
  'a row that was moved in time': `update audit_events set at = at + interval '1 microsecond' where sequence = ${nth(0)}`,
  'a row that was edited and hashed anew': `update audit_events set details = '{}' where sequence = ${nth(11)}; ${hashAnew}`,
  'a row that was taken out': `delete from audit_events where sequence = ${nth(4)}`,
  'a row that was taken out, and all hashed anew': `delete from audit_events where sequence = ${nth(4)}; ${hashAnew}`,
  'the last row of a subject that was cut off': `delete from audit_events where sequence = (select max(sequence) from audit_events where subject_id = 'res_b')`,
  'the last rows of all that were cut off': `delete from audit_events where sequence > ${nth(8)}`,
  'the last rows of all that were cut off with their seal': `delete from audit_events where sequence > ${nth(5)}; delete from audit_seals where number = 2`,
  'a whole subject that was taken out': `delete from audit_events where subject_id = 'res_b'`,
  'a whole subject that was taken out, and all hashed anew': `delete from audit_events where subject_id = 'res_b'; ${hashAnew}`,
  'everything that was emptied': 'truncate audit_events',
  'everything that was emptied, with all seals': 'truncate audit_events; truncate audit_seals',
  'two rows that changed places': swap,
  'two rows that changed places, and all hashed anew': `${swap}; ${hashAnew}`,
  'a row that was put in among others': `insert into audit_events (sequence, at, actor, action, subject_id) overriding system value
    select sequence + 1, at, 'system', 'reservation.expired', 'res_b' from audit_events where sequence = ${nth(5)}; ${hashAnew}`,
  'a seal that was changed': `update audit_seals set row_count = row_count - 1 where number = 1`,
  'a seal that was taken out of the middle': 'delete from audit_seals where number = 1',
  'a seal that was given the name of another key': `update audit_seals set signature = 'other' || substr(signature, 3) where number = 2`,
} as const;

test.each(Object.entries(ways))(
  '%s is found, by the check, the schedule and in health',
  async (_what, way) => {
    await tamper(way);
    expect(await findings()).not.toEqual([]);
    expect(await auditInHealth()).toMatchObject({ audit: 'ok' });
    await check();
    expect(await auditInHealth()).toMatchObject({ audit: 'broken', isHealthy: true });
    // Not healed by the seals of the next runs, nor by what is written meanwhile.
    await write(3);
    await check();
    expect(await auditInHealth()).toMatchObject({ audit: 'broken' });
  },
);

test('of rows that no run has sealed yet an edited one and one taken out of the middle are found', async () => {
  await write(6);
  await tamper(`update audit_events set actor = 'nobody' where sequence = ${nth(13)}`);
  expect(await findings()).toHaveLength(1);
  await tamper(`delete from audit_events where sequence = ${nth(13)}`);
  expect(await findings()).toHaveLength(1);
});

test('when the seal outside the database is lost, that is a finding until a seal of the log lines stands in for it', async () => {
  const [line] = stack.logLines.filter((one) => one.includes('audit log sealed')).slice(-1);
  const { seal } = JSON.parse(line ?? '') as { seal: string };
  await stack.runtime.redis.flushdb();
  await check();
  expect(await auditInHealth()).toMatchObject({ audit: 'broken' });
  expect(await command('--anchor', seal.replace(/^2/, '1'))).toEqual({
    code: 1,
    out: 'The seal outside the database is not signed by a key of MIDAS_KEYS.\n',
  });
  expect(await findings()).toEqual([
    'The seal outside the database is gone: nothing says whether the end was cut off.',
  ]);
  expect(await command('--anchor', seal)).toEqual({
    code: 0,
    out: expect.stringMatching(/^The audit log holds: 2 seals, up to row \d+\.\n$/),
  });
  await check();
  expect(await auditInHealth()).toMatchObject({ audit: 'ok' });
});

test('the command says one line for each finding and ends with 1', async () => {
  await tamper(`delete from audit_events where subject_id = 'res_b'`);
  const { code, out } = await command();
  expect(code).toBe(1);
  expect(out.split('\n')).toEqual([
    expect.stringMatching(/^Rows 1 to \d+ \(seal 1\): 6 were sealed, 4 are there\.$/),
    expect.stringMatching(/^Rows \d+ to \d+ \(seal 2\): 6 were sealed, 4 are there\.$/),
    '',
  ]);
});

test('what many write at once about the same subjects holds, sealed meanwhile and afterwards, and none is missed', async () => {
  const writers = await Promise.all(
    Array.from({ length: 6 }, async () => {
      const client = new Client({ connectionString: stack.databaseUrl });
      await client.connect();
      return client;
    }),
  );
  try {
    const work = Promise.all(writers.map((client) => write(30, client)));
    for (let n = 0; n < 5; n += 1) expect(await check()).toBe(204);
    await work;
  } finally {
    await Promise.all(writers.map((client) => client.end()));
  }
  await check();
  expect(await findings()).toEqual([]);
  const { rows } = await stack.database.query(
    `select sum(row_count)::int = (select count(*)::int from audit_events) as all from audit_seals`,
  );
  expect(rows).toEqual([{ all: true }]);
});

test('a key that was put in front signs, and the one behind can be taken away an hour later', async () => {
  const [old] = stack.runtime.config.keys;
  const fresh = { id: 't2', secret: Buffer.from('another key for tests, of 32 bytes') };
  const both: Runtime = { ...stack.runtime, config: { ...stack.runtime.config, keys: [fresh, old] } };
  expect(await findings(both)).toEqual([]);
  await checkWithin(both);
  const alone: Runtime = { ...stack.runtime, config: { ...stack.runtime.config, keys: [fresh] } };
  expect(await findings(alone)).toEqual([]);
  await tamper(`delete from audit_events where sequence = ${nth(2)}; ${hashAnew}`);
  expect(await findings(alone)).not.toEqual([]);
});

test('a walk for which the time is too short goes on with the next run, and health says late until it has come to the end', async () => {
  await stack.runtime.redis.del('audit:check');
  let looks = 0;
  const startMs = stack.clock.now().getTime();
  const now = () => new Date(startMs + 1000 * looks++);
  await checkWithin({ ...stack.runtime, clock: { now } }, { seconds: 2 });
  expect(await auditInHealth()).toMatchObject({ audit: 'late' });
  await check();
  expect(await auditInHealth()).toMatchObject({ audit: 'ok' });
  stack.clock.advance({ hours: 25 });
  expect(await auditInHealth()).toMatchObject({ audit: 'late' });
});

test('before the first check, health does not know', async () => {
  await stack.runtime.redis.del('audit:check');
  expect(await auditInHealth()).toMatchObject({ audit: 'unknown', isHealthy: true });
});

/** `npm run verify-audit` in a process of its own. */
async function command(...options: string[]): Promise<{ code: number | null; out: string }> {
  const run = spawn(process.execPath, [bundles.of('ops/verify-audit.ts'), ...options], {
    cwd: join(import.meta.dirname, '../..'),
    env: { ...process.env, ...stack.environment, CONTEXT: 'dev' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [out, [code]] = await Promise.all([text(run.stdout), once(run, 'exit')]);
  return { code, out };
}
