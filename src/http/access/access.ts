import { sql } from 'drizzle-orm';
import type { Context, MiddlewareHandler } from 'hono';
import * as v from 'valibot';
import { type Permission, permissions, permissionsOfUsers, rolesWith } from '../../account/permissions.ts';
import type { Actor } from '../../audit/record.ts';
import { isPaymentLinkToken } from '../../payment/payment-link.ts';
import { verifyToken } from '../../platform/keys.ts';
import { databaseRefusals, Problem, type ProblemCode } from '../../platform/problems.ts';
import { type RequestPrecondition, withPrecondition } from '../../platform/request-precondition.ts';
import type { Credential, Env } from '../env.ts';
import { declares } from '../openapi/declared.ts';
import { credentialOf, unauthorized } from './credential.ts';

/**
 * A door of a route: anyone; whoever holds the link of the reservation, or of its payment, or comes back from
 * a provider's page with our signed state; a provider that signs its calls; whoever is signed in; whose
 * reservation or payment it is; and by a permission, people of a role that has it and machines whose key has
 * it among its scopes.
 */
export type Door =
  | 'public'
  | 'manage-link'
  | 'payment-link'
  | 'payment-return'
  | 'provider-signature'
  | 'signed-in'
  | 'own-reservation'
  | 'own-payment'
  | Permission;

/** What a route declares. */
export interface Access {
  readonly doors: readonly Door[];
  /**
   * Whether a person's authentication must be at most ten minutes old. A machine gives none: it has its scopes from
   * somebody who did.
   */
  readonly authentication: 'any' | 'fresh';
}

/** The mark by which a test finds what a route declares. */
export const accessOf = Symbol('access');

type AccessMiddleware = MiddlewareHandler<Env> & { readonly [accessOf]: Access };

/**
 * Declares who may call a route. Every route carries exactly one; `tests/http/routes.test.ts` fails for one
 * that does not. The reservation is what the path names as `:id` or `:reservationId`, or else the body as
 * `reservation`.
 */
export function access(...doors: [Door, ...Door[]]): AccessMiddleware {
  return declare({ doors, authentication: 'any' });
}

/** The same, and a person must have proved who they are within the last ten minutes. */
export function freshAccess(...doors: [Door, ...Door[]]): AccessMiddleware {
  return declare({ doors, authentication: 'fresh' });
}

function declare(declared: Access): AccessMiddleware {
  const middleware: MiddlewareHandler<Env> = async (c, next) => {
    const guard = await admit(c, declared);
    if (!guard) return next();
    await withPrecondition(guard, async () => {
      await next();
      // A success that asked the database nothing is asked for now.
      if (!guard.hasPassed && !c.error) await c.env.runtime.database.query(sql`select`);
    });
  };
  return declares(Object.assign(middleware, { [accessOf]: declared }), {
    security: securityOf(declared),
    refusals: refusalsOf(declared),
  });
}

/** Lets a request in, turns it away, or hands over what the database must agree to. */
async function admit(c: Context<Env>, declared: Access): Promise<RequestPrecondition | undefined> {
  const { doors } = declared;
  if (doors.includes('public') || doors.includes('provider-signature')) return undefined;
  if (doors.includes('payment-return')) return requirePaymentReturn(c);
  const credential = await credentialOf(c);
  c.set('credential', credential);
  if (credential.kind === 'none') throw unauthorized();
  if (credential.kind === 'link') return requireLink(c, declared, credential.token);
  if (credential.kind === 'api-key') return keyGuard(c, declared, credential);
  return userGuard(c, declared, credential);
}

function requirePaymentReturn(c: Context<Env>): undefined {
  const [id, state] = [c.req.param('id') ?? '', c.req.query('state') ?? ''];
  if (!verifyToken(c.env.runtime.config.keys, 'payment-return', id, state))
    throw new Problem('not-found', 'There is no such payment.');
}

/** The token of another reservation is as good as none: 404, so that an id alone reveals nothing. */
async function requireLink(c: Context<Env>, { doors }: Access, token: string): Promise<undefined> {
  const { config, clock } = c.env.runtime;
  // Whose payment it is, only the database knows: the noun answers 404 for a foreign one.
  if (doors.includes('own-payment')) return;
  if (!doors.includes('manage-link')) throw unauthorized();
  const id = (await reservationOf(c)) ?? '';
  if (verifyToken(config.keys, 'manage-token', id, token)) return;
  if (doors.includes('payment-link') && isPaymentLinkToken(config.keys, id, token, clock.now())) return;
  throw new Problem('not-found', 'There is no such reservation for this link.');
}

function keyGuard(
  c: Context<Env>,
  { doors }: Access,
  { id, hash }: Credential & { kind: 'api-key' },
): RequestPrecondition {
  const scope = permissionOf(doors);
  if (!scope || forPeople.includes(scope)) throw new Problem('forbidden', 'This key may not do that.');
  const now = c.env.runtime.clock.now().toISOString();
  return {
    statement: sql`select require_api_key(${id}, ${hash}, ${scope}, string_to_array(${rolesWith(scope).join(',')}, ','), ${now})`,
    problemOf,
    hasPassed: false,
  };
}

