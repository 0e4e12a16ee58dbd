import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { firstOf } from '../../platform/database/database.ts';
import { decrypt, encrypt } from '../../platform/keys.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { consume, keepOneTimeToken, newOneTimeToken, useOnce } from '../one-time-token.ts';
import { type SignedIn, signInRefused } from '../sign-in/sign-in.ts';
import type { SignInContext } from '../sign-in/sign-in-context.ts';
import { authorizationUrl, exchangeCode } from './code-flow.ts';
import { nameAtFirst } from './form-post.ts';
import { nonceOf, readIdToken } from './id-token.ts';
import { signInByIdentity } from './link.ts';
import type { IdentityProvider } from './provider.ts';
import { requireCodeFlow, requireIdentityProvider } from './providers.ts';

const stateSchema = v.object({
  provider: v.string(),
  nonce: v.string(),
  verifier: v.string(),
  returnTo: v.string(),
});

/** A page of our own to go back to; anything else would send people to a stranger's. */
export function ownPage(path: string | undefined): string {
  return path && /^\/(?![/\\])[\w\-./#?=&]{0,200}$/.test(path) && !/\/\/|\.\./.test(path)
    ? path
    : '/account/';
}

const random = (runtime: Runtime) => Buffer.from(runtime.random(32)).toString('base64url');

/** Where a provider's page leads back to. */
export const redirectUriOf = (runtime: Runtime, { name }: Pick<IdentityProvider, 'name'>) =>
  `${runtime.config.site.url}/api/v1/auth/providers/${name}/callback`;

/**
 * Begins the way through a provider: where to send the browser, and what its cookie has to bring back. One
 * statement.
 */
export async function beginIdentity(
  runtime: Runtime,
  name: string,
  returnTo: string,
): Promise<{ readonly url: string; readonly browser: string }> {
  const provider = requireCodeFlow(runtime.config, name);
  const token = newOneTimeToken(runtime, 'identity-state');
  const [browser, nonce, verifier] = [random(runtime), random(runtime), random(runtime)];
  const url = await authorizationUrl(runtime, provider, {
    redirectUri: redirectUriOf(runtime, provider),
    state: token.text,
    nonce,
    challenge: createHash('sha256').update(verifier).digest('base64url'),
  });
  const kept = JSON.stringify({ provider: name, nonce, verifier, returnTo });
  const data = JSON.stringify({ sealed: encrypt(runtime.config.keys, runtime.random, token.id, kept) });
  // The state alone is worth nothing: it counts with the cookie of the browser that began.
  await runtime.database.query(
    sql`with kept as (${keepOneTimeToken(runtime, token, sql`(select) x`, { data: sql`${data}::jsonb` }, `${token.text} ${browser}`)}) select`,
  );
  return { url, browser };
}

/**
 * The way back from a provider: the state is used up with the browser's cookie, the code is exchanged, and
 * whoever it is signs in. Two statements beside the provider's answer. Throws the one 401 for anything that
 * is not as it must be.
 */
export async function finishIdentity(
  runtime: Runtime,
  context: SignInContext,
  name: string,
  came: URL,
  browser: string | undefined,
): Promise<{ readonly signedIn: SignedIn; readonly returnTo: string }> {
  const provider = requireCodeFlow(runtime.config, name);
  const state = came.searchParams.get('state') ?? '';
  const used = firstOf(
    v.object({ id: v.string(), data: v.object({ sealed: v.string() }) }),
    await runtime.database.query(
      sql`with used as (${consume(runtime, 'identity-state', `${state} ${browser ?? ''}`)}) select id, data from used`,
    ),
  );
  if (!used) throw signInRefused();
  const kept = v.parse(stateSchema, JSON.parse(decrypt(runtime.config.keys, used.id, used.data.sealed)));
  if (kept.provider !== name) throw signInRefused();
  const identity = await exchangeCode(runtime, provider, came, {
    redirectUri: redirectUriOf(runtime, provider),
    state,
    nonce: kept.nonce,
    verifier: kept.verifier,
  });
  if (!identity) throw signInRefused();
  const named = { ...identity, name: identity.name ?? nameAtFirst(runtime, came) };
  return { signedIn: await signInByIdentity(runtime, context, provider, named), returnTo: kept.returnTo };
}

/** A nonce for the page's own button, good once. One statement. */
export async function newNonce(runtime: Runtime, name: string): Promise<{ nonce: string }> {
  requireCodeFlow(runtime.config, name);
  const token = newOneTimeToken(runtime, 'identity-nonce');
  await runtime.database.query(
    sql`with kept as (${keepOneTimeToken(runtime, token, sql`(select) x`, {})}) select`,
  );
  return { nonce: token.text };
}

/**
 * Signs in by the ID token that a page or an app brings: with a nonce of ours, or, of a provider whose tokens
 * hold none, once. Two statements. Throws the one 401.
 */
export async function signInByIdToken(
  runtime: Runtime,
  context: SignInContext,
  name: string,
  idToken: string,
): Promise<SignedIn> {
  const provider = requireIdentityProvider(runtime.config, name);
  const nonce = provider.codeFlow ? (nonceOf(idToken) ?? '') : undefined;
  const identity = await readIdToken(runtime, provider, idToken, nonce);
  if (!identity) throw signInRefused();
  const once =
    nonce === undefined
      ? // What is signed, for the signature itself can be written in more than one way.
        useOnce(runtime, 'identity-nonce', `${name} ${idToken.slice(0, idToken.lastIndexOf('.'))}`)
      : consume(runtime, 'identity-nonce', nonce);
  const used = await runtime.database.query(sql`with used as (${once}) select id from used`);
  if (used.length === 0) throw signInRefused();
  return signInByIdentity(runtime, context, provider, identity);
}
