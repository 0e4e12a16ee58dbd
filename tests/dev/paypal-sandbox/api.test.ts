import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  approved,
  askToken,
  captured,
  euros,
  issues,
  orderOf,
  receiver,
  returning,
  start,
} from './client.ts';

test('a token is for the client and its secret, and for nobody else', async () => {
  const { sandbox } = await start();
  const right = await askToken(sandbox.url);
  expect(right.body).toMatchObject({ token_type: 'Bearer', expires_in: 32_400 });
  const wrong = await askToken(sandbox.url, 'guessed');
  expect(wrong.status).toBe(401);
  expect(wrong.body.error).toBe('invalid_client');
  const odd = await askToken(sandbox.url, undefined, 'password');
  expect(odd.status).toBe(400);
  expect(odd.body.error).toBe('unsupported_grant_type');
});

test('a token that is unknown, past its time or given up is a 401 invalid_token', async () => {
  let now = new Date('2026-06-01T12:00:00Z');
  const { sandbox, api } = await start({ clock: () => now });
  const ask = (token?: string) => api.get('/v2/checkout/orders/NONE', token ? { token } : {});
  expect((await ask('A21AAGUESSED')).body.error).toBe('invalid_token');
  expect((await ask()).status).toBe(404);
  now = new Date('2026-06-01T21:00:00Z');
  expect(await ask()).toMatchObject({ status: 401, body: { error: 'invalid_token' } });
  const fresh = String((await askToken(sandbox.url)).body.access_token);
  expect((await ask(fresh)).status).toBe(404);
  sandbox.expireTokens();
  expect((await ask(fresh)).status).toBe(401);
});

test('a refusal has the shape that PayPal documents', async () => {
  const { api } = await start();
  const refused = await api.post('/v2/checkout/orders', orderOf(euros('ten')));
  expect(refused.status).toBe(400);
  expect(refused.body).toMatchObject({
    name: 'INVALID_REQUEST',
    message: 'Request is not well-formed, syntactically incorrect, or violates schema.',
    debug_id: refused.headers.get('PayPal-Debug-Id'),
    details: [
      { field: '/purchase_units/0/amount/value', location: 'body', issue: 'INVALID_PARAMETER_SYNTAX' },
    ],
    links: [{ rel: 'information_link', method: 'GET' }],
  });
  const { purchase_units: _, ...without } = orderOf(euros('1.00'));
  expect(issues(await api.post('/v2/checkout/orders', without))).toEqual(['MISSING_REQUIRED_PARAMETER']);
  const long = orderOf(euros('1.00'), {}, { description: 'x'.repeat(128) });
  expect(issues(await api.post('/v2/checkout/orders', long))).toEqual(['INVALID_STRING_LENGTH']);
  const sale = orderOf(euros('1.00'), { intent: 'SALE' });
  expect(issues(await api.post('/v2/checkout/orders', sale))).toEqual(['INVALID_PARAMETER_VALUE']);
  expect(issues(await api.post('/v2/checkout/orders', '{'))).toEqual(['MALFORMED_REQUEST_JSON']);
  const missing = await api.get('/v2/payments/captures/NONE');
  expect(missing).toMatchObject({ status: 404, body: { name: 'RESOURCE_NOT_FOUND' } });
  expect((await api.get('/v2/payments/unheard-of')).status).toBe(404);
});

test('little is answered by default, all on request', async () => {
  const { api } = await start();
  const order = orderOf(euros('10.00'));
  const little = await api.post('/v2/checkout/orders', order, { minimal: true });
  expect(Object.keys(little.body).sort()).toEqual(['id', 'links', 'status']);
  const all = await api.post('/v2/checkout/orders', order);
  expect(all.body).toMatchObject({ intent: 'CAPTURE', purchase_units: [{ amount: euros('10.00') }] });
  const read = await api.get(`/v2/checkout/orders/${little.body.id}`, { minimal: true });
  expect(read.body).toMatchObject({ purchase_units: [{ custom_id: 'pay_1' }] });
});

test('a request id does its work once, and the repetition is a 200 with the first answer', async () => {
  const { sandbox, api } = await start();
  const order = orderOf(euros('10.00'));
  const first = await api.post('/v2/checkout/orders', order, { requestId: 'one' });
  const again = await api.post('/v2/checkout/orders', order, { requestId: 'one' });
  expect([first.status, again.status]).toEqual([201, 200]);
  expect(again.body).toEqual(first.body);
  const other = await api.post('/v2/checkout/orders', order, { requestId: 'two' });
  expect(other.body.id).not.toBe(first.body.id);
  const changed = await api.post('/v2/checkout/orders', orderOf(euros('11.00')), { requestId: 'one' });
  expect(changed.status).toBe(422);
  expect(issues(changed)).toEqual(['PAYPAL_REQUEST_ID_PREVIOUSLY_USED']);

  const capture = await captured({ sandbox, api });
  const refund = () =>
    api.post(`/v2/payments/captures/${capture}/refund`, { amount: euros('1.00') }, { requestId: 'one' });
  expect((await refund()).body.id).toBe((await refund()).body.id);
});

