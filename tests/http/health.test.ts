import { afterEach, beforeAll, expect, test } from 'vitest';
import { checkAuditLog } from '../../src/audit/check.ts';
import { newClient } from '../support/booking/booking.ts';
import type { Answer } from '../support/harness/client.ts';
import { testEnvironment } from '../support/harness/environment.ts';
import { useImpatient } from '../support/harness/impatient.ts';
import { useStack } from '../support/harness/stack.ts';
import { emptyOutbox, enqueueMessages } from '../support/message/outbox.ts';

const stack = useStack();
const impatient = useImpatient(stack);
beforeAll(() => checkAuditLog(stack.runtime));
afterEach(async () => {
  stack.proxy.clearFaults(stack.databaseName);
  stack.redis.clearFaults();
  await emptyOutbox(stack);
});

function health(of = stack): Promise<Answer> {
  return of.call('/health', { from: newClient() });
}

const well = {
  isHealthy: true,
  database: 'ok',
  redis: 'ok',
  mailQueue: 'ok',
  reconciliation: 'ok',
  differences: 0,
  audit: 'ok',
  deadMessages: 0,
  staysSetAside: 0,
};

async function makeMailLate(): Promise<void> {
  await enqueueMessages(stack, 'res_00000000000000000000000000', 1);
  stack.clock.advance({ hours: 1 });
}

test('when all is well, health is 200 and says so of every part', async () => {
  const answer = await health();
  expect(answer.status).toBe(200);
  expect(answer.json()).toEqual(well);
});

test.each(['503', 'close'] as const)(
  'when the database is away (%s), health is 503 and names the database alone',
  async (failBefore) => {
    stack.proxy.faults({ database: stack.databaseName, failBefore });
    const answer = await health();
    expect(answer.status).toBe(503);
    expect(answer.headers.get('Retry-After')).toBe('60');
    expect(answer.json()).toEqual({
      ...well,
      isHealthy: false,
      database: 'broken',
      mailQueue: 'unknown',
      reconciliation: 'unknown',
      differences: null,
      deadMessages: null,
      staysSetAside: null,
    });
  },
);

test.each([{ refuse: '503' }, { refuse: 'close' }, { hang: true }] as const)(
  'when Redis is away (%o), health is 503 and names Redis alone, without waiting for it',
  async (fault) => {
    stack.redis.faults(fault);
    const answer = await health(impatient);
    expect(answer.status).toBe(503);
    expect(answer.json()).toEqual({ ...well, isHealthy: false, redis: 'broken', audit: 'unknown' });
  },
);

test('when mail is late, health is 503 and names the mail queue alone', async () => {
  await makeMailLate();
  const answer = await health();
  expect(answer.status).toBe(503);
  expect(answer.json()).toEqual({ ...well, isHealthy: false, mailQueue: 'broken' });
});

test('when several parts are broken, health names each of them', async () => {
  await makeMailLate();
  stack.redis.faults({ refuse: 'close' });
  expect((await health()).json()).toEqual({
    ...well,
    isHealthy: false,
    redis: 'broken',
    audit: 'unknown',
    mailQueue: 'broken',
  });
  stack.proxy.faults({ database: stack.databaseName, failBefore: 'close' });
  expect((await health()).json()).toEqual({
    isHealthy: false,
    database: 'broken',
    redis: 'broken',
    mailQueue: 'unknown',
    reconciliation: 'unknown',
    differences: null,
    audit: 'unknown',
    deadMessages: null,
    staysSetAside: null,
  });
});

test('health is well again as soon as what was away is back', async () => {
  const restore = stack.proxy.faults({ database: stack.databaseName, failBefore: 'close' });
  expect((await health()).status).toBe(503);
  restore();
  expect((await health()).json()).toEqual(well);
});

test('health tells strangers no connection string, token, host or message of an error, whatever is broken', async () => {
  stack.proxy.faults({ database: stack.databaseName, failBefore: 'close' });
  stack.redis.faults({ refuse: '503' });
  const { text } = await health();
  const { hostname, port, username, password } = new URL(stack.databaseUrl);
  const secrets = [
    hostname,
    port,
    username,
    password,
    stack.databaseName,
    stack.redis.token,
    String(stack.redis.port),
    String(stack.proxy.port),
    ...Object.values(testEnvironment),
  ];
  for (const secret of secrets.filter((one) => one.length > 3)) expect(text).not.toContain(secret);
  expect(text).not.toMatch(/fetch|error|ECONN|NeonDb|at /i);
});

test('health asks the database once and Redis once, and is never cached', async () => {
  await health();
  stack.proxy.resetCounts(stack.databaseName);
  stack.redis.resetCounts();
  const answer = await health();
  expect(stack.proxy.counts(stack.databaseName).requests).toBe(1);
  expect(stack.redis.counts().trips).toBe(1);
  expect(answer.headers.get('Cache-Control')).toBe('no-store');
  expect(answer.headers.get('Netlify-CDN-Cache-Control')).toBeNull();
});
