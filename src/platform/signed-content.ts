import type { KeyObject } from 'node:crypto';
import { decodeProtectedHeader, jwtVerify, SignJWT } from 'jose';
import { deriveKey, type KeyRing, type SignedPurpose } from './keys.ts';
import type { Runtime } from './runtime.ts';

/** For how long what is signed is good. */
const lifetimeSeconds = 30 * 60;

/** When what is signed now expires: on a whole second, as JWTs have it. */
export function signedUntil(now: Date): Date {
  return new Date(Math.floor(now.getTime() / 1000) * 1000 + lifetimeSeconds * 1000);
}

/**
 * Content as a compact JWS (RFC 7515): readable by anyone, made by nobody but us, for this site and one
 * purpose alone.
 */
export function signContent(
  { config }: Runtime,
  purpose: SignedPurpose,
  content: object,
  expiresAt: Date,
): Promise<string> {
  const key = config.keys[0];
  return new SignJWT({ [purpose]: content })
    .setProtectedHeader({ alg: 'HS256', typ: typeOf(purpose), kid: key.id })
    .setIssuer(config.site.url)
    .setExpirationTime(expiresAt)
    .sign(deriveKey(key, purpose));
}

/**
 * Reads content that we signed, and whether its time has run out: that is for the caller, since a request
 * that is repeated finds what it made, however late. Throws for what is forged, altered, of another site or
 * of another purpose.
 */
export async function readSigned(
  { config, clock }: Runtime,
  purpose: SignedPurpose,
  token: string,
): Promise<{ content: unknown; isExpired: boolean }> {
  const { payload } = await jwtVerify(token, keyOf(config.keys, purpose, token), {
    algorithms: ['HS256'],
    typ: typeOf(purpose),
    issuer: config.site.url,
    requiredClaims: ['exp'],
    currentDate: new Date(0),
  });
  if (!isCanonical(token)) throw new Error('the signature is written in another way than ours');
  return { content: payload[purpose], isExpired: Number(payload.exp) * 1000 <= clock.now().getTime() };
}

const typeOf = (purpose: SignedPurpose): string => `midas-${purpose}+jwt`;

/**
 * Base64url leaves bits over at the end of a text; other ones than ours would be another text for the same
 * signature.
 */
function isCanonical(token: string): boolean {
  return token.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);
}

function keyOf(ring: KeyRing, purpose: SignedPurpose, token: string): KeyObject {
  const { kid } = decodeProtectedHeader(token);
  const key = ring.find((one) => one.id === kid);
  if (!key) throw new Error('the token names a key that is not ours');
  return deriveKey(key, purpose);
}
