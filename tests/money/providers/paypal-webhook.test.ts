import { generateKeyPairSync, sign } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { beforeEach, expect, test } from 'vitest';
import { paypalProvider } from '../../../src/payment/paypal/provider.ts';
import { newClient, openPaypalPayment, reserve, settledAll } from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { countOf } from '../../support/booking/settled-state.ts';
import { useStack } from '../../support/harness/stack.ts';
import { expectRefusal } from '../../support/http/refusal.ts';
import { startReceiver } from '../../support/payment/receiver.ts';
import { secondsOf, signatureOf } from '../../support/payment/stripe-events.ts';

interface Sent {
  readonly body: string;
  readonly headers: Record<string, string>;
}

const stack = useStack();
let genuine: Sent;

/** An event as PayPal really posts it, which has not reached us yet. */
async function nextEvent(): Promise<Sent> {
  const sent: Sent[] = [];
  const receiver = await startReceiver(async (body, headers) => {
    sent.push({ body, headers });
  });
  stack.paypal.setWebhookUrl(receiver.url);
  stack.paypal.approve(
    (await openPaypalPayment(stack, await reserve(stack, (await cloneItem(stack)).wish))).orderId,
  );
  await stack.paypal.settled();
  await receiver.close();
  const [first] = sent;
  if (!first) throw new Error('no event came');
  return first;
}

beforeEach(async () => {
  stack.paypal.certificate('good');
  genuine = await nextEvent();
  // What follows from an event that is taken reaches us at once: its receiver is gone, and would be tried for a minute.
  stack.paypal.setWebhookUrl(`${stack.functions.url}/api/v1/webhooks/paypal`);
});

const signed = (text: string, key: string) => sign('sha256', Buffer.from(text), key).toString('base64');
const post = ({ body, headers }: Sent) =>
  stack.call('/webhooks/paypal', { method: 'POST', body, headers, from: newClient() });
const certificateCalls = () => stack.paypal.counts()['GET /v1/notifications/certs/:id'];
const header = (name: string, value: string) => ({
  ...genuine,
  headers: { ...genuine.headers, [name]: value },
});

async function expectRefused(sent: Sent) {
  // What the sandbox itself has sent is through, so that nothing else is counted.
  await settledAll(stack);
  const before = await countOf(stack, 'payment_events');
  expectRefusal(await post(sent), 400, 'signature-invalid');
  expect(await countOf(stack, 'payment_events')).toBe(before);
}

test('a genuine event is taken, again too, and its certificate is fetched once', async () => {
  const before = certificateCalls();
  expect((await post(genuine)).status).toBe(200);
  expect((await post(genuine)).status).toBe(200);
  expect(certificateCalls() - before).toBeLessThanOrEqual(1);
});

test('a genuine event is taken while our clock is five minutes behind that of PayPal', async () => {
  stack.clock.advance({ minutes: -5 });
  expect((await post(genuine)).status).toBe(200);
  await settledAll(stack);
  stack.clock.advance({ minutes: 5 });
});

test.each<[string, () => Sent]>([
  ['one changed byte', () => ({ ...genuine, body: genuine.body.replace('WH-', 'WX-') })],
  ['a space more at its end', () => ({ ...genuine, body: `${genuine.body} ` })],
  ['a byte order mark before it', () => ({ ...genuine, body: `\uFEFF${genuine.body}` })],
  ['no signature', () => header('paypal-transmission-sig', '')],
  ['another transmission id', () => header('paypal-transmission-id', 'another')],
  ['another algorithm', () => header('paypal-auth-algo', 'SHA1withRSA')],
  ['another time', () => header('paypal-transmission-time', '2027-03-01T08:59:59Z')],
  ['a time to come', () => header('paypal-transmission-time', '2027-03-02T09:00:00Z')],
  ['a time long gone', () => header('paypal-transmission-time', '2027-02-01T09:00:00Z')],
  ['no time', () => header('paypal-transmission-time', 'soon')],
])('an event with %s is refused with 400 and leaves no trace', async (_what, altered) => {
  await expectRefused(altered());
});

