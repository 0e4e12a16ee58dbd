import { type Context, Hono } from 'hono';
import type { Connection } from '../../stripe/wire/http-server.ts';
import { noteChange } from '../../webhooks/changes.ts';
import { type ApiFault, hangUntil } from '../../webhooks/chaos.ts';
import type { Sandbox } from '../sandbox.ts';
import { ApiError, errorBody, failureBody, invalid, missing, unsupported } from './api-error.ts';
import type { CertificateFault } from './certificates.ts';
import { type Endpoint, endpoints } from './endpoints.ts';
import { keptAnswer, keptUntilMs, requireRequestId } from './repetition.ts';
import { type Route, routes } from './routes.ts';

type Bindings = { Bindings: Connection };
type C = Context<Bindings>;

/** The API proper: https://developer.paypal.com/api/rest. */
export function createApi(sandbox: Sandbox): Hono<Bindings> {
  const inFlight = new Set<string>();
  const api = new Hono<Bindings>();
  for (const route of routes) {
    const [method = '', path = ''] = route.split(' ');
    api.on(method, path, async (c) => {
      sandbox.counts[route] += 1;
      if (method === 'POST' && route !== 'POST /v1/oauth2/token')
        noteChange(sandbox.changes, { route, path: c.req.path, key: c.req.header('PayPal-Request-Id') });
      const fault = sandbox.chaos.takeFault(route);
      if (fault?.effect === 'before') return await failBefore(sandbox, inFlight, fault, c);
      const response = await answer(sandbox, inFlight, route, c);
      return fault ? await fail(sandbox, fault, c) : response;
    });
  }
  for (const path of ['/v1/*', '/v2/*']) api.all(path, () => refuse(missing(), sandbox.newDebugId()));
  return api;
}

async function answer(
  sandbox: Sandbox,
  inFlight: ReadonlySet<string>,
  route: Route,
  c: C,
): Promise<Response> {
  if (route === 'GET /v1/notifications/certs/:id') return certificate(sandbox, c);
  if (route === 'POST /v1/oauth2/token') return token(sandbox, c, await c.req.text());
  const debugId = sandbox.newDebugId();
  if (!sandbox.tokens.isValid(/^Bearer (.+)$/i.exec(c.req.header('Authorization') ?? '')?.[1] ?? ''))
    return unauthorized(debugId);
  try {
    return respond(await execute(sandbox, inFlight, route, endpoints[route], c), debugId);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return refuse(error, debugId);
  }
}

type Answer = { status: number; body: string | null };

/** Does what the request asks, once under one id, and answers as much of it as is preferred. */
async function execute(
  { state, clock, perform }: Sandbox,
  inFlight: ReadonlySet<string>,
  route: Route,
  { status, work }: Endpoint,
  c: C,
): Promise<Answer> {
  const { method } = c.req;
  const raw = method === 'GET' ? '' : await c.req.text();
  const key = keyOf(c);
  const prefers =
    method === 'POST' && !route.includes('notifications')
      ? (c.req.header('Prefer') ?? 'return=minimal')
      : 'return=representation';
  if (raw !== '' && !/^application\/json\b/i.test(c.req.header('Content-Type') ?? '')) throw unsupported();
  const body = parse(raw);
  const kept = key === undefined ? undefined : keptAnswer(state, inFlight, key, raw, clock());
  // A repetition has made nothing, so it is 200 where the first was 201.
  if (kept) return presented(status === 204 ? 204 : 200, kept.answer, prefers);
  requireRequestId(route, c.req.header('PayPal-Request-Id'), body);
  const asked = { id: c.req.param('id') ?? '', body, query: new URL(c.req.url).searchParams };
  return perform((call) => {
    const made = JSON.stringify(work(call, asked));
    if (key !== undefined)
      state.kept.set(key, { body: raw, answer: made, untilMs: keptUntilMs(route, call.now) });
    return presented(status, made, prefers);
  });
}

/** One request under one id: PayPal keeps the ids of different calls apart. */
function keyOf(c: C): string | undefined {
  const requestId = c.req.method === 'POST' ? c.req.header('PayPal-Request-Id') : undefined;
  return requestId === undefined ? undefined : `${c.req.path} ${requestId}`;
}

/** https://developer.paypal.com/api/rest/requests/#prefer: little by default, all on request. */
function presented(status: number, whole: string, prefers: string): Answer {
  if (prefers.includes('return=representation'))
    return { status: status === 204 ? 200 : status, body: whole };
  if (status === 204) return { status, body: null };
  const { id, status: state, links } = JSON.parse(whole);
  return { status, body: JSON.stringify({ id, status: state, links }) };
}

function parse(raw: string): unknown {
  if (raw === '') return undefined;
  try {
    return JSON.parse(raw);
  } catch {
    throw invalid('MALFORMED_REQUEST_JSON', 'The request JSON is not well formed.');
  }
}

function respond({ status, body }: Answer, debugId: string): Response {
  const headers = new Headers({ 'PayPal-Debug-Id': debugId });
  if (body !== null) headers.set('Content-Type', 'application/json');
  return new Response(body, { status, headers });
}

function refuse(error: ApiError, debugId: string): Response {
  return respond({ status: error.status, body: JSON.stringify(errorBody(error, debugId)) }, debugId);
}

function unauthorized(debugId: string): Response {
  const body = { error: 'invalid_token', error_description: 'Token signature verification failed' };
  return respond({ status: 401, body: JSON.stringify(body) }, debugId);
}

/** A token by the client's id and secret: https://developer.paypal.com/api/rest/authentication. */
function token({ credentials, tokens, newDebugId }: Sandbox, c: C, raw: string): Response {
  const { clientId, clientSecret } = credentials;
  const expected = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
  const say = (status: number, body: object) => respond({ status, body: JSON.stringify(body) }, newDebugId());
  if (c.req.header('Authorization') !== expected)
    return say(401, { error: 'invalid_client', error_description: 'Client Authentication failed' });
  if (new URLSearchParams(raw).get('grant_type') !== 'client_credentials')
    return say(400, { error: 'unsupported_grant_type', error_description: 'Grant Type is NULL' });
  return say(200, tokens.issue());
}

/** The chain that the address names, whatever the webhooks point to by now. */
function certificate({ certificates: { id, chains }, newDebugId }: Sandbox, c: C): Response {
  const address = (which: CertificateFault) => `CERT-${id}-${which}`;
  const asked = c.req.param('id') ?? '';
  if (asked === address('redirect'))
    return new Response(null, { status: 302, headers: { Location: address('good') } });
  for (const which of ['good', 'expired', 'foreign'] as const)
    if (asked === address(which))
      return new Response(chains[which], { headers: { 'Content-Type': 'application/x-pem-file' } });
  return refuse(missing(), newDebugId());
}

/** Nothing is done; a hanging request holds its id for as long as it hangs. */
async function failBefore(sandbox: Sandbox, inFlight: Set<string>, fault: ApiFault, c: C): Promise<Response> {
  const key = keyOf(c);
  if (key !== undefined) inFlight.add(key);
  try {
    return await fail(sandbox, fault, c);
  } finally {
    if (key !== undefined) inFlight.delete(key);
  }
}

/** PayPal promises that a failure of its own may be tried again, so it records none under the id. */
async function fail({ newDebugId, chaos }: Sandbox, fault: ApiFault, c: C): Promise<Response> {
  const { closed, drop } = c.env;
  if (fault.answer === 'close') drop();
  if (fault.answer === 'hang') await hangUntil(closed, chaos.lifted());
  const debugId = newDebugId();
  return respond({ status: 500, body: JSON.stringify(failureBody(debugId)) }, debugId);
}
