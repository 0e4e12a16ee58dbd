import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { Connection } from '../stripe/http-server.ts';
import type { ApiFault } from '../webhooks/chaos.ts';
import { ApiError, invalid } from './api-error.ts';
import { type Call, debugIdOf } from './call.ts';
import { findDispute, listDisputes } from './disputes.ts';
import { authorizeOrder, captureOrder, createOrder, findOrder } from './orders.ts';
import {
  captureAuthorization,
  findAuthorization,
  findCapture,
  reauthorize,
  refundCapture,
  voidAuthorization,
} from './payments.ts';
import { searchTransactions } from './reporting.ts';
import { type Route, routes } from './routes.ts';
import type { Sandbox } from './sandbox.ts';

type Bindings = { Bindings: Connection };
type Asked = { id: string; body: unknown; query: URLSearchParams };
type Answer = { status: number; answer: string };

const endpoints: Record<
  Exclude<Route, 'POST /v1/oauth2/token' | 'GET /v1/notifications/certs/:id'>,
  {
    status: number;
    work(call: Call, asked: Asked): unknown;
  }
> = {
  'POST /v2/checkout/orders': { status: 201, work: (call, { body }) => createOrder(call, body) },
  'GET /v2/checkout/orders/:id': { status: 200, work: (call, { id }) => findOrder(call, id) },
  'POST /v2/checkout/orders/:id/authorize': { status: 201, work: (call, { id }) => authorizeOrder(call, id) },
  'POST /v2/checkout/orders/:id/capture': { status: 201, work: (call, { id }) => captureOrder(call, id) },
  'GET /v2/payments/authorizations/:id': { status: 200, work: (call, { id }) => findAuthorization(call, id) },
  'POST /v2/payments/authorizations/:id/capture': {
    status: 201,
    work: (call, { id, body }) => captureAuthorization(call, id, body),
  },
  'POST /v2/payments/authorizations/:id/void': {
    status: 204,
    work: (call, { id }) => voidAuthorization(call, id),
  },
  'POST /v2/payments/authorizations/:id/reauthorize': {
    status: 201,
    work: (call, { id }) => reauthorize(call, id),
  },
  'GET /v2/payments/captures/:id': { status: 200, work: (call, { id }) => findCapture(call, id) },
  'POST /v2/payments/captures/:id/refund': {
    status: 201,
    work: (call, { id, body }) => refundCapture(call, id, body),
  },
  'GET /v2/payments/refunds/:id': {
    status: 200,
    work: (call, { id }) => {
      const refund = call.state.refunds.get(id);
      if (!refund) throw new ApiError(404, 'RESOURCE_NOT_FOUND', 'INVALID_RESOURCE_ID');
      return refund;
    },
  },
  'GET /v1/reporting/transactions': {
    status: 200,
    work: (call, { query }) => searchTransactions(call, query),
  },
  'GET /v1/customer/disputes': { status: 200, work: (call, { query }) => listDisputes(call, query) },
  'GET /v1/customer/disputes/:id': { status: 200, work: (call, { id }) => findDispute(call, id) },
};

/** The API proper: https://developer.paypal.com/api/rest. */
export function createApi(sandbox: Sandbox): Hono<Bindings> {
  const api = new Hono<Bindings>();
  for (const route of routes) {
    const [method = '', path = ''] = route.split(' ');
    api.on(method, path, async (c) => {
      sandbox.counts[route] += 1;
      const fault = sandbox.chaos.takeFault(route);
      if (fault?.effect === 'before') return fail(fault, c);
      const response = await answer(sandbox, route, c);
      return fault ? fail(fault, c) : response;
    });
  }
  return api;
}

