import { type Context, Hono } from 'hono';
import { noteChange } from '../../webhooks/changes.ts';
import { type ApiFault, type Chaos, hangUntil } from '../../webhooks/chaos.ts';
import { apiVersion } from '../objects/event.ts';
import type { Sandbox } from '../sandbox.ts';
import { ApiError } from './api-error.ts';
import { endpoints } from './endpoints.ts';
import { canonicalForm, parseForm } from './form-encoding.ts';
import type { Connection } from './http-server.ts';
import { type Answer, type Fingerprint, keptAnswer } from './idempotency.ts';
import { type Route, routes } from './routes.ts';

type Bindings = { Bindings: Connection };

/** The API proper, `/v1`: https://docs.stripe.com/api. */
export function createApi(sandbox: Sandbox): Hono<Bindings> {
  const inFlight = new Set<string>();
  const api = new Hono<Bindings>();
  for (const route of routes) {
    const [method = '', path = ''] = route.split(' ');
    api.on(method, path, (c) => {
      sandbox.counts[route] += 1;
      return answerRequest(sandbox, inFlight, route, c);
    });
  }
  api.all('/v1/*', (c) => {
    const message = `Unrecognized request URL (${c.req.method}: ${c.req.path}). Please see https://docs.stripe.com/api.`;
    const refusal = new ApiError(404, { type: 'invalid_request_error', message });
    return respond(c, sandbox.newId('req'), errorAnswer(refusal));
  });
  return api;
}

async function answerRequest(
  sandbox: Sandbox,
  inFlight: Set<string>,
  route: Route,
  c: Context<Bindings>,
): Promise<Response> {
  const requestId = sandbox.newId('req');
  const key = (c.req.method === 'POST' && c.req.header('Idempotency-Key')) || null;
  if (c.req.method === 'POST')
    noteChange(sandbox.changes, { route, path: c.req.path, key: key ?? undefined });
  const parameters = c.req.method === 'POST' ? await c.req.text() : new URL(c.req.url).search.slice(1);
  const fingerprint = { path: c.req.path, parameters: canonicalForm(parameters) };
  try {
    authenticate(c.req.header('Authorization'), sandbox.secretKey);
    const kept = key && keptAnswer(sandbox.state, inFlight, key, fingerprint, sandbox.nowSeconds());
    const fault = sandbox.chaos.takeFault(route);
    if (fault?.effect === 'before')
      return await failBefore(sandbox.chaos, fault, c, requestId, key, inFlight);
    if (kept) {
      const response = respond(c, requestId, kept, { key, originalRequest: kept.requestId, replayed: true });
      return fault ? await failAfter(sandbox.chaos, fault, c, requestId, response) : response;
    }
    const work = { route, raw: parameters, id: c.req.param('id') ?? '', requestId, key, fingerprint };
    const answer = execute(sandbox, work, fault?.answer === 'recorded_error');
    const response = respond(c, requestId, answer, { key, originalRequest: requestId });
    return fault ? await failAfter(sandbox.chaos, fault, c, requestId, response) : response;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return respond(c, requestId, errorAnswer(error), { key });
  }
}

type Work = {
  route: Route;
  raw: string;
  id: string;
  requestId: string;
  key: string | null;
  fingerprint: Fingerprint;
};

/** Does what the request asks and keeps the answer under its key; with `recordError` the answer becomes a 500. */
function execute(sandbox: Sandbox, work: Work, recordError: boolean): Answer {
  const { key, fingerprint, requestId } = work;
  return sandbox.perform({ id: requestId, idempotency_key: key }, (call) => {
    let answer: Answer;
    try {
      const object = endpoints[work.route](call, parseForm(work.raw), work.id);
      answer = { status: 200, body: JSON.stringify(object, null, 2) };
    } catch (error) {
      if (!(error instanceof ApiError) || error.beforeExecution) throw error;
      answer = errorAnswer(error);
    }
    if (recordError) answer = errorAnswer(serverError());
    if (key) {
      const createdSeconds = call.nowSeconds;
      call.state.keptAnswers.set(key, { ...answer, fingerprint, requestId, createdSeconds });
    }
    return answer;
  });
}

/** Nothing is done; a hanging request holds its key for as long as it hangs. */
async function failBefore(
  chaos: Chaos<Route>,
  fault: ApiFault,
  c: Context<Bindings>,
  requestId: string,
  key: string | null,
  inFlight: Set<string>,
): Promise<Response> {
  if (key) inFlight.add(key);
  try {
    return await fail(chaos, fault, c, requestId);
  } finally {
    if (key) inFlight.delete(key);
  }
}

async function failAfter(
  chaos: Chaos<Route>,
  fault: ApiFault,
  c: Context<Bindings>,
  requestId: string,
  response: Response,
): Promise<Response> {
  return fault.answer === 'recorded_error' ? response : await fail(chaos, fault, c, requestId);
}

async function fail(
  chaos: Chaos<Route>,
  fault: ApiFault,
  c: Context<Bindings>,
  requestId: string,
): Promise<Response> {
  const { closed, drop } = c.env;
  if (fault.answer === 'close') drop();
  if (fault.answer === 'hang') await hangUntil(closed, chaos.lifted());
  return respond(c, requestId, errorAnswer(serverError()));
}

function respond(
  c: Context<Bindings>,
  requestId: string,
  { status, body }: Answer,
  keyed: { key?: string | null; originalRequest?: string; replayed?: boolean } = {},
): Response {
  const headers = new Headers({
    'Content-Type': 'application/json',
    'Request-Id': requestId,
    'Stripe-Version': c.req.header('Stripe-Version') ?? apiVersion,
  });
  if (keyed.key) headers.set('Idempotency-Key', keyed.key);
  if (keyed.key && keyed.originalRequest) headers.set('Original-Request', keyed.originalRequest);
  // A kept failure would only be replayed, so Stripe tells the SDK not to try again.
  if (keyed.originalRequest && status >= 500) headers.set('Stripe-Should-Retry', 'false');
  if (keyed.replayed) headers.set('Idempotent-Replayed', 'true');
  return new Response(body, { status, headers });
}

function authenticate(header: string | undefined, secretKey: string): void {
  const [scheme = '', credentials = ''] = (header ?? '').split(' ');
  const key =
    scheme.toLowerCase() === 'basic'
      ? Buffer.from(credentials, 'base64').toString().replace(/:.*$/, '')
      : credentials;
  if (key === secretKey) return;
  const message = key
    ? `Invalid API Key provided: ${key.slice(0, 8)}${'*'.repeat(12)}${key.slice(-4)}`
    : 'You did not provide an API key. Send it as a bearer token or as the user name of basic authentication.';
  throw new ApiError(401, { type: 'invalid_request_error', message }, { beforeExecution: true });
}

const serverError = () =>
  new ApiError(500, {
    type: 'api_error',
    message: 'An unknown error occurred (the sandbox was told to fail).',
  });

function errorAnswer({ status, body }: ApiError): Answer {
  return { status, body: JSON.stringify({ error: body }, null, 2) };
}
