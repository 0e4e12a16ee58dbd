import { createServer } from 'node:http';
import Stripe from 'stripe';
import { onTestFinished } from 'vitest';
import { listen } from '../../../dev/ports.ts';
import {
  type StripeSandbox,
  type StripeSandboxOptions,
  startStripeSandbox,
} from '../../../dev/stripe/start.ts';

export const secretKey = 'sk_test_sandbox';
export const webhookSecret = 'whsec_sandbox';

/** A sandbox that ends with the test, and Stripe's own SDK in front of it. */
export async function start(options: Partial<StripeSandboxOptions> = {}) {
  const sandbox = await startStripeSandbox({
    port: 0,
    secretKey,
    webhookSecret,
    webhookRetryDelaysMs: [1, 2, 4],
    ...options,
  });
  onTestFinished(() => sandbox.close());
  return { sandbox, stripe: client(sandbox) };
}

export function client({ port }: StripeSandbox, key = secretKey, options: Stripe.StripeConfig = {}) {
  const where = { host: '127.0.0.1', port, protocol: 'http' } as const;
  return new Stripe(key, { ...where, maxNetworkRetries: 0, telemetry: false, ...options });
}

type Received = { event: Stripe.Event; body: string; signature: string; receivedAt: number };

/** A webhook receiver that answers what `answer` says, 200 unless told otherwise. */
export async function receiver(answer: (attempt: number, event: Stripe.Event) => number = () => 200) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    if (request.method === 'GET') return response.end();
    const body = Buffer.concat(await request.toArray()).toString();
    const event: Stripe.Event = JSON.parse(body);
    const signature = String(request.headers['stripe-signature']);
    const attempt = received.filter((earlier) => earlier.event.id === event.id).length;
    received.push({ event, body, signature, receivedAt: performance.now() });
    response.writeHead(answer(attempt, event), { location: '/followed' }).end();
  });
  const port = await listen(server, { part: 'A receiver', host: '127.0.0.1', port: 0 });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    types: () => received.map(({ event }) => event.type),
  };
}

/** The error a call ends with; fails the test when it does not. */
export async function refusal(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Stripe.errors.StripeError)) throw new Error(`Not refused by the API: ${error}`);
  return error;
}

export const ofCard = {
  amount: 12_500,
  currency: 'eur',
  allowed_payment_method_types: ['card'],
} satisfies Stripe.PaymentIntentCreateParams;
export const paid = { ...ofCard, confirm: true, payment_method: 'pm_card_visa' };
export const held = { ...paid, capture_method: 'manual' } as const;

/** The types of all events so far, oldest first. */
export async function eventTypes(stripe: Stripe): Promise<string[]> {
  return (await stripe.events.list({ limit: 100 })).data.map(({ type }) => type).reverse();
}

/** The charge of a payment intent that was asked for with its `latest_charge`. */
export function chargeOf(intent: Stripe.PaymentIntent): Stripe.Charge {
  if (intent.latest_charge === null || typeof intent.latest_charge === 'string')
    throw new Error('Not expanded.');
  return intent.latest_charge;
}
