import type { JSONWebKeySet } from 'jose';
import {
  type AuthorizationServer,
  allowInsecureRequests,
  customFetch,
  discoveryRequest,
  processDiscoveryResponse,
} from 'oauth4webapi';
import * as v from 'valibot';
import type { Config } from '../../platform/config/config.ts';
import { httpRequest } from '../../platform/http-client.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import type { IdentityProvider } from './provider.ts';

const timeoutMs = 8000;
/** How often a key that is not known may make us look for new ones. */
const refetchSeconds = 60;
/** How long keys are believed without asking again. */
const keysSeconds = 86_400;
const unavailable = 'The identity provider does not answer. Please try again.';

/** What a provider publishes of itself. */
export interface Published {
  readonly server: AuthorizationServer;
  keys: JSONWebKeySet;
  fetchedAtMs: number;
  /** A fetch that is under way: whoever meets the new key meanwhile waits for it too. */
  fetching: Promise<void> | undefined;
}

/** It changes seldom: read once an instance, and the keys again for one that is new. */
const published = new WeakMap<Config, Map<string, Published>>();

/**
 * What a provider publishes, with keys that are at most a day old. Throws the 503 where it cannot be read.
 */
export async function publishedBy(runtime: Runtime, provider: IdentityProvider): Promise<Published> {
  const known = published.get(runtime.config) ?? new Map<string, Published>();
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

async function discover(runtime: Runtime, provider: IdentityProvider): Promise<Published> {
  const response = await discoveryRequest(new URL(provider.issuer), {
    [customFetch]: fetchOf(runtime),
    [allowInsecureRequests]: !runtime.config.isProduction,
  });
  const server = await processDiscoveryResponse(
    new URL(provider.publishedIssuer ?? provider.issuer),
    response,
  );
  requireOwnOrigins(provider, server);
  const made: Published = { server, keys: { keys: [] }, fetchedAtMs: 0, fetching: undefined };
  await refetchKeys(runtime, made);
  return made;
}

/**
 * Throws for a document that sends us, with our secret, anywhere but to the provider's own hosts: what it
 * says is data, and no data decides whom we call.
 */
function requireOwnOrigins(
  { issuer, otherOrigins = [] }: IdentityProvider,
  { jwks_uri, token_endpoint, authorization_endpoint }: AuthorizationServer,
): void {
  const own = [new URL(issuer).origin, ...otherOrigins];
  const named = [jwks_uri, token_endpoint, authorization_endpoint].filter((one) => one !== undefined);
  if (!named.every((one) => own.includes(new URL(one).origin)))
    throw new Error('the discovery document names a host that is not the provider’s');
}

/** Whether the keys were fetched anew: not more often than once a minute, whatever strangers send. */
export async function refetchKeys(runtime: Runtime, known: Published): Promise<boolean> {
  const nowMs = runtime.clock.now().getTime();
  if (!known.fetching && nowMs - known.fetchedAtMs < refetchSeconds * 1000) return false;
  known.fetchedAtMs = nowMs;
  known.fetching ??= fetchKeys(runtime, known).finally(() => {
    known.fetching = undefined;
  });
  await known.fetching;
  return true;
}

async function fetchKeys(runtime: Runtime, known: Published): Promise<void> {
  const { status, text } = await httpRequest(runtime, known.server.jwks_uri ?? '', {
    timeoutMs,
    attempts: 2,
  });
  if (status !== 200) throw new Problem('unavailable', unavailable);
  const keysSchema = v.object({ keys: v.array(v.record(v.string(), v.unknown())) });
  known.keys = v.parse(keysSchema, JSON.parse(text)) as JSONWebKeySet; // jose checks each key when it uses it
}

/** The library's calls through our own helper: time limit, circuit, no redirects. */
export function fetchOf(runtime: Runtime) {
  return async (
    url: string,
    init: { method?: string; headers?: Record<string, string>; body?: unknown },
  ): Promise<Response> => {
    const isPost = init.method === 'POST';
    const { status, headers, text } = await httpRequest(runtime, url, {
      method: isPost ? 'POST' : 'GET',
      headers: init.headers ?? {},
      ...(isPost ? { body: `${init.body}` } : {}),
      timeoutMs,
      // A code is good once: asking again for it would look like a theft.
      attempts: isPost ? 1 : 2,
    });
    return new Response(text, { status, headers: { 'Content-Type': headers['content-type'] ?? '' } });
  };
}
