import { createLocalJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import {
  clockToleranceSeconds,
  type IdentityProvider,
  type ProvenIdentity,
  tenantPlace,
} from './provider.ts';
import { type Published, publishedBy, refetchKeys } from './published.ts';

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
 * Who an ID token speaks of: signed by a key that the provider publishes, for us and nobody else (OpenID
 * Connect Core 3.1.3.7), of this time, with this nonce where the provider's tokens hold one. Nothing for any
 * other.
 */
export async function readIdToken(
  runtime: Runtime,
  provider: IdentityProvider,
  idToken: string,
  nonce: string | undefined,
): Promise<ProvenIdentity | undefined> {
  const known = await publishedBy(runtime, provider);
  const now = runtime.clock.now();
  const verify = () =>
    jwtVerify(idToken, createLocalJWKSet(known.keys), {
      algorithms: ['RS256'],
      audience: provider.clientId,
      requiredClaims: ['iss', 'exp', 'iat', 'sub'],
      currentDate: now,
      clockTolerance: clockToleranceSeconds,
      maxTokenAge: provider.mostAgeSeconds,
    });
  try {
    const { payload, protectedHeader } = await verify().catch(async (error: unknown) => {
      if (!(error instanceof errors.JWKSNoMatchingKey) || !(await refetchKeys(runtime, known))) throw error;
      return verify();
    });
    const isOurs =
      isIssuedBy(provider, known, payload, protectedHeader.kid) && isForUsAlone(provider, payload);
    if (!isOurs || payload.nonce !== nonce) return undefined;
    return provider.identify(payload, now);
  } catch (error) {
    if (error instanceof Problem) throw error;
    runtime.log('info', 'identity refused', { part: provider.name, error });
    return undefined;
  }
}

/**
 * Issued by whom its claims have to name. A key that says for which issuer it signs, as Microsoft's do, signs
 * for no other
 * (https://learn.microsoft.com/en-us/entra/identity-platform/access-tokens#validate-the-signing-key-issuer).
 */
function isIssuedBy(
  provider: IdentityProvider,
  { keys }: Published,
  payload: JWTPayload,
  kid: string | undefined,
): boolean {
  const expected = provider.issuerOf ? provider.issuerOf(payload) : provider.issuer;
  if (expected === undefined || payload.iss !== expected) return false;
  const signers = keys.keys.filter((key) => key.kid === kid).map((key) => Reflect.get(key, 'issuer'));
  return (
    signers.length > 0 &&
    signers.every(
      (issuer) => issuer === undefined || `${issuer}`.replace(tenantPlace, `${payload.tid}`) === expected,
    )
  );
}

function isForUsAlone({ clientId }: IdentityProvider, { aud, azp }: JWTPayload): boolean {
  return !(Array.isArray(aud) && aud.length > 1) && (azp === undefined || azp === clientId);
}
