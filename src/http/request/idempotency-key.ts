import type { Context, MiddlewareHandler } from 'hono';
import { type IdempotentRequest, identify } from '../../platform/idempotency/idempotency.ts';
import { Problem } from '../../platform/problems.ts';
import type { Env } from '../env.ts';
import { declares } from '../openapi/declared.ts';

/** As in draft-ietf-httpapi-idempotency-key-header. */
const visible = /^[\x21-\x7e]{1,255}$/;

/**
 * Documents that a route needs an `Idempotency-Key`, and refuses a request without one. A form post needs
 * none.
 */
export function needsIdempotencyKey(): MiddlewareHandler<Env> {
  const middleware: MiddlewareHandler<Env> = async (c, next) => {
    keyOf(c);
    await next();
  };
  const header = {
    in: 'header',
    name: 'Idempotency-Key',
    required: true,
    description: 'New for each new request, the same when one is sent again: 1 to 255 visible characters.',
    schema: { type: 'string', pattern: visible.source },
  } as const;
  return declares(middleware, { headers: [header], refusals: ['idempotency-key-missing'] });
}

/**
 * The request as it is known by its `Idempotency-Key` and its validated body. Keys are kept apart by route.
 */
export function idempotencyKey(c: Context<Env>, body: unknown): IdempotentRequest {
  return identify(routeOf(c), keyOf(c), body);
}

/** A plain form sends no headers: a field that is new for each new request stands for the key. */
export function formIdempotencyKey(c: Context<Env>, field: string, body: unknown): IdempotentRequest {
  return identify(routeOf(c), `form ${field}`, body);
}

function keyOf(c: Context<Env>): string {
  const key = c.req.header('Idempotency-Key');
  if (key && visible.test(key)) return key;
  throw new Problem(
    'idempotency-key-missing',
    'Send an Idempotency-Key header of 1 to 255 visible characters, a new one for each new request.',
  );
}

function routeOf(c: Context<Env>): string {
  return `${c.req.method} ${c.req.path}`;
}
