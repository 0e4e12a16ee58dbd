import { verify, X509Certificate } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import type { PaypalSandbox } from '../../../dev/paypal/start.ts';
import { approved, captured, type Received, receiver, start } from './client.ts';

/** The certificates that an event points to, leaf first. */
async function chainOf({ headers }: Received): Promise<X509Certificate[]> {
  const pem = await (await fetch(headers['paypal-cert-url'] ?? '')).text();
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => new X509Certificate(block));
}

function isSigned(
  { headers, body }: Received,
  leaf: X509Certificate | undefined,
  webhookId = 'WH-1',
): boolean {
  const [id, time] = [headers['paypal-transmission-id'], headers['paypal-transmission-time']];
  const signature = Buffer.from(headers['paypal-transmission-sig'] ?? '', 'base64');
  const text = Buffer.from(`${id}|${time}|${webhookId}|${crc32(Buffer.from(body))}`);
  return leaf !== undefined && verify('sha256', text, leaf.publicKey, signature);
}

/** Lets one order be approved, so that one event is sent, and answers its deliveries. */
async function oneEvent(options: { certificate?: Parameters<PaypalSandbox['certificate']>[0] } = {}) {
  const hook = await receiver();
  const parts = await start({ webhookUrl: hook.url });
  parts.sandbox.chaos(options);
  await approved(parts);
  await parts.sandbox.settled();
  const [received] = hook.received;
  if (!received) throw new Error('Nothing was received.');
  return { ...parts, received };
}

test('an event has the envelope and the headers that PayPal documents', async () => {
  const { sandbox, received } = await oneEvent();
  const { event, headers } = received;
  expect(event).toMatchObject({
    id: expect.stringMatching(/^WH-[A-Z0-9]{17}-[A-Z0-9]{17}$/),
    event_version: '1.0',
    create_time: expect.stringMatching(/^\d{4}-.*Z$/),
    resource_type: 'checkout-order',
    event_type: 'CHECKOUT.ORDER.APPROVED',
    summary: 'An order has been approved by buyer',
    resource: { status: 'APPROVED' },
    links: [{ rel: 'self' }, { rel: 'resend' }],
  });
  expect(headers['paypal-auth-algo']).toBe('SHA256withRSA');
  expect(headers['paypal-transmission-id']).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(headers['paypal-cert-url']).toMatch(new RegExp(`^${sandbox.url}/v1/notifications/certs/CERT-`));
  expect(sandbox.webhookId).toBe('WH-1');
});

test('an event is signed by a leaf that leads up to the root, over this body and this webhook', async () => {
  const { sandbox, received } = await oneEvent();
  const [leaf, middle, ...more] = await chainOf(received);
  const root = new X509Certificate(sandbox.rootCertificate);
  expect(more).toEqual([]);
  expect(leaf?.ca).toBe(false);
  expect(middle && leaf?.checkIssued(middle) && leaf.verify(middle.publicKey)).toBe(true);
  expect(middle?.ca && middle.checkIssued(root) && middle.verify(root.publicKey)).toBe(true);
  for (const { validFromDate, validToDate } of [leaf, middle, root].filter((one) => one !== undefined)) {
    expect(validFromDate < new Date()).toBe(true);
    expect(validToDate > new Date()).toBe(true);
  }
  expect(isSigned(received, leaf)).toBe(true);
  expect(isSigned(received, leaf, 'WH-2')).toBe(false);
  expect(isSigned({ ...received, body: `${received.body} ` }, leaf)).toBe(false);
});

test('the switch for the certificate gives an expired one, one of another root, or a redirect to the good one', async () => {
  const expired = await oneEvent({ certificate: 'expired' });
  const [old] = await chainOf(expired.received);
  expect(old && old.validToDate < new Date()).toBe(true);
  expect(isSigned(expired.received, old)).toBe(true);

  const foreign = await oneEvent({ certificate: 'foreign' });
  const chain = await chainOf(foreign.received);
  const root = new X509Certificate(foreign.sandbox.rootCertificate);
  expect(isSigned(foreign.received, chain[0])).toBe(true);
  expect(chain.some((one) => one.verify(root.publicKey))).toBe(false);

  const redirected = await oneEvent({ certificate: 'redirect' });
  const address = redirected.received.headers['paypal-cert-url'] ?? '';
  expect((await fetch(address, { redirect: 'manual' })).status).toBe(302);
  expect(isSigned(redirected.received, (await chainOf(redirected.received))[0])).toBe(true);
  expect((await fetch(`${redirected.sandbox.url}/v1/notifications/certs/CERT-unknown`)).status).toBe(404);
});

