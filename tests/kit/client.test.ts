import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMidas } from '../../kit/client/create-midas.ts';
import type { Midas, ReservationRequest } from '../../kit/client/midas.ts';
import {
  type Behaviour,
  hang,
  json,
  type MisbehavingApi,
  page,
  problem,
  reset,
  stall,
  startMisbehavingApi,
} from './support/misbehaving-api.ts';
import { refused } from './support/refused.ts';
import { createTestSurroundings, type TestSurroundings } from './support/test-surroundings.ts';

let api: MisbehavingApi;
let surroundings: TestSurroundings;
let midas: Midas;
beforeEach(async () => {
  api = await startMisbehavingApi();
  surroundings = await createTestSurroundings();
  midas = createMidas({ baseUrl: `${api.url}/` }, surroundings);
});
afterEach(() => api.close());

const request: ReservationRequest = {
  quote: 'a-signed-quote',
  guest: { name: 'Ada Lovelace', email: 'ada@guests.example' },
  acceptsPolicy: true,
};
const link = { id: 'res_1', token: 'of-the-link' };

/** Reserves as the API does: once for each key, whatever becomes of the answer. */
function reservations() {
  const made = new Map<unknown, string>();
  const reserve: Behaviour = (response, received) => {
    const key = received.headers['idempotency-key'];
    const id = made.get(key) ?? `res_${made.size + 1}`;
    made.set(key, id);
    json({ id }, {}, 201)(response, received);
  };
  const reserveAndLose: Behaviour = (response, received) => {
    made.set(received.headers['idempotency-key'], `res_${made.size + 1}`);
    reset(response, received);
  };
  return { made, reserve, reserveAndLose };
}

test('a reservation whose answer got lost is asked for again under its key, and is one reservation', async () => {
  const { made, reserve, reserveAndLose } = reservations();
  api.next(reserveAndLose);
  api.always(reserve);
  expect(await midas.reservations.create(request)).toEqual({ id: 'res_1' });
  expect(api.received).toHaveLength(2);
  expect([...made.keys()]).toEqual([expect.stringMatching(/^[\w-]{36}$/)]);
  expect(new Set(api.received.map(({ body }) => body)).size).toBe(1);
});

test('who presses again after every try was lost gets that reservation; the next one is another', async () => {
  const { made, reserve, reserveAndLose } = reservations();
  api.next(reserveAndLose, reset, reset);
  api.always(reserve);
  expect(await refused(midas.reservations.create(request))).toMatchObject({ code: 'offline', status: 0 });
  expect(await midas.reservations.create(request)).toEqual({ id: 'res_1' });
  expect(made.size).toBe(1);
  expect(await midas.reservations.create(request)).toEqual({ id: 'res_2' });
});

