import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CreatedReservation, newClient, quote, reservationBody } from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { whileKeyIsHeldUp } from '../support/booking/hold-settlement.ts';
import { messagesAbout } from '../support/booking/settled-state.ts';
import { type Answer, call } from '../support/harness/client.ts';
import { sized } from '../support/harness/size.ts';
import { useStack } from '../support/harness/stack.ts';
import { type FunctionsProcess, startFunctionsProcess } from '../support/harness/start-functions-process.ts';
import { expectRefusal } from '../support/http/refusal.ts';
import { quietOutbox } from '../support/message/quiet-outbox.ts';

const rounds = sized(2);
const askersPerServer = 6;

const stack = useStack();
let servers: readonly FunctionsProcess[];
beforeAll(async () => {
  await quietOutbox(stack);
  servers = await Promise.all([startFunctionsProcess(stack, 10), startFunctionsProcess(stack, 10)]);
});
afterAll(() => Promise.all(servers.map((server) => server.stop())));

/** Posts one request under one key to both servers at once, several times to each, on connections that are open already. */
async function postEverywhere(path: string, body: unknown, key: string): Promise<Promise<Answer>[]> {
  const askers = servers.flatMap(({ url }) =>
    Array.from({ length: askersPerServer }, () => ({ url, from: newClient() })),
  );
  await Promise.all(askers.map(({ url, from }) => call(`${url}/items/no-such-thing`, { from })));
  const headers = { 'Idempotency-Key': key };
  return askers.map(({ url, from }) => call(`${url}${path}`, { body, headers, from }));
}

/** The same while the first of them is held up in its transaction until all others have been answered. */
async function postEverywhereHeldUp(path: string, body: unknown, key: string): Promise<Answer[]> {
  const asked = await whileKeyIsHeldUp(stack, path, key, async () => {
    const asked = await postEverywhere(path, body, key);
    let open = asked.length;
    await new Promise<void>((resolve) => {
      for (const answer of asked) answer.then(() => --open === 1 && resolve());
    });
    return asked;
  });
  const answers = await Promise.all(asked);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(answers.length - 1);
  return answers;
}

async function postTogether(round: number, path: string, body: unknown, key: string): Promise<Answer[]> {
  return round % 2 === 0
    ? postEverywhereHeldUp(path, body, key)
    : Promise.all(await postEverywhere(path, body, key));
}

/** Whoever was not told to wait got the one answer; it is given. */
function theAnswer(answers: readonly Answer[]): Answer {
  for (const answer of answers.filter(({ status }) => status !== 201)) {
    expectRefusal(answer, 409, 'request-in-flight');
    expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
  }
  const made = answers.filter(({ status }) => status === 201);
  expect(new Set(made.map(({ text }) => text)).size).toBe(1);
  const [answer] = made;
  if (!answer) throw new Error('nobody got an answer');
  return answer;
}

async function ids(sql: string, params: unknown[] = []): Promise<string[]> {
  const { rows } = await stack.database.query<{ id: string }>(sql, params);
  return rows.map(({ id }) => id);
}

test('one reservation request that reaches two servers twelve times at once makes one reservation, and all who are answered hear of that one', async () => {
  for (let round = 0; round < rounds; round += 1) {
    const item = await cloneItem(stack, { units: 3 });
    const body = reservationBody((await quote(stack, item.wish)).quote);
    const key = randomUUID();
    const answer = theAnswer(await postTogether(round, '/reservations', body, key));
    const { id } = answer.json() as CreatedReservation; // a 201 of this route, held to its schema in reservations.test.ts
    expect(await ids('select id from reservations where item_id = $1', [item.id])).toEqual([id]);
    expect(await messagesAbout(stack, id)).toEqual(['guest-hold']);
    // Whoever was told to wait finds it now, on either server.
    expect(theAnswer(await Promise.all(await postEverywhere('/reservations', body, key))).text).toBe(
      answer.text,
    );
  }
});

test('one message that reaches two servers twelve times at once is one message', async () => {
  for (let round = 0; round < rounds; round += 1) {
    const body = { name: 'Grace Hopper', email: 'grace@guests.example', message: `Question ${round}` };
    const before = await ids('select id from enquiries');
    const key = randomUUID();
    const answer = theAnswer(await postTogether(round, '/contact', body, key));
    const made = (await ids('select id from enquiries')).filter((id) => !before.includes(id));
    expect(answer.json()).toEqual({ id: made[0] });
    expect(made).toHaveLength(1);
    expect(await messagesAbout(stack, made[0] ?? '')).toEqual(['owner-new-enquiry']);
    expect(theAnswer(await Promise.all(await postEverywhere('/contact', body, key))).text).toBe(answer.text);
  }
});

test('two different requests under one key, at the same moment on two servers: one is carried out, the other refused', async () => {
  for (let round = 0; round < rounds; round += 1) {
    const item = await cloneItem(stack, { units: 3 });
    const body = reservationBody((await quote(stack, item.wish)).quote);
    const bodies = [body, { ...body, language: 'fr' }];
    const headers = { 'Idempotency-Key': randomUUID() };
    const answers = await Promise.all(
      servers.map(({ url }, index) =>
        call(`${url}/reservations`, { body: bodies[index], headers, from: newClient() }),
      ),
    );
    const refused = answers.filter(({ status }) => status !== 201);
    expect(refused).toHaveLength(1);
    expect([409, 422]).toContain(refused[0]?.status);
    expect(await ids('select id from reservations where item_id = $1', [item.id])).toHaveLength(1);
  }
});
