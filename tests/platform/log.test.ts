import { sql } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import type { FunctionModule } from '../../dev/functions-server.ts';
import { calendarLinkSchema } from '../../src/booking/calendar/calendar-link.ts';
import { createApp, serve } from '../../src/http/app.ts';
import { parseConfig } from '../../src/platform/config/config.ts';
import { createLog } from '../../src/platform/log.ts';
import { ada, authorized, bodyOf, book, newClient } from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { testEnvironment } from '../support/harness/environment.ts';
import { functionModules } from '../support/harness/functions.ts';
import { useStack } from '../support/harness/stack.ts';
import { expectRefusal } from '../support/http/refusal.ts';

const secret = 'hedwig@secret-mailbox.example';

/** A function with bugs: each route throws in another way, with a secret in its hand. */
const app = createApp();
app.get('/buggy/throws', () => {
  throw new TypeError('cannot read properties\nof {"level":"info"} undefined');
});
app.get('/buggy/statement', async (c) =>
  c.json(await c.env.runtime.database.query(sql`select ${secret}::int`)),
);
app.get('/buggy/batch', async (c) =>
  c.json(await c.env.runtime.database.batch([sql`select 1`, sql`select ${secret}::int`])),
);
app.get('/buggy/constraint', async (c) =>
  c.json(
    await c.env.runtime.database.query(
      sql`insert into idempotency_keys values (${secret}, 'a', 'b', now()), (${secret}, 'a', 'b', now())`,
    ),
  ),
);
app.get('/buggy/nonsense', () => {
  throw Object.assign(new Error('wrapped', { cause: new Error('inside') }), {
    params: [secret],
    query: secret,
    detail: secret,
  });
});
const buggy: FunctionModule = { default: serve(app), config: { path: '/api/v1/buggy/*' } };

const stack = useStack({ modules: [buggy, ...functionModules] });
afterEach(() => {
  stack.redis.clearFaults();
  stack.proxy.clearFaults(stack.databaseName);
});

const paths = ['throws', 'statement', 'batch', 'constraint', 'nonsense'];

/** The log lines that a piece of work wrote. */
async function linesOf(work: () => Promise<unknown>): Promise<string[]> {
  await stack.functions.settled();
  const before = stack.logLines.length;
  await work();
  await stack.functions.settled();
  return stack.logLines.slice(before);
}

test.each(paths)('a bug (%s) is a 500 that tells the caller nothing but the request id', async (path) => {
  const answer = await stack.call(`/buggy/${path}`, { from: newClient() });
  const problem = expectRefusal(answer, 500, 'internal-error');
  expect(Object.keys(problem).sort()).toEqual(['code', 'detail', 'requestId', 'status', 'title', 'type']);
  expect(answer.text).not.toMatch(
    /secret|select|TypeError|undefined|idempotency|wrapped|inside|\.ts|node_modules/,
  );
});

test.each(paths)(
  'the log line of a bug (%s) says where it happened, for the same request id, and holds no value of a statement',
  async (path) => {
    let requestId: string | null = null;
    const lines = await linesOf(async () => {
      requestId = (await stack.call(`/buggy/${path}`, { from: newClient() })).headers.get('X-Request-Id');
    });
    const bug = lines.map((line) => JSON.parse(line)).find((line) => line.message === 'bug');
    expect(bug).toMatchObject({ level: 'error', requestId });
    expect(JSON.stringify(bug.error)).toMatch(/log\.test\.ts|database\.ts/);
    expect(lines.join('\n')).not.toContain(secret);
    expect(lines.join('\n')).not.toContain('secret-mailbox');
  },
);

test('an error of the database keeps its code in the log, by which it can be looked up', async () => {
  const lines = await linesOf(() => stack.call('/buggy/constraint', { from: newClient() }));
  expect(lines.join('\n')).toContain('23505');
});

