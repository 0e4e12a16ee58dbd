import { createServer } from 'node:http';
import { onTestFinished } from 'vitest';
import type { Money } from '../../../dev/paypal/objects/objects.ts';
import {
  type PaypalSandbox,
  type PaypalSandboxOptions,
  startPaypalSandbox,
} from '../../../dev/paypal/start.ts';
import { listen } from '../../../dev/ports.ts';

const credentials = { clientId: 'client', clientSecret: 'secret', webhookId: 'WH-1' };

/** A sandbox that ends with the test, and a client of its API with a token. */
export async function start(options: Partial<PaypalSandboxOptions> = {}) {
  const sandbox = await startPaypalSandbox({
    port: 0,
    ...credentials,
    webhookRetryDelaysMs: [1, 2, 4],
    ...options,
  });
  onTestFinished(() => sandbox.close());
  return { sandbox, api: await client(sandbox) };
}

// The bodies of PayPal are looked into field by field, as many as a test is about.
type Json = Record<string, unknown>;
export type Answer = { status: number; headers: Headers; body: Json };

type Options = { requestId?: string; minimal?: boolean; token?: string };

export type Api = {
  get(path: string, options?: Options): Promise<Answer>;
  post(path: string, body?: unknown, options?: Options): Promise<Answer>;
};

async function client({ url }: PaypalSandbox): Promise<Api> {
  const { access_token: known } = (await askToken(url)).body;
  const send = async (path: string, init: RequestInit, options: Options = {}) => {
    const headers = new Headers({ Authorization: `Bearer ${options.token ?? known}` });
    if (init.method === 'POST') headers.set('Content-Type', 'application/json');
    if (!options.minimal) headers.set('Prefer', 'return=representation');
    if (options.requestId) headers.set('PayPal-Request-Id', options.requestId);
    return answerOf(await fetch(`${url}${path}`, { ...init, headers }));
  };
  return {
    get: (path, options) => send(path, {}, options),
    post: (path, body, options) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body ?? {});
      return send(path, { method: 'POST', body: text }, options);
    },
  };
}

export async function askToken(url: string, secret = credentials.clientSecret, grant = 'client_credentials') {
  const basic = Buffer.from(`${credentials.clientId}:${secret}`).toString('base64');
  const body = new URLSearchParams({ grant_type: grant });
  const headers = { Authorization: `Basic ${basic}` };
  return answerOf(await fetch(`${url}/v1/oauth2/token`, { method: 'POST', headers, body }));
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : {} };
}

/** The codes of a refusal's issues. */
export function issues({ body }: Answer): string[] {
  const details = Array.isArray(body.details) ? body.details : [];
  return details.map(({ issue }) => String(issue));
}

export const euros = (value: string): Money => ({ currency_code: 'EUR', value });

export function orderOf(amount: Money, more: Json = {}, unit: Json = {}): Json {
  const purchase_units = [{ amount, custom_id: 'pay_1', invoice_id: 'pay_1', ...unit }];
  return { intent: 'CAPTURE', purchase_units, ...more };
}

export const returning = {
  paypal: {
    experience_context: {
      return_url: 'https://shop.example/back?a=1',
      cancel_url: 'https://shop.example/no',
    },
  },
};

let orders = 0;

/** Makes an order and approves it; answers its id. */
export async function approved(
  { sandbox, api }: { sandbox: PaypalSandbox; api: Api },
  {
    amount = euros('100.00'),
    outcome = 'success',
    ...more
  }: {
    amount?: Money;
    outcome?: 'success' | 'pending' | 'declined';
    intent?: 'CAPTURE' | 'AUTHORIZE';
    payment_source?: Json;
  } = {},
): Promise<string> {
  orders += 1;
  const unit = { invoice_id: `pay_${orders}`, custom_id: `pay_${orders}` };
  const made = await api.post('/v2/checkout/orders', orderOf(amount, more, unit), {
    requestId: `order-${orders}`,
  });
  const id = String(made.body.id);
  sandbox.approve(id, outcome);
  return id;
}

/** An order approved and captured; answers the id of its capture. */
export async function captured(
  parts: { sandbox: PaypalSandbox; api: Api },
  options: Parameters<typeof approved>[1] = {},
): Promise<string> {
  const order = await approved(parts, options);
  await parts.api.post(`/v2/checkout/orders/${order}/capture`);
  const [capture] = parts.sandbox.capturesOf(order);
  if (!capture) throw new Error('The order has no capture.');
  return capture;
}

/** An order approved and authorized; answers the id of its authorization. */
export async function authorized(
  parts: { sandbox: PaypalSandbox; api: Api },
  amount = euros('100.00'),
): Promise<string> {
  const order = await approved(parts, { intent: 'AUTHORIZE', amount });
  const { body } = await parts.api.post(`/v2/checkout/orders/${order}/authorize`);
  const [unit] = body.purchase_units as { payments: { authorizations: { id: string }[] } }[]; // what an authorize answers
  return unit?.payments.authorizations[0]?.id ?? '';
}

export type Received = {
  type: string;
  event: { id: string; event_type: string; resource: Json } & Json;
  body: string;
  headers: Record<string, string>;
};

/** A webhook receiver that answers what `answer` says, 200 unless told otherwise. */
export async function receiver(answer: (attempt: number) => number = () => 200) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    const event: Received['event'] = JSON.parse(body);
    const attempt = received.filter((earlier) => earlier.event.id === event.id).length;
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    received.push({ type: event.event_type, event, body, headers });
    response.writeHead(answer(attempt)).end();
  });
  const port = await listen(server, { part: 'The receiver', host: '127.0.0.1', port: 0 });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${port}/hook`, received, types: () => received.map(({ type }) => type) };
}