test('a request id is forgotten after six hours for an order, and kept for forty-five days for a payment', async () => {
  let now = new Date('2026-06-01T12:00:00Z');
  const { sandbox, api } = await start({ clock: () => now });
  const capture = await captured({ sandbox, api });
  const token = async () => String((await askToken(sandbox.url)).body.access_token);
  const order = async () =>
    (
      await api.post('/v2/checkout/orders', orderOf(euros('10.00')), {
        requestId: 'one',
        token: await token(),
      })
    ).body.id;
  const refund = async () => {
    const options = { requestId: 'one', token: await token() };
    return (await api.post(`/v2/payments/captures/${capture}/refund`, { amount: euros('1.00') }, options))
      .body.id;
  };
  const first = { order: await order(), refund: await refund() };
  now = new Date('2026-06-01T17:59:59Z');
  expect(await order()).toBe(first.order);
  now = new Date('2026-06-01T18:00:00Z');
  expect(await order()).not.toBe(first.order);
  now = new Date('2026-07-16T11:59:59Z');
  expect(await refund()).toBe(first.refund);
});

test('an order that says how it will be paid needs a request id', async () => {
  const { api } = await start();
  const order = orderOf(euros('10.00'), { payment_source: returning });
  const refused = await api.post('/v2/checkout/orders', order);
  expect(refused.status).toBe(400);
  expect(issues(refused)).toEqual(['PAYPAL_REQUEST_ID_REQUIRED']);
  expect((await api.post('/v2/checkout/orders', order, { requestId: 'one' })).status).toBe(201);
});

test('a fault before the effect leaves nothing behind, one after it leaves the effect and its answer', async () => {
  const { sandbox, api } = await start();
  const route = 'POST /v2/checkout/orders/:id/capture';
  for (const [effect, count] of [
    ['before', 0],
    ['after', 1],
  ] as const) {
    const order = await approved({ sandbox, api });
    const capture = () => api.post(`/v2/checkout/orders/${order}/capture`, {}, { requestId: 'take' });
    sandbox.chaos({ apiFault: { effect, answer: 'close', next: 1, route } });
    await expect(capture()).rejects.toThrow();
    expect(sandbox.capturesOf(order)).toHaveLength(count);
    sandbox.chaos({ apiFault: { effect, answer: 'error', next: 1, route } });
    expect(await capture()).toMatchObject({ status: 500, body: { name: 'INTERNAL_SERVER_ERROR' } });
    expect((await capture()).body.status).toBe('COMPLETED');
    expect(sandbox.capturesOf(order)).toHaveLength(1);
  }
  expect(sandbox.counts()[route]).toBe(6);
});

test('a second request under an id whose first hangs is a conflict', async () => {
  const { sandbox, api } = await start();
  sandbox.chaos({
    apiFault: { effect: 'before', answer: 'hang', next: 1, route: 'POST /v2/checkout/orders' },
  });
  const body = JSON.stringify(orderOf(euros('10.00')));
  const { access_token } = (await askToken(sandbox.url)).body;
  const headers = { Authorization: `Bearer ${access_token}`, 'PayPal-Request-Id': 'one' };
  const gaveUp = new AbortController();
  const hanging = fetch(`${sandbox.url}/v2/checkout/orders`, {
    method: 'POST',
    body,
    headers,
    signal: gaveUp.signal,
  });
  const ended = expect(hanging).rejects.toThrow();
  await expect.poll(() => sandbox.counts()['POST /v2/checkout/orders']).toBe(1);
  const second = await api.post('/v2/checkout/orders', body, { requestId: 'one' });
  expect(second.status).toBe(409);
  expect(issues(second)).toEqual(['PREVIOUS_REQUEST_IN_PROGRESS']);
  gaveUp.abort();
  await ended;
});

test('a restart keeps payments, certificates and what has not been delivered; a reset forgets', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'paypal-sandbox-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const stateFile = join(folder, 'paypal.json');
  const before = await start({
    stateFile,
    webhookUrl: 'http://127.0.0.1:1/nobody',
    webhookRetryDelaysMs: [60_000],
  });
  const order = await approved(before);
  await before.sandbox.close();

  const hook = await receiver();
  const { sandbox, api } = await start({ stateFile, webhookUrl: hook.url });
  await sandbox.settled();
  expect(hook.types()).toEqual(['CHECKOUT.ORDER.APPROVED']);
  expect(sandbox.rootCertificate).toBe(before.sandbox.rootCertificate);
  expect((await api.get(`/v2/checkout/orders/${order}`)).body.status).toBe('APPROVED');
  sandbox.reset();
  expect(sandbox.counts()['GET /v2/checkout/orders/:id']).toBe(0);
  const token = String((await askToken(sandbox.url)).body.access_token);
  expect((await api.get(`/v2/checkout/orders/${order}`, { token })).status).toBe(404);
});