test('each attempt is signed anew with its own time, under the same transmission id, until it is accepted', async () => {
  let seconds = 0;
  const hook = await receiver((attempt) => (attempt < 2 ? 500 : 200));
  const parts = await start({
    webhookUrl: hook.url,
    clock: () => new Date(Date.parse('2026-06-01T12:00:00Z') + 1000 * seconds++),
  });
  await approved(parts);
  await parts.sandbox.settled();
  expect(hook.received).toHaveLength(3);
  const values = (name: string) => new Set(hook.received.map(({ headers }) => headers[name]));
  expect(values('paypal-transmission-id').size).toBe(1);
  expect(values('paypal-transmission-time').size).toBe(3);
  expect(values('paypal-transmission-sig').size).toBe(3);
  const [leaf] = await chainOf(hook.received[2] as Received); // three have arrived
  for (const received of hook.received) expect(isSigned(received, leaf)).toBe(true);
});

test('events are lost, doubled, shuffled and sent again as they are told', async () => {
  const hook = await receiver();
  const parts = await start({ webhookUrl: hook.url });
  parts.sandbox.chaos({ drop: ['PAYMENT.*'] });
  await captured(parts);
  await parts.sandbox.settled();
  expect(hook.types()).toEqual(['CHECKOUT.ORDER.APPROVED']);
  const [approval] = hook.received;
  parts.sandbox.redeliver(approval?.event.id ?? '');
  await parts.sandbox.settled();
  expect(hook.received[1]?.body).toBe(approval?.body);
  expect(() => parts.sandbox.redeliver('WH-NONE')).toThrow('does not exist');

  parts.sandbox.chaos({ drop: [], duplicate: 2, reorder: { size: 2, holdMs: 60_000, seed: 1 } });
  await captured(parts);
  await parts.sandbox.settled();
  expect(hook.types().slice(2)).toEqual([
    'PAYMENT.CAPTURE.COMPLETED',
    'PAYMENT.CAPTURE.COMPLETED',
    'CHECKOUT.ORDER.APPROVED',
    'CHECKOUT.ORDER.APPROVED',
  ]);
});

test('a capture tells what it is by and by: pending, then completed or denied', async () => {
  const hook = await receiver();
  const parts = await start({ webhookUrl: hook.url });
  parts.sandbox.chaos({ processing: true });
  const [first, second] = [await captured(parts), await captured(parts)];
  parts.sandbox.completePending(first, 'completed');
  parts.sandbox.completePending(second, 'declined');
  await parts.sandbox.settled();
  const told = (id: string) =>
    hook.received
      .filter(({ event }) => event.resource.id === id)
      .map(({ type, event }) => [type, event.resource.status]);
  expect(told(first).sort()).toEqual([
    ['PAYMENT.CAPTURE.COMPLETED', 'COMPLETED'],
    ['PAYMENT.CAPTURE.PENDING', 'PENDING'],
  ]);
  expect(told(second).sort()).toEqual([
    ['PAYMENT.CAPTURE.DENIED', 'DECLINED'],
    ['PAYMENT.CAPTURE.PENDING', 'PENDING'],
  ]);
});

test('a method that is kept is told of', async () => {
  const hook = await receiver();
  const parts = await start({ webhookUrl: hook.url });
  const vault = { store_in_vault: 'ON_SUCCESS', usage_type: 'MERCHANT' };
  await captured(parts, { payment_source: { paypal: { attributes: { vault } } } });
  await parts.sandbox.settled();
  const token = hook.received.find(({ type }) => type === 'VAULT.PAYMENT-TOKEN.CREATED');
  expect(token?.event).toMatchObject({
    resource_type: 'payment_token',
    resource: { customer: { id: expect.any(String) } },
  });
});