test('every log line of a whole booking is one line of JSON, of known fields only, without a name, an address, a token or a key', async () => {
  const lines = await linesOf(async () => {
    const reservation = await book(stack, (await cloneItem(stack)).wish);
    const linked = await stack.call(`/reservations/${reservation.id}/calendar-link`, {
      method: 'POST',
      headers: authorized(reservation),
      from: newClient(),
    });
    const { pathname } = new URL(bodyOf(linked, 200, calendarLinkSchema).calendarUrl);
    await stack.call(pathname.replace('/api/v1', ''), { from: newClient() });
    secrets.push(pathname.split('.').at(-1) ?? '');
    await stack.call(`/reservations/${reservation.id}/cancel`, {
      method: 'POST',
      headers: authorized(reservation),
      from: newClient(),
    });
    await stack.call('/contact', {
      body: { name: ada.name, email: ada.email, message: 'A private question' },
      headers: { 'Idempotency-Key': 'private-key-1' },
      from: newClient(),
    });
    secrets.push(reservation.manageToken, reservation.manageToken.split('.')[1] ?? '');
  });
  expect(lines.length).toBeGreaterThan(8);
  const known = [
    'at',
    'level',
    'message',
    'requestId',
    'method',
    'route',
    'status',
    'durationMs',
    'code',
    'sqlState',
    'constraint',
    'provider',
    'eventId',
    'eventType',
    'reservationId',
    'paymentId',
    'messageId',
    'attempt',
    'count',
    'left',
    'part',
    'error',
  ];
  for (const line of lines) {
    expect(line).not.toContain('\n');
    for (const field of Object.keys(JSON.parse(line))) expect(known).toContain(field);
  }
  for (const value of secrets) expect(lines.join('\n')).not.toContain(value);
});
const { MIDAS_KEYS, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET, UPSTASH_REDIS_REST_TOKEN } = testEnvironment;
const secrets: string[] = [
  'Lovelace',
  ada.email,
  'private',
  '_secret_',
  MIDAS_KEYS.split(':')[1] ?? '',
  STRIPE_SECRET_KEY,
  STRIPE_WEBHOOK_SECRET,
  UPSTASH_REDIS_REST_TOKEN,
];

test('while database and Redis are away the log names the part, but neither its address book nor the caller’s address', async () => {
  const from = newClient();
  const lines = await linesOf(async () => {
    stack.redis.faults({ refuse: '503' });
    await stack.call('/items/riad-zahra', { from });
    stack.proxy.faults({ database: stack.databaseName, failBefore: '503' });
    await stack.call('/health', { from });
    await stack.call('/items?text=piano', { from });
  });
  const text = lines.join('\n');
  expect(text).toContain('"part":"redis"');
  expect(text).toContain('"part":"database"');
  const { username, password } = new URL(stack.databaseUrl);
  for (const value of [`${from}:`, `${from}"`, 'piano', `${username}:${password}`, UPSTASH_REDIS_REST_TOKEN])
    expect(text).not.toContain(value);
});

test('the log writes what is on its list and nothing else, whatever it is handed', () => {
  const lines: string[] = [];
  const log = createLog(
    (line) => lines.push(line),
    () => new Date('2027-03-01T09:00:00Z'),
  );
  const careless: object = {
    requestId: 'r-1',
    email: ada.email,
    token: 'abc',
    body: { name: ada.name },
    error: { secret },
  };
  log('info', 'said\nin two lines', careless);
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain('\n');
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    at: '2027-03-01T09:00:00.000Z',
    level: 'info',
    message: 'said\nin two lines',
    requestId: 'r-1',
    error: { name: 'object' },
  });
});

test('a configuration that is wrong names every variable at once and no value', () => {
  const broken = {
    ...testEnvironment,
    STRIPE_SECRET_KEY: 'pk_live_oops',
    DATABASE_URL: 'hunter2 is my password',
    OWNER_EMAIL: '',
  };
  const message = (() => {
    try {
      parseConfig(broken, 'dev');
      return '';
    } catch (error) {
      return String(error);
    }
  })();
  for (const name of [
    'STRIPE_SECRET_KEY',
    'DATABASE_URL',
    'OWNER_EMAIL',
    'UPSTASH_REDIS_REST_URL',
    'SMTP_URL',
  ])
    expect(message).toContain(name);
  for (const value of ['pk_live_oops', 'hunter2', 'sandbox-token']) expect(message).not.toContain(value);
});

test('a configuration that is wrong is logged by the names of its variables', () => {
  const lines: string[] = [];
  const log = createLog(
    (line) => lines.push(line),
    () => new Date(0),
  );
  try {
    parseConfig({}, 'production');
  } catch (error) {
    log('error', 'not configured', { error });
  }
  expect(lines.join()).toContain('DATABASE_URL is not set');
});
