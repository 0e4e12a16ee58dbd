import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from 'jose';
import {
  type AuthorizationServer,
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  ClientSecretPost,
  clockSkew,
  clockTolerance,
  customFetch,
  discoveryRequest,
  processAuthorizationCodeResponse,
  processDiscoveryResponse,
  validateAuthResponse,
} from 'oauth4webapi';
import * as v from 'valibot';
import type { Config } from '../platform/config.ts';
import { outbound } from '../platform/outbound.ts';
import { Problem } from '../platform/problems.ts';
import type { Runtime } from '../platform/runtime.ts';
import type { IdentityProvider } from './identity-providers.ts';
import { accountEmail } from './person.ts';

const timeoutMs = 8000;
/** By how much the provider's clock may differ from ours. */
const toleranceSeconds = 5;
/** How often a key that is not known may make us look for new ones. */
const refetchSeconds = 60;
/** How long keys are believed without asking again. */
const keysSeconds = 86_400;
const unavailable = 'The identity provider does not answer. Please try again.';

/** Who somebody is at a provider. */
export interface ProvenIdentity {
  readonly subject: string;
  readonly email: string;
  /** Whether the provider has proved the address. */
  readonly isVerified: boolean;
  readonly name: string | undefined;
}

interface Known {
  readonly server: AuthorizationServer;
  keys: JSONWebKeySet;
  fetchedAtMs: number;
  /** A fetch that is under way: whoever meets the new key meanwhile waits for it too. */
  fetching: Promise<void> | undefined;
}

/** What the providers publish changes seldom: once an instance, and again for a key that is new. */
const published = new WeakMap<Config, Map<string, Known>>();

const identitySchema = v.object({
  sub: v.pipe(v.string(), v.minLength(1), v.maxLength(255)),
  email: accountEmail,
  email_verified: v.optional(
    v.union([
      v.boolean(),
      v.pipe(
        v.string(),
        v.transform((text) => text === 'true'),
      ),
    ]),
    false,
  ),
  name: v.optional(v.string()),
  nonce: v.string(),
});