async function userGuard(
  c: Context<Env>,
  { doors, authentication }: Access,
  { sessionId, userId, generation }: Credential & { kind: 'person' },
): Promise<RequestPrecondition> {
  const permission = permissionOf(doors);
  const allowed = permission ? rolesWith(permission) : [];
  const reservation = doors.includes('own-reservation') ? ((await reservationOf(c)) ?? '') : null;
  const payment = doors.includes('own-payment') ? (c.req.param('id') ?? '') : null;
  const now = c.env.runtime.clock.now().toISOString();
  return {
    statement: sql`select require_session(${sessionId}, ${userId}, ${generation}, string_to_array(${allowed.join(',')}, ','), ${doors.includes('signed-in')},
      ${reservation}, ${payment}, ${authentication === 'fresh'}, ${now})`,
    problemOf,
    hasPassed: false,
  };
}

const forPeople: readonly Permission[] = permissionsOfUsers;

function problemOf(constraint: string): Problem | undefined {
  if (constraint === 'session_open') return unauthorized();
  if (constraint === 'own') return new Problem('not-found', 'There is no such thing in your account.');
  if (constraint === 'permitted') return new Problem('forbidden', 'Your role does not allow this.');
  if (constraint === 'authentication_fresh') return reauthenticationNeeded();
  return undefined;
}

/** What a page answers by asking for the password or a second factor again. */
function reauthenticationNeeded(): Problem {
  return new Problem(
    'reauthentication-needed',
    'Please confirm that it is you: this needs an authentication of the last ten minutes.',
  );
}

function permissionOf(doors: readonly Door[]): Permission | undefined {
  return permissions.find((permission) => doors.includes(permission));
}

/** The reservation that the path names, or else the body. */
async function reservationOf(c: Context<Env>): Promise<string | undefined> {
  const named = c.req.param('reservationId') ?? c.req.param('id');
  if (named !== undefined) return named;
  const body: unknown = await c.req.json();
  return v.is(v.object({ reservation: v.string() }), body) ? body.reservation : undefined;
}

/** Who acts, as the audit log and the ledger name them. Throws the 401 where nobody is known. */
export function actorOf(c: Context<Env>): Actor {
  const credential = c.get('credential');
  if (credential?.kind === 'person') return `user:${credential.userId}`;
  if (credential?.kind === 'api-key') return `key:${credential.id}`;
  throw unauthorized();
}

/** The person who is signed in, and by which session. Throws the 401 for anyone else. */
export function userOf(c: Context<Env>): Credential & { kind: 'person' } {
  const credential = c.get('credential');
  if (credential?.kind === 'person') return credential;
  throw unauthorized();
}

/**
 * The token of the link by which a request came, for nouns that look whether it is theirs; nothing where the
 * guard has looked.
 */
export function linkTokenOf(c: Context<Env>): string | undefined {
  const credential = c.get('credential');
  return credential?.kind === 'link' ? credential.token : undefined;
}

/** The doors behind which only one's own things are: what is another's is not there. */
const ownDoors: readonly Door[] = ['manage-link', 'own-reservation', 'own-payment', 'payment-return'];

/**
 * The codes by which a request is turned away, as `admit`, the guards and what reads the credentials do it.
 */
function refusalsOf({ doors, authentication }: Access): readonly ProblemCode[] {
  if (doors.includes('public') || doors.includes('provider-signature')) return [];
  if (doors.includes('payment-return')) return ['not-found'];
  return [
    'unauthorized',
    // To a key without the scope, to a person without the role, and to another site's page that comes with
    // our cookie.
    'forbidden',
    ...databaseRefusals,
    ...(doors.some((door) => ownDoors.includes(door)) ? (['not-found'] as const) : []),
    ...(authentication === 'fresh' ? (['reauthentication-needed'] as const) : []),
  ];
}

/** How the API's documentation says it. */
function securityOf({ doors }: Access): Record<string, string[]>[] {
  const schemes = doors.flatMap((door) => schemesOf(door));
  return [...new Set(schemes)].map((scheme) => ({ [scheme]: [] }));
}

function schemesOf(door: Door): readonly string[] {
  switch (door) {
    case 'public':
      return [];
    case 'manage-link':
      return ['manageToken'];
    case 'payment-link':
      return ['paymentLink'];
    case 'payment-return':
      return ['paymentReturn'];
    case 'provider-signature':
      return ['stripeSignature', 'paypalSignature'];
    case 'signed-in':
    case 'own-reservation':
    case 'own-payment':
      return ['accessToken', 'sessionCookie'];
    default:
      return ['accessToken', 'sessionCookie', 'apiKey'];
  }
}
