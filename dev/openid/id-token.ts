import { createHash } from 'node:crypto';
import { SignJWT } from 'jose';
import type { ProviderKey } from './keys.ts';

/** Somebody with an account at the provider. */
export interface ProviderPerson {
  readonly email: string;
  readonly name?: string | undefined;
  /** Made of the address where it is not given. */
  readonly sub?: string | undefined;
  readonly isVerified?: boolean | undefined;
}

/** What goes wrong with the tokens that are given out. */
export type TokenFault =
  | 'foreign-key'
  | 'wrong-nonce'
  | 'wrong-audience'
  | 'wrong-issuer'
  | 'other-party'
  | 'expired'
  | 'unsigned'
  | 'no-mail';

export const tokenFaults = [
  'foreign-key',
  'wrong-nonce',
  'wrong-audience',
  'wrong-issuer',
  'other-party',
  'expired',
  'unsigned',
  'no-mail',
] as const satisfies TokenFault[];

const lifeSeconds = 3600;

/** The claims as Google has them (https://developers.google.com/identity/openid-connect/openid-connect#an-id-tokens-payload). */
export async function signIdToken(
  {
    issuer,
    clientId,
    key,
    foreignKey,
    now,
  }: {
    issuer: string;
    clientId: string;
    key: ProviderKey;
    foreignKey: ProviderKey;
    now: Date;
  },
  person: ProviderPerson,
  nonce: string | undefined,
  fault?: TokenFault,
): Promise<string> {
  const at = Math.floor(now.getTime() / 1000) - (fault === 'expired' ? 2 * lifeSeconds : 0);
  const { email, name = email.split('@')[0], sub = subjectOf(email), isVerified = true } = person;
  const claims = {
    azp: fault === 'other-party' ? 'another-client' : clientId,
    ...(fault === 'no-mail' ? {} : { email, email_verified: isVerified }),
    name,
    picture: `${issuer}/picture/${sub}.svg`,
    ...(nonce === undefined ? {} : { nonce: fault === 'wrong-nonce' ? `${nonce}x` : nonce }),
  };
  const audience =
    fault === 'wrong-audience'
      ? 'another-client'
      : fault === 'other-party'
        ? [clientId, 'another-client']
        : clientId;
  const signer = fault === 'foreign-key' ? foreignKey : key;
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.kid })
    .setIssuer(fault === 'wrong-issuer' ? 'https://elsewhere.example' : issuer)
    .setAudience(audience)
    .setSubject(sub)
    .setIssuedAt(at)
    .setExpirationTime(at + lifeSeconds)
    .sign(signer.privateKey);
  if (fault !== 'unsigned') return token;
  const [, payload] = token.split('.');
  return `${Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url')}.${payload}.`;
}

/** Twenty-one digits, as Google's are; the same address always has the same. */
function subjectOf(email: string): string {
  const digest = createHash('sha256').update(email.toLowerCase()).digest();
  return `1${(digest.readBigUInt64BE() % 10n ** 18n).toString().padStart(20, '0')}`;
}