test.each([
  'https://api.paypal.com.evil.example/v1/notifications/certs/CERT-1',
  'https://evil.example/api.paypal.com/certs/CERT-1',
  'http://api.paypal.com/v1/notifications/certs/CERT-1',
  'https://user@api.paypal.com/v1/notifications/certs/CERT-1',
  'https://api.paypal.com:8443/v1/notifications/certs/CERT-1',
  'file:///etc/passwd',
  'not an address',
  '',
])('a certificate at %s is refused, and nothing is fetched', async (url) => {
  const before = certificateCalls();
  await expectRefused(header('paypal-cert-url', url));
  expect(certificateCalls()).toBe(before);
});

test.each(['expired', 'foreign', 'redirect'] as const)(
  'a certificate that is %s is not trusted',
  async (which) => {
    stack.paypal.certificate(which);
    const sent = await nextEvent();
    const answer = await post(sent);
    expect([400, 503]).toContain(answer.status);
    expect(
      await stack.database.query('select 1 from payment_events where event_id = $1', [
        JSON.parse(sent.body).id,
      ]),
    ).toMatchObject({ rowCount: 0 });
  },
);

test('a signature over the checksum in hexadecimal, or by another key, is refused', async () => {
  const { headers, body } = genuine;
  const own = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const text = (checksum: string) =>
    `${headers['paypal-transmission-id']}|${headers['paypal-transmission-time']}|WH-SANDBOX|${checksum}`;
  for (const checksum of [String(crc32(Buffer.from(body))), crc32(Buffer.from(body)).toString(16)])
    await expectRefused(header('paypal-transmission-sig', signed(text(checksum), own.privateKey)));
});

test('a genuine event of another webhook is refused, and of two that are ours either is taken', async () => {
  const read = (...webhookIds: string[]) => {
    const { config } = stack.runtime;
    if (!config.paypal) throw new Error('PayPal is not configured');
    const runtime = { ...stack.runtime, config: { ...config, paypal: { ...config.paypal, webhookIds } } };
    return paypalProvider(runtime).readEvent(genuine.body, new Headers(genuine.headers));
  };
  for (const others of [[], ['WH-OTHER'], ['', stack.paypal.webhookId.toLowerCase()]])
    await expect(read(...others)).rejects.toMatchObject({ code: 'signature-invalid' });
  for (const ours of [
    [stack.paypal.webhookId, 'WH-OLDER'],
    ['WH-NEWER', stack.paypal.webhookId],
  ])
    await expect(read(...ours)).resolves.toMatchObject({ eventId: JSON.parse(genuine.body).id });
});

test('what one provider has signed is refused at the door of the other', async () => {
  await settledAll(stack);
  const before = await countOf(stack, 'payment_events');
  const body = JSON.stringify({ id: 'evt_1', object: 'event', type: 'payment_intent.succeeded' });
  const crossed = [
    ['/webhooks/stripe', genuine],
    ['/webhooks/paypal', { body, headers: { 'Stripe-Signature': signatureOf(body, secondsOf(stack)) } }],
  ] as const;
  for (const [path, sent] of crossed)
    expectRefusal(
      await stack.call(path, { method: 'POST', ...sent, from: newClient() }),
      400,
      'signature-invalid',
    );
  expect(await countOf(stack, 'payment_events')).toBe(before);
});

test('what is larger than any event is refused before a certificate is fetched for it', async () => {
  const before = certificateCalls();
  const elsewhere = `${stack.paypal.url}/v1/notifications/certs/CERT-of-a-large-one`;
  const large = { ...header('paypal-cert-url', elsewhere), body: ' '.repeat(300_000) };
  expectRefusal(await post(large), 413, 'body-too-large');
  expect(certificateCalls()).toBe(before);
});

test('while the certificate cannot be had PayPal is told to come again', async () => {
  stack.paypal.chaos({
    apiFault: { effect: 'before', answer: 'error', route: 'GET /v1/notifications/certs/:id' },
  });
  const elsewhere = `${stack.paypal.url}/v1/notifications/certs/CERT-not-seen-yet`;
  expect((await post(header('paypal-cert-url', elsewhere))).status).toBe(503);
  stack.paypal.chaos({ apiFault: null });
});
