import { randomUUID } from 'node:crypto';
import { afterEach, expect, test, vi } from 'vitest';
import { decrypt } from '../../src/platform/keys.ts';
import { newClient } from '../support/booking/booking.ts';
import { messagesAbout } from '../support/booking/settled-state.ts';
import { dumpDatabase } from '../support/database/database-dump.ts';
import type { Answer } from '../support/harness/client.ts';
import { useImpatient } from '../support/harness/impatient.ts';
import { useStack } from '../support/harness/stack.ts';
import { expectRefusal, refusedFields } from '../support/http/refusal.ts';

const stack = useStack();
const impatient = useImpatient(stack);
afterEach(async () => {
  vi.useRealTimers();
  stack.redis.clearFaults();
  await stack.functions.settled();
});

const enquiry = { name: 'Grace Hopper', email: 'grace@guests.example', message: 'Is the piano tuned?' };

function write(
  body: unknown,
  { from = newClient(), key = randomUUID() as string, of = stack } = {},
): Promise<Answer> {
  return of.call('/contact', { body, headers: { 'Idempotency-Key': key }, from });
}

async function enquiryIds(): Promise<string[]> {
  const { rows } = await stack.database.query<{ id: string }>('select id from enquiries order by id');
  return rows.map(({ id }) => id);
}

test('a message is kept and the owner is told of it, once, and nobody else is', async () => {
  const answer = await write({ ...enquiry, phone: '+1 202 555 0147', item: 'riad-zahra', language: 'fr' });
  expect(answer.status).toBe(201);
  const { id } = answer.json() as { id: string }; // the schema of the answer is held below, by the row
  expect(await enquiryIds()).toContain(id);
  expect(await messagesAbout(stack, id)).toEqual(['owner-new-enquiry']);
});

test('the same message sent again under the same key is one message, also when both come at the same time', async () => {
  const before = (await enquiryIds()).length;
  const key = randomUUID();
  const first = await write(enquiry, { key });
  expect((await write(enquiry, { key })).text).toBe(first.text);
  expectRefusal(await write({ ...enquiry, message: 'Another' }, { key }), 422, 'idempotency-key-reused');

  const both = randomUUID();
  const answers = await Promise.all([write(enquiry, { key: both }), write(enquiry, { key: both })]);
  for (const answer of answers.filter(({ status }) => status !== 201))
    expectRefusal(answer, 409, 'request-in-flight');
  expect(await enquiryIds()).toHaveLength(before + 2);
});

test('who wrote and what is nowhere in the database to be read; with the key it opens', async () => {
  const secret = {
    name: 'Hedwig Kiesler',
    email: 'hedwig@secret-mailbox.example',
    phone: '+43 1 555 0199',
    message: 'Frequencies may hop.',
  };
  const { id } = (await write(secret)).json() as { id: string }; // as above
  const dump = await dumpDatabase(stack.database);
  expect(dump).toContain(id);
  for (const value of Object.values(secret)) expect(dump).not.toContain(value);
  for (const part of ['Hedwig', 'Kiesler', 'secret-mailbox', 'Frequencies']) expect(dump).not.toContain(part);
  expect(dump).not.toContain(Buffer.from(secret.message).toString('base64url').slice(0, 20));

  const { rows } = await stack.database.query<{ content_sealed: string }>(
    'select content_sealed from enquiries where id = $1',
    [id],
  );
  expect(JSON.parse(decrypt(stack.runtime.config.keys, id, rows[0]?.content_sealed ?? ''))).toEqual(secret);
  const another = (await enquiryIds()).find((one) => one !== id) ?? '';
  expect(() => decrypt(stack.runtime.config.keys, another, rows[0]?.content_sealed ?? '')).toThrow();
});

test('without an Idempotency-Key nothing is kept', async () => {
  const before = await enquiryIds();
  expectRefusal(
    await stack.call('/contact', { body: enquiry, from: newClient() }),
    400,
    'idempotency-key-missing',
  );
  for (const key of ['', ' ', 'x'.repeat(256), 'Schlüssel']) {
    const answer = await stack.call('/contact', {
      body: enquiry,
      headers: { 'Idempotency-Key': Buffer.from(key).toString('latin1') },
      from: newClient(),
    });
    expectRefusal(answer, 400, 'idempotency-key-missing');
  }
  expect(await enquiryIds()).toEqual(before);
});

test.each([
  'grace@guests.example, eve@evil.example',
  'Grace <grace@guests.example>',
  'grace@guests.example\r\nBcc: eve@evil.example',
  'grace@guests.example\n',
  '"grace"@guests.example',
  'grace(comment)@guests.example',
  'friends: grace@guests.example, eve@evil.example;',
  '<<grace@guests.example>>',
  'grace@[127.0.0.1]',
  'grace@localhost',
  'grace@@guests.example',
  `${'g'.repeat(65)}@guests.example`,
  'gräce@guests.example',
])('the address %j is not exactly one plain mailbox and is refused by name', async (email) => {
  const answer = await write({ ...enquiry, email });
  if (email.trim() === enquiry.email) expect(answer.status).toBe(201);
  else expect(refusedFields(answer)).toEqual(['email']);
});

test.each(['Grace\r\nBcc: eve@evil.example', 'Grace\u0000', 'Grace\u2028Hopper', ' \u200b ', ''])(
  'the name %j is refused by name',
  async (name) => {
    expect(refusedFields(await write({ ...enquiry, name }))).toEqual(['name']);
  },
);

test('a message about an item that is not there is refused by name and not kept', async () => {
  const before = await enquiryIds();
  expect(refusedFields(await write({ ...enquiry, item: 'no-such-thing' }))).toEqual(['item']);
  expect(await enquiryIds()).toEqual(before);
});

test('one client may write five times in ten minutes, then 429 says how long to wait; another client is not kept waiting', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2027-03-01T09:01:00Z') });
  const from = newClient();
  for (let count = 1; count <= 5; count += 1) expect((await write(enquiry, { from })).status).toBe(201);
  const refused = await write(enquiry, { from });
  expectRefusal(refused, 429, 'rate-limited');
  expect(refused.headers.get('Retry-After')).toBe('540');
  expect((await write(enquiry)).status).toBe(201);

  vi.setSystemTime(new Date('2027-03-01T09:10:01Z'));
  expect((await write(enquiry, { from })).status).toBe(201);
});

test.each([{ refuse: 'close' }, { refuse: '503' }, { hang: true }] as const)(
  'while Redis is away (%o) the form is closed: it would send mail for anyone',
  async (fault) => {
    const before = await enquiryIds();
    stack.redis.faults(fault);
    const answer = await write(enquiry, { of: impatient });
    expectRefusal(answer, 503, 'unavailable');
    expect(answer.headers.get('Retry-After')).toMatch(/^\d+$/);
    expect(await enquiryIds()).toEqual(before);
  },
);