/** Where a browser is sent to sign in: code flow with PKCE (RFC 7636), state and nonce. */
export async function authorizationUrl(
  runtime: Runtime,
  provider: IdentityProvider,
  asked: {
    readonly redirectUri: string;
    readonly state: string;
    readonly nonce: string;
    readonly challenge: string;
  },
): Promise<string> {
  const { server } = await knownOf(runtime, provider);
  const url = new URL(server.authorization_endpoint ?? '');
  const parameters = {
    response_type: 'code',
    client_id: provider.clientId,
    redirect_uri: asked.redirectUri,
    scope: 'openid email profile',
    state: asked.state,
    nonce: asked.nonce,
    code_challenge: asked.challenge,
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

/** Takes the code that the browser has brought for an identity. Nothing where anything is not as it must be. */
export async function exchangeCode(
  runtime: Runtime,
  provider: IdentityProvider,
  came: URL,
  sent: {
    readonly redirectUri: string;
    readonly state: string;
    readonly nonce: string;
    readonly verifier: string;
  },
): Promise<ProvenIdentity | undefined> {
  const { server } = await knownOf(runtime, provider);
  const client = {
    client_id: provider.clientId,
    [clockSkew]: skewOf(runtime),
    [clockTolerance]: toleranceSeconds,
  };
  try {
    const parameters = validateAuthResponse(server, client, came, sent.state);
    const response = await authorizationCodeGrantRequest(
      server,
      client,
      ClientSecretPost(provider.clientSecret),
      parameters,
      sent.redirectUri,
      sent.verifier,
      { [customFetch]: fetchOf(runtime), [allowInsecureRequests]: !runtime.config.isProduction },
    );
    const tokens = await processAuthorizationCodeResponse(server, client, response, {
      expectedNonce: sent.nonce,
      requireIdToken: true,
    });
    return await readIdToken(runtime, provider, tokens.id_token ?? '', sent.nonce);
  } catch (error) {
    if (error instanceof Problem) throw error;
    runtime.log('info', 'identity refused', { part: provider.name, error });
    return undefined;
  }
}

/** The nonce that an ID token names, before anything of it is believed. */
export function nonceOf(idToken: string): string | undefined {
  const [, payload = ''] = idToken.split('.');
  try {
    const { nonce }: { nonce?: unknown } = Object(
      JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')),
    );
    return typeof nonce === 'string' ? nonce : undefined;
  } catch {
    // It is no token then, and names none.
    return undefined;
  }
}

/**
 * Who an ID token speaks of: signed by a key that the provider publishes, for us and nobody else (OpenID Connect Core 3.1.3.7), not expired, with
 * this nonce. Nothing for any other.
 */
export async function readIdToken(
  runtime: Runtime,
  provider: IdentityProvider,
  idToken: string,
  nonce: string,
): Promise<ProvenIdentity | undefined> {
  const known = await knownOf(runtime, provider);
  const verify = () =>
    jwtVerify(idToken, createLocalJWKSet(known.keys), {
      algorithms: ['RS256'],
      issuer: provider.issuer,
      audience: provider.clientId,
      requiredClaims: ['exp', 'iat', 'sub', 'nonce'],
      currentDate: runtime.clock.now(),
      clockTolerance: toleranceSeconds,
    });
  try {
    const { payload } = await verify().catch(async (error: unknown) => {
      if (!(error instanceof errors.JWKSNoMatchingKey) || !(await refetchKeys(runtime, known))) throw error;
      return verify();
    });
    const isForOthers = Array.isArray(payload.aud) && payload.aud.length > 1;
    if (isForOthers || (payload.azp !== undefined && payload.azp !== provider.clientId)) return undefined;
    const { sub, email, email_verified, name, nonce: given } = v.parse(identitySchema, payload);
    if (given !== nonce) return undefined;
    return { subject: sub, email, isVerified: email_verified, name };
  } catch (error) {
    if (error instanceof Problem) throw error;
    runtime.log('info', 'identity refused', { part: provider.name, error });
    return undefined;
  }
}

async function knownOf(runtime: Runtime, provider: IdentityProvider): Promise<Known> {
  const known = published.get(runtime.config) ?? new Map<string, Known>();
  published.set(runtime.config, known);
  const found = known.get(provider.name);
  if (found) {
    // What the provider has withdrawn is not believed for ever.
    if (runtime.clock.now().getTime() - found.fetchedAtMs > keysSeconds * 1000)
      await refetchKeys(runtime, found);
    return found;
  }
  const made = await discover(runtime, provider).catch((error: unknown) => {
    if (error instanceof Problem) throw error;
    runtime.log('warn', 'identity provider unreadable', { part: provider.name, error });
    throw new Problem('unavailable', unavailable);
  });
  known.set(provider.name, made);
  return made;
}

async function discover(runtime: Runtime, provider: IdentityProvider): Promise<Known> {
  const issuer = new URL(provider.issuer);
  const response = await discoveryRequest(issuer, {
    [customFetch]: fetchOf(runtime),
    [allowInsecureRequests]: !runtime.config.isProduction,
  });
  const server = await processDiscoveryResponse(issuer, response);
  const made: Known = { server, keys: { keys: [] }, fetchedAtMs: 0, fetching: undefined };
  await refetchKeys(runtime, made);
  return made;
}

/** Whether the keys were fetched anew: not more often than once a minute, whatever strangers send. */
async function refetchKeys(runtime: Runtime, known: Known): Promise<boolean> {
  const nowMs = runtime.clock.now().getTime();
  if (!known.fetching && nowMs - known.fetchedAtMs < refetchSeconds * 1000) return false;
  known.fetchedAtMs = nowMs;
  known.fetching ??= fetchKeys(runtime, known).finally(() => {
    known.fetching = undefined;
  });
  await known.fetching;
  return true;
}

async function fetchKeys(runtime: Runtime, known: Known): Promise<void> {
  const { status, text } = await outbound(runtime, known.server.jwks_uri ?? '', { timeoutMs, attempts: 2 });
  if (status !== 200) throw new Problem('unavailable', unavailable);
  const keysSchema = v.object({ keys: v.array(v.record(v.string(), v.unknown())) });
  known.keys = v.parse(keysSchema, JSON.parse(text)) as JSONWebKeySet; // jose checks each key when it uses it
}

/** The library's calls through our own helper: time limit, circuit, no redirects. */
function fetchOf(runtime: Runtime) {
  return async (
    url: string,
    init: { method?: string; headers?: Record<string, string>; body?: unknown },
  ): Promise<Response> => {
    const isPost = init.method === 'POST';
    const { status, headers, text } = await outbound(runtime, url, {
      method: isPost ? 'POST' : 'GET',
      headers: init.headers ?? {},
      ...(isPost ? { body: `${init.body}` } : {}),
      timeoutMs,
      // A code is good once: asking again for it would look like a theft.
      attempts: isPost ? 1 : 2,
    });
    return new Response(text, { status, headers: { 'Content-Type': headers.get('Content-Type') ?? '' } });
  };
}

/** The library reads the machine's clock; ours is passed in. */
function skewOf(runtime: Runtime): number {
  return Math.round((runtime.clock.now().getTime() - Date.now()) / 1000);
}
