import type { Context } from 'hono';
import { type IdempotentRequest, identify } from '../platform/idempotency.ts';
import { Problem } from '../platform/problems.ts';
import type { Env } from './app.ts';

/** Reads the `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): 1 to 255 visible characters, kept apart by route. */
export function idempotencyKey(c: Context<Env>, body: unknown): IdempotentRequest {
  const key = c.req.header('Idempotency-Key');
  if (!key || !/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new Problem(
      'idempotency-key-missing',
      'Send an Idempotency-Key header of 1 to 255 visible characters, a new one for each new request.',
    );
  }
  return identify(routeOf(c), key, body);
}

/** A plain form sends no headers: a field that is new for each new request stands for the key. */
export function formIdempotencyKey(c: Context<Env>, field: string, body: unknown): IdempotentRequest {
  return identify(routeOf(c), `form ${field}`, body);
}

function routeOf(c: Context<Env>): string {
  return `${c.req.method} ${c.req.path}`;
}