async function answer(sandbox: Sandbox, route: Route, c: Context<Bindings>): Promise<Response> {
  if (route === 'GET /v1/notifications/certs/:id') return certificate(sandbox);
  const raw = c.req.method === 'POST' ? await c.req.text() : '';
  if (route === 'POST /v1/oauth2/token') return token(sandbox, c, raw);
  const path = c.req.path;
  try {
    authenticate(sandbox, c.req.header('Authorization'));
    const requestId = c.req.method === 'POST' ? c.req.header('PayPal-Request-Id') : undefined;
    const kept = requestId === undefined ? undefined : sandbox.state.kept.get(`${path} ${requestId}`);
    if (kept) {
      if (kept.body !== raw)
        throw new ApiError(422, 'UNPROCESSABLE_ENTITY', 'PAYPAL_REQUEST_ID_PREVIOUSLY_USED');
      return respond(path, kept);
    }
    const { status, work } = endpoints[route];
    const asked = { id: c.req.param('id') ?? '', body: parse(raw), query: new URL(c.req.url).searchParams };
    const made = sandbox.perform((call) => ({ status, answer: JSON.stringify(work(call, asked) ?? null) }));
    if (requestId !== undefined) sandbox.state.kept.set(`${path} ${requestId}`, { path, body: raw, ...made });
    return respond(path, made);
  } catch (error) {
    return respond(path, refusal(error, path));
  }
}

function parse(raw: string): unknown {
  if (raw === '') return undefined;
  try {
    return JSON.parse(raw);
  } catch {
    throw invalid('MALFORMED_REQUEST_JSON');
  }
}

function refusal(error: unknown, path: string): Answer {
  if (error instanceof v.ValiError)
    return refusal(
      invalid('INVALID_PARAMETER_SYNTAX', `${v.getDotPath(error.issues[0]) ?? ''} ${error.message}`),
      path,
    );
  if (!(error instanceof ApiError)) throw error;
  const { status, errorName: name, issue, message } = error;
  if (status === 401)
    return { status, answer: JSON.stringify({ error: 'invalid_token', error_description: message }) };
  const details = issue === undefined ? [] : [{ issue, description: message }];
  const body = { name, message, debug_id: debugIdOf(path), details, links: [] };
  return { status, answer: JSON.stringify(body) };
}

function respond(path: string, { status, answer: body }: Answer): Response {
  const headers = { 'Content-Type': 'application/json', 'PayPal-Debug-Id': debugIdOf(path) };
  return new Response(status === 204 ? null : body, { status, headers });
}

/** A token by the client's id and secret: https://developer.paypal.com/api/rest/authentication. */
function token(sandbox: Sandbox, c: Context<Bindings>, raw: string): Response {
  const { clientId, clientSecret } = sandbox.credentials;
  const expected = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
  if (c.req.header('Authorization') !== expected)
    return c.json({ error: 'invalid_client', error_description: 'Client Authentication failed' }, 401);
  if (new URLSearchParams(raw).get('grant_type') !== 'client_credentials')
    return c.json({ error: 'unsupported_grant_type' }, 400);
  return c.json({ access_token: sandbox.newToken(), token_type: 'Bearer', expires_in: 32_400, scope: '' });
}

function authenticate(sandbox: Sandbox, header: string | undefined): void {
  if (header?.startsWith('Bearer ') && sandbox.isToken(header.slice(7))) return;
  throw new ApiError(401, 'invalid_token', undefined, 'Access Token not found in cache');
}

function certificate({ certificates, certificateFault }: Sandbox): Response {
  const which = certificateFault();
  if (which === 'redirect')
    return new Response(null, { status: 302, headers: { Location: '/v1/notifications/certs/other' } });
  return new Response(certificates.chains[which], { headers: { 'Content-Type': 'application/x-pem-file' } });
}

async function fail(fault: ApiFault, c: Context<Bindings>): Promise<Response> {
  const { closed, drop } = c.env;
  if (fault.answer === 'close') drop();
  if (fault.answer === 'hang' && !closed.aborted)
    await new Promise((resolve) => closed.addEventListener('abort', resolve, { once: true }));
  return respond(c.req.path, {
    status: 500,
    answer: JSON.stringify({
      name: 'INTERNAL_SERVER_ERROR',
      message: 'The sandbox was told to fail.',
      details: [],
    }),
  });
}
