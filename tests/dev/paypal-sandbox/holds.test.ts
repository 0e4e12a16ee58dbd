import { expect, test } from 'vitest';
import { askToken, authorized, euros, issues, receiver, start } from './client.ts';

const dayMs = 86_400_000;
const began = Date.parse('2026-06-01T12:00:00Z');

/** A hold of 100 euros that began on the first day, and calls on it after so many days. */
async function hold() {
  let now = new Date(began);
  const hook = await receiver();
  const parts = await start({ clock: () => now, webhookUrl: hook.url });
  const id = await authorized(parts);
  const call = async (deed: string, body: unknown = {}, of = id) => {
    const token = String((await askToken(parts.sandbox.url)).body.access_token);
    return parts.api.post(`/v2/payments/authorizations/${of}/${deed}`, body, { token });
  };
  const read = async (of = id) => {
    const token = String((await askToken(parts.sandbox.url)).body.access_token);
    return (await parts.api.get(`/v2/payments/authorizations/${of}`, { token })).body;
  };
  const afterDays = (days: number, earlierMs = 0) => {
    now = new Date(began + days * dayMs - earlierMs);
  };
  return { ...parts, hook, id, call, read, afterDays };
}

test('a hold is valid for twenty-nine days and can be captured after its honour period', async () => {
  const { call, read, afterDays } = await hold();
  expect(await read()).toMatchObject({
    status: 'CREATED',
    amount: euros('100.00'),
    create_time: '2026-06-01T12:00:00.000Z',
    expiration_time: '2026-06-30T12:00:00.000Z',
  });
  afterDays(29, 1);
  expect(await call('capture', { final_capture: true })).toMatchObject({
    status: 201,
    body: { status: 'COMPLETED', final_capture: true, amount: euros('100.00') },
  });
  expect((await read()).status).toBe('CAPTURED');
});

test('a hold that nobody captures is voided by itself, and cannot be captured then', async () => {
  const { sandbox, hook, call, read, afterDays } = await hold();
  afterDays(29);
  expect((await read()).status).toBe('VOIDED');
  expect(issues(await call('capture'))).toEqual(['AUTHORIZATION_EXPIRED']);
  expect(issues(await call('reauthorize'))).toEqual(['AUTHORIZATION_EXPIRED']);
  await sandbox.settled();
  expect(hook.types()).toEqual([
    'CHECKOUT.ORDER.APPROVED',
    'PAYMENT.AUTHORIZATION.CREATED',
    'PAYMENT.AUTHORIZATION.VOIDED',
  ]);
});

test('a hold is captured in parts, never beyond what it holds, until one is final', async () => {
  const { call, read } = await hold();
  expect(issues(await call('capture', { amount: euros('100.01') }))).toEqual(['MAX_CAPTURE_AMOUNT_EXCEEDED']);
  const other = { amount: { currency_code: 'USD', value: '1.00' } };
  expect(issues(await call('capture', other))).toEqual(['CURRENCY_MISMATCH']);
  const part = await call('capture', { amount: euros('30.00') });
  expect(part.body).toMatchObject({ final_capture: false, amount: euros('30.00') });
  expect((await read()).status).toBe('PARTIALLY_CAPTURED');
  expect(issues(await call('capture', { amount: euros('70.01') }))).toEqual(['MAX_CAPTURE_AMOUNT_EXCEEDED']);
  await call('capture', { amount: euros('20.00'), final_capture: true });
  expect((await read()).status).toBe('CAPTURED');
  expect(issues(await call('capture', { amount: euros('1.00') }))).toEqual([
    'AUTHORIZATION_ALREADY_CAPTURED',
  ]);
  expect(issues(await call('void'))).toEqual(['PREVIOUSLY_CAPTURED']);
});

test('a hold is voided once: 204, or the hold where all is preferred', async () => {
  const { api, call, id } = await hold();
  const quiet = await api.post(`/v2/payments/authorizations/${id}/void`, {}, { minimal: true });
  expect(quiet).toMatchObject({ status: 204, body: {} });
  expect(issues(await call('void'))).toEqual(['PREVIOUSLY_VOIDED']);
  expect(issues(await call('capture'))).toEqual(['AUTHORIZATION_VOIDED']);
  const other = await hold();
  expect(await other.call('void')).toMatchObject({ status: 200, body: { status: 'VOIDED' } });
});

test('a hold is renewed once, from its fourth day on', async () => {
  const { call, afterDays } = await hold();
  afterDays(3, 1);
  expect(issues(await call('reauthorize'))).toEqual(['REAUTHORIZATION_TOO_SOON']);
  afterDays(3);
  const renewed = await call('reauthorize', { amount: euros('100.00') });
  expect(renewed).toMatchObject({
    status: 201,
    body: {
      status: 'CREATED',
      create_time: '2026-06-04T12:00:00.000Z',
      expiration_time: '2026-06-30T12:00:00.000Z',
    },
  });
  afterDays(8);
  expect(issues(await call('reauthorize'))).toEqual(['REAUTHORIZATION_NOT_SUPPORTED']);
  const child = await call('reauthorize', {}, String(renewed.body.id));
  expect(issues(child)).toEqual(['REAUTHORIZATION_NOT_SUPPORTED']);
});

test('a renewed hold is one with the first: captured by itself, voided by the first only', async () => {
  const one = await hold();
  one.afterDays(4);
  const renewed = String((await one.call('reauthorize')).body.id);
  expect(issues(await one.call('void', {}, renewed))).toEqual(['CANNOT_BE_VOIDED']);
  expect((await one.call('void')).status).toBe(200);
  expect((await one.read(renewed)).status).toBe('VOIDED');

  const two = await hold();
  two.afterDays(4);
  const taken = String((await two.call('reauthorize')).body.id);
  expect((await two.call('capture', { final_capture: true }, taken)).status).toBe(201);
  expect(issues(await two.call('capture'))).toEqual(['AUTHORIZATION_ALREADY_CAPTURED']);
});
