import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { uniqueSymbol } from 'hono-openapi';
import * as v from 'valibot';
import { isPaymentLinkToken } from '../payment/payment-link.ts';
import { verifyToken } from '../platform/keys.ts';
import { Problem } from '../platform/problems.ts';
import type { Env } from './app.ts';

/**
 * Who may call a route: anyone; the holder of a reservation's manage link, or also of the link by which its balance is paid; one of
 * the staff; the holder of a manage link or one of the staff, who see only what the token is for; whoever a provider's page sends back
 * with our signed state; or a provider that signs its calls. Keys of the staff stand in the configuration until there are accounts.
 */
export type Access =
  | 'public'
  | 'manage-token'
  | 'manage-token-or-payment-link'
  | 'manage-token-or-staff-key'
  | 'payment-token'
  | 'payment-return'
  | 'staff-key'
  | 'provider-signature';

/** The mark by which a test finds what a route declares. */
export const accessOf = Symbol('access');

/** How the API's documentation says it. */
const securityOf: Record<Access, Record<string, string[]>[]> = {
  public: [],
  'manage-token': [{ manageToken: [] }],
  'manage-token-or-payment-link': [{ manageToken: [] }, { paymentLink: [] }],
  'manage-token-or-staff-key': [{ manageToken: [] }, { staffKey: [] }],
  'payment-token': [{ manageToken: [] }, { paymentLink: [] }, { staffKey: [] }],
  'payment-return': [{ paymentReturn: [] }],
  'staff-key': [{ staffKey: [] }],
  'provider-signature': [{ stripeSignature: [] }, { paypalSignature: [] }],
};

type AccessMiddleware = MiddlewareHandler<Env> & { readonly [accessOf]: Access };

/**
 * Declares who may call a route. Every route carries exactly one; `tests/routes.test.ts` fails for one that does not. A
 * manage token must belong to the reservation that the path names as `:id`, or else the body as `reservation`.
 */
export function access(who: Access): AccessMiddleware {
  const middleware: MiddlewareHandler<Env> = async (c, next) => {
    await guards[who](c);
    await next();
  };
  return Object.assign(middleware, {
    [accessOf]: who,
    [uniqueSymbol]: { spec: { security: securityOf[who] } },
  });
}

const guards: Record<Access, (c: Context<Env>) => void | Promise<void>> = {
  public: () => {},
  'manage-token': async (c) => requireManageToken(c, await reservationOf(c)),
  'manage-token-or-payment-link': async (c) => {
    const id = await reservationOf(c);
    const { config, clock } = c.env.runtime;
    if (!isPaymentLinkToken(config.keys, id ?? '', bearerOf(c).token, clock.now())) requireManageToken(c, id);
  },
  'manage-token-or-staff-key': async (c) => {
    if (staffName(c) === undefined) requireManageToken(c, await reservationOf(c));
  },
  // Whose payment it is, only the database knows: the noun answers 404 for a foreign one.
  'payment-token': (c) => {
    bearerOf(c);
  },
  'payment-return': (c) => {
    const [id, state] = [c.req.param('id') ?? '', c.req.query('state') ?? ''];
    if (!verifyToken(c.env.runtime.config.keys, 'payment-return', id, state))
      throw new Problem('not-found', 'There is no such payment.');
  },
  'staff-key': (c) => {
    staffOf(c);
  },
  'provider-signature': () => {},
};

/** What a caller carries: a token, and whether it is the key of one of the staff. */
export interface Bearer {
  readonly token: string;
  readonly isStaff: boolean;
}

/** The bearer of a request. Throws the 401 without one. */
export function bearerOf(c: Context<Env>): Bearer {
  const token = /^Bearer ([\w.-]{1,200})$/.exec(c.req.header('Authorization') ?? '')?.[1];
  if (!token) throw unauthorized();
  return { token, isStaff: staffName(c) !== undefined };
}

/** Who of the staff calls, by the name of their key. Throws the 401 for anyone else. */
export function staffOf(c: Context<Env>): `staff:${string}` {
  const name = staffName(c);
  if (name === undefined) throw unauthorized();
  return `staff:${name}`;
}

/** Every key is compared, in constant time, so that an answer tells nothing of how near a guess was. */
function staffName(c: Context<Env>): string | undefined {
  const token = /^Bearer (mk_[\w-]{1,200})$/.exec(c.req.header('Authorization') ?? '')?.[1];
  if (!token) return undefined;
  const digest = createHash('sha256').update(token).digest();
  return c.env.runtime.config.staffKeys.filter((key) => timingSafeEqual(key.digest, digest))[0]?.name;
}

function unauthorized(): Problem {
  return new Problem('unauthorized', 'Open this page by the link in your mail.', {
    headers: { 'WWW-Authenticate': 'Bearer' },
  });
}

/** The reservation that the path names as `:id`, or else the body. */
async function reservationOf(c: Context<Env>): Promise<string | undefined> {
  const named = c.req.param('id');
  if (named !== undefined) return named;
  const body: unknown = await c.req.json();
  return v.is(v.object({ reservation: v.string() }), body) ? body.reservation : undefined;
}

/** The token of another reservation is as good as none: 404, so that an id alone reveals nothing. */
function requireManageToken(c: Context<Env>, id: string | undefined): void {
  const { token } = bearerOf(c);
  if (!id || !verifyToken(c.env.runtime.config.keys, 'manage-token', id, token))
    throw new Problem('not-found', 'There is no such reservation for this link.');
}