test('a line that broke and is back by the time we look is still called the line, not a page that is not listed', async () => {
  const page = await createTestSurroundings({ pageOrigin: 'https://fine.example' });
  api.next(reset, reset, reset);
  const { reservations } = createMidas({ baseUrl: api.url }, page);
  expect(await refused(reservations.get(link))).toMatchObject({ code: 'offline' });
  expect(api.received.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET', 'HEAD', 'HEAD']);
});

test('a page that is not listed is told as that while the circuit is open too', async () => {
  const own = await createTestSurroundings({ pageOrigin: 'https://fine.example' });
  // As a browser does: the API answers, and the page may not read it.
  const page = {
    ...own,
    fetch: (url: string, init: RequestInit) =>
      init.mode === 'no-cors' ? own.fetch(url, init) : Promise.reject(new TypeError('Failed to fetch')),
  };
  const { reservations } = createMidas({ baseUrl: api.url }, page);
  for (const _ of [1, 2, 3])
    expect(await refused(reservations.get(link))).toMatchObject({ code: 'unreadable' });
  expect(api.received.map(({ method }) => method)).toEqual(['HEAD']);
});

test('while the circuit is open nobody looks whether the page is listed either', async () => {
  const page = await createTestSurroundings({ pageOrigin: 'https://fine.example' });
  api.always(reset);
  const { reservations } = createMidas({ baseUrl: api.url }, page);
  for (const _ of [1, 2]) await refused(reservations.get(link));
  const asked = api.received.length;
  expect(await refused(reservations.get(link))).toMatchObject({ code: 'offline', retryAfterSeconds: 15 });
  expect(api.received).toHaveLength(asked);
});

test('two presses at the same time are one reservation', async () => {
  const { made, reserve } = reservations();
  api.always(reserve);
  await Promise.all([midas.reservations.create(request), midas.reservations.create(request)]);
  expect(made.size).toBe(1);
});

test('while the first try is still being worked on, its answer is waited for', async () => {
  const { made, reserve } = reservations();
  api.next(problem(409, 'request-in-flight', {}, { 'Retry-After': '1' }));
  api.always(reserve);
  expect(await midas.reservations.create(request)).toEqual({ id: 'res_1' });
  expect(made.size).toBe(1);
  expect(surroundings.pauses).toEqual([1000 + 150]);
});

test('every post that makes something carries a key; the mail that would be sent twice is asked for once', async () => {
  await midas.quotes.create({ item: 'gardenia', from: '2027-06-01', to: '2027-06-02', guests: 2 });
  await midas.reservations.create(request);
  await midas.reservations.cancel(link);
  await midas.payments.open(link);
  await midas.contact.send({ name: 'Ada', email: 'ada@guests.example', message: 'Hello' });
  const keys = api.received.map(({ headers }) => headers['idempotency-key']);
  expect(new Set(keys).size).toBe(5);
  for (const key of keys) expect(key).toMatch(/^[\w-]{36}$/);

  api.always(problem(500, 'internal-error'));
  await refused(midas.reservations.sendConfirmationAgain(link));
  expect(api.received).toHaveLength(6);
  expect(api.received[5]?.headers['idempotency-key']).toBeUndefined();
});

test('a refusal is thrown at once, with the sentence of each field', async () => {
  api.next(
    problem(422, 'validation-failed', {
      requestId: 'req_7',
      errors: [{ field: 'guest.email', message: 'This is no address.' }],
    }),
  );
  expect(await refused(midas.reservations.create(request))).toMatchObject({
    message: 'A sentence.',
    code: 'validation-failed',
    title: 'A title',
    detail: 'A sentence.',
    status: 422,
    requestId: 'req_7',
    fields: [{ name: 'guest.email', message: 'This is no address.' }],
    alternatives: [],
  });
  for (const status of [400, 401, 403, 404, 409, 410, 413, 415, 422]) {
    const before = api.received.length;
    api.next(problem(status, 'some-code'));
    expect(await refused(midas.reservations.get(link))).toMatchObject({ status, code: 'some-code' });
    expect(api.received).toHaveLength(before + 1);
  }
  expect(surroundings.pauses).toEqual([]);
});

test('a slot that somebody else took comes with what is free instead', async () => {
  const alternative = {
    startsAt: '2027-06-08T15:00:00+02:00',
    endsAt: '2027-06-09T10:00:00+02:00',
    from: '2027-06-08',
    to: '2027-06-09',
  };
  api.next(problem(409, 'slot-taken', { alternatives: [alternative] }));
  expect(await refused(midas.reservations.create(request))).toMatchObject({
    code: 'slot-taken',
    alternatives: [alternative],
  });
});

test('what fails is tried three times, after pauses of full jitter that grow', async () => {
  for (const [luck, pauses] of [
    [0, [0, 0]],
    [0.999, [299.7, 599.4]],
  ] as const) {
    const own = await createTestSurroundings({ random: () => luck });
    api.next(problem(500, 'internal-error'), reset, problem(503, 'busy', { requestId: 'req_9' }));
    api.always(json({}));
    const before = api.received.length;
    const thrown = await refused(createMidas({ baseUrl: api.url }, own).reservations.get(link));
    expect(thrown).toMatchObject({ code: 'busy', status: 503, requestId: 'req_9' });
    expect(api.received).toHaveLength(before + 3);
    expect(own.pauses.map((ms) => Math.round(ms * 10) / 10)).toEqual(pauses);
    await midas.reservations.get(link); // an answer closes the circuit that all share
  }
});

test('Retry-After is kept when it is short, and handed on when it is long', async () => {
  api.next(problem(429, 'rate-limited', {}, { 'Retry-After': '2' }));
  await midas.reservations.get(link);
  expect(surroundings.pauses).toEqual([2000 + 150]);

  api.next(problem(429, 'rate-limited', {}, { 'Retry-After': '60' }));
  expect(await refused(midas.reservations.get(link))).toMatchObject({
    code: 'rate-limited',
    retryAfterSeconds: 60,
  });
  expect(surroundings.pauses).toHaveLength(1);
  expect(api.received).toHaveLength(3);
});

test.each([
  ['an API that says nothing', hang],
  ['an answer that does not end', stall],
])('%s is waited for no longer than a try may take, then asked again', async (_name, behaviour) => {
  api.next(behaviour, behaviour, behaviour);
  const thrown = refused(midas.reservations.get(link));
  for (const tries of [1, 2, 3]) {
    await api.hasReceived(tries);
    surroundings.expire();
  }
  expect(await thrown).toMatchObject({ code: 'timeout', status: 0 });
  expect(api.received).toHaveLength(3);
});

test('without a line there is one try, and a sentence in the language of the page', async () => {
  surroundings.goOffline();
  api.always(reset);
  const french = createMidas({ baseUrl: api.url, language: 'fr' }, surroundings);
  expect(await refused(french.reservations.get(link))).toMatchObject({
    code: 'offline',
    title: 'Nous sommes injoignables',
  });
  expect(api.received).toHaveLength(1);
});

test('a page that stands between is no answer of the API', async () => {
  api.next(page(404));
  expect(await refused(midas.reservations.get(link))).toMatchObject({ code: 'unreadable', status: 404 });
  api.next(page(200));
  expect(await refused(midas.reservations.get(link))).toMatchObject({ code: 'unreadable', status: 200 });
  api.next(page(502));
  await midas.reservations.get(link);
  expect(api.received).toHaveLength(4);
});

test('a call that is given up throws the reason of its signal and stops trying', async () => {
  api.always(hang);
  const given = new AbortController();
  const thrown = expect(midas.reservations.get(link, { signal: given.signal })).rejects.toThrow('superseded');
  await api.hasReceived(1);
  given.abort(new Error('superseded'));
  await thrown;
  expect(api.received).toHaveLength(1);
});

test('the token travels as Bearer, also with the calendar file; the address holds no token', async () => {
  api.next(json({}), (response) => {
    response.writeHead(200, { 'Content-Type': 'text/calendar' });
    response.end('BEGIN:VCALENDAR');
  });
  await midas.reservations.get(link);
  const file = await midas.reservations.calendarFile(link);
  expect(await file.text()).toBe('BEGIN:VCALENDAR');
  expect(file.type).toBe('text/calendar');
  expect(api.received[1]?.headers).toMatchObject({
    authorization: 'Bearer of-the-link',
    accept: 'text/calendar',
  });
  expect(midas.reservations.calendarAddress(link)).toBe(`${api.url}/api/v1/reservations/res_1/confirmation`);
  for (const { path } of api.received) expect(path).not.toContain('of-the-link');
});

test('payments of one browser carry one name of it', async () => {
  await midas.payments.open(link);
  await createMidas({ baseUrl: api.url }, surroundings).payments.open(link, { provider: 'paypal' });
  const [first, second] = api.received.map(({ body }) => JSON.parse(body));
  expect(first).toEqual({ reservation: 'res_1', device: expect.stringMatching(/^[\w-]{8,64}$/) });
  expect(second).toEqual({ ...first, provider: 'paypal' });
});
