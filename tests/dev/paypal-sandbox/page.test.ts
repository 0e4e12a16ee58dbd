import { expect, test } from 'vitest';
import { type Api, captured, euros, orderOf, returning, start } from './client.ts';

type State = {
  chaos: { certificate: string };
  counts: Record<string, number>;
  captures: object;
  events: object;
};

async function stateOf(url: string): Promise<State> {
  const response = await fetch(`${url}/_sandbox/state`);
  return (await response.json()) as State; // what the control route answers
}

async function waiting(api: Api, payment_source: object = returning): Promise<string> {
  const order = orderOf(euros('1234.50'), { payment_source }, { description: 'Villa <Aurora>, 3 nights' });
  return String((await api.post('/v2/checkout/orders', order, { requestId: 'one' })).body.id);
}

function choose(url: string, order: string, outcome: string): Promise<Response> {
  return fetch(`${url}/checkoutnow?token=${order}`, {
    method: 'POST',
    body: new URLSearchParams({ outcome }),
    redirect: 'manual',
  });
}

test('the page shows what is paid, works without a script and may post only to itself, and on to the page that is led back to', async () => {
  const { sandbox, api } = await start();
  const order = await waiting(api);
  const page = await fetch(`${sandbox.url}/checkoutnow?token=${order}`);
  const html = await page.text();
  expect(page.headers.get('content-type')).toContain('text/html');
  expect(page.headers.get('content-security-policy')).toContain("form-action 'self' http: https:;");
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(html).toMatch(/^<!doctype html>/i);
  expect(html).toContain('1234.50 EUR');
  expect(html).toContain('Villa &lt;Aurora&gt;, 3 nights');
  for (const outcome of ['success', 'pending', 'declined', 'cancel'])
    expect(html).toContain(`value="${outcome}"`);
  expect(html).not.toContain('<script');
  expect((await fetch(`${sandbox.url}/checkoutnow?token=NONE`)).status).toBe(404);
});

test('an approval goes back to the return address, whose own query stays', async () => {
  const { sandbox, api } = await start();
  const order = await waiting(api);
  const back = await choose(sandbox.url, order, 'success');
  expect(back.status).toBe(303);
  expect(back.headers.get('location')).toBe(
    `https://shop.example/back?a=1&token=${order}&PayerID=SANDBOXPAYER1`,
  );
  expect((await api.get(`/v2/checkout/orders/${order}`)).body.status).toBe('APPROVED');
});

test('turning back goes to the cancel address and leaves the order open', async () => {
  const { sandbox, api } = await start();
  const order = await waiting(api);
  const back = await choose(sandbox.url, order, 'cancel');
  expect(back.headers.get('location')).toBe(`https://shop.example/no?token=${order}`);
  expect((await api.get(`/v2/checkout/orders/${order}`)).body.status).toBe('PAYER_ACTION_REQUIRED');
});

test.each([
  ['declined', 422],
  ['pending', 201],
])('an approval that will be %s at capture looks like any other', async (outcome, status) => {
  const { sandbox, api } = await start();
  const order = await waiting(api);
  expect((await choose(sandbox.url, order, outcome)).status).toBe(303);
  expect((await api.post(`/v2/checkout/orders/${order}/capture`)).status).toBe(status);
});

test('a second click changes nothing, and an order without addresses stays on the page', async () => {
  const { sandbox, api } = await start();
  const order = await waiting(api, { paypal: {} });
  expect((await choose(sandbox.url, order, 'success')).headers.get('location')).toBe(
    `/checkoutnow?token=${order}`,
  );
  await choose(sandbox.url, order, 'declined');
  expect(Object.keys((await stateOf(sandbox.url)).events)).toHaveLength(1);
  expect((await api.post(`/v2/checkout/orders/${order}/capture`)).status).toBe(201);
  expect((await choose(sandbox.url, order, 'success')).status).toBe(303);
  expect(await (await fetch(`${sandbox.url}/checkoutnow?token=${order}`)).text()).not.toContain('<form');
});

test('another process turns the switches and does the deeds over HTTP', async () => {
  const { sandbox, api } = await start();
  const post = async (path: string, body?: object) => {
    const response = await fetch(`${sandbox.url}/_sandbox${path}`, {
      method: 'POST',
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : {} };
  };
  expect((await post('/chaos', { duplicate: 2, certificate: 'expired' })).body).toMatchObject({
    duplicate: 2,
    certificate: 'expired',
  });
  for (const wrong of [{ certificate: 'forged' }, { duplicate: 0 }, { unheardOf: true }])
    expect((await post('/chaos', wrong)).status).toBe(400);
  const order = await waiting(api);
  expect((await post(`/orders/${order}/approve`)).body.status).toBe('APPROVED');
  expect((await post('/orders/NONE/approve')).status).toBe(404);

  const pending = await captured({ sandbox, api }, { outcome: 'pending' });
  expect((await post(`/captures/${pending}/complete`, { outcome: 'completed' })).body.status).toBe(
    'COMPLETED',
  );
  expect((await post(`/captures/${pending}/complete`, { outcome: 'declined' })).status).toBe(422);
  expect((await post(`/captures/${pending}/refund`, { amount: euros('1.00') })).body.amount).toEqual(
    euros('1.00'),
  );
  const dispute = await post(`/captures/${pending}/dispute`, { amount: euros('2.00') });
  expect(dispute.body.dispute_amount).toEqual(euros('2.00'));
  const id = dispute.body.dispute_id;
  expect((await post(`/disputes/${id}/evidence`)).body.status).toBe('UNDER_REVIEW');
  expect((await post(`/disputes/${id}/resolve`, { outcome: 'won' })).body.status).toBe('RESOLVED');
  expect((await post('/withdraw', { currency: 'EUR', units: 100 })).status).toBe(204);
  expect((await post('/expire-tokens')).status).toBe(204);
  expect((await api.get('/v2/checkout/orders/NONE')).status).toBe(401);

  const state = await stateOf(sandbox.url);
  expect(state.counts['POST /v2/checkout/orders']).toBe(2);
  expect(Object.keys(state.captures)).toEqual([pending]);
  expect(JSON.stringify(state)).not.toContain('PRIVATE KEY');
  expect((await post('/reset')).status).toBe(204);
  expect((await stateOf(sandbox.url)).chaos.certificate).toBe('good');
});
