import type { Context, MiddlewareHandler } from 'hono';
import { uniqueSymbol } from 'hono-openapi';
import * as v from 'valibot';
import { type KeyRing, verifyToken } from '../platform/keys.ts';
import { Problem } from '../platform/problems.ts';
import type { Env } from './app.ts';

/** Who may call a route: anyone, the holder of a reservation's manage link, or a provider that signs its calls. */
export type Access = 'public' | 'manage-token' | 'provider-signature';

/** The mark by which a test finds what a route declares. */
export const accessOf = Symbol('access');

/** How the API's documentation says it. */
const securityOf: Record<Access, Record<string, string[]>[]> = {
  public: [],
  'manage-token': [{ manageToken: [] }],
  'provider-signature': [{ stripeSignature: [] }],
};

type AccessMiddleware = MiddlewareHandler<Env> & { readonly [accessOf]: Access };

/**
 * Declares who may call a route. Every route carries exactly one; `tests/routes.test.ts` fails for one that does not. A
 * manage token must belong to the reservation that the path names as `:id`, or else the body as `reservation`.
 */
export function access(who: Access): AccessMiddleware {
  const middleware: MiddlewareHandler<Env> = async (c, next) => {
    if (who === 'manage-token') {
      const id = c.req.param('id') ?? (await reservationInBody(c));
      requireManageToken(c.env.runtime.config.keys, id, c.req.header('Authorization'));
    }
    await next();
  };
  return Object.assign(middleware, {
    [accessOf]: who,
    [uniqueSymbol]: { spec: { security: securityOf[who] } },
  });
}

async function reservationInBody(c: Context<Env>): Promise<string | undefined> {
  const body: unknown = await c.req.json();
  return v.is(v.object({ reservation: v.string() }), body) ? body.reservation : undefined;
}

/** The token of another reservation is as good as none: 404, so that an id alone reveals nothing. */
function requireManageToken(keys: KeyRing, id: string | undefined, header: string | undefined): void {
  const token = /^Bearer ([\w.-]{1,200})$/.exec(header ?? '')?.[1];
  if (!token)
    throw new Problem('unauthorized', 'Open this page by the link in your mail.', {
      headers: { 'WWW-Authenticate': 'Bearer' },
    });
  if (!id || !verifyToken(keys, 'manage-token', id, token))
    throw new Problem('not-found', 'There is no such reservation for this link.');
}
