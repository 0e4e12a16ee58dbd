import { createHmac } from 'node:crypto';
import { SignJWT } from 'jose';
import { keyNamed, type ProviderKey } from './keys.ts';
import { type TokenParts, withClaims } from './play.ts';

const hourSeconds = 3600;
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const later = (seconds: number, ...names: readonly string[]) =>
  withClaims((claims) => Object.fromEntries(names.map((name) => [name, Number(claims[name]) + seconds])));
const header =
  (change: Readonly<Record<string, unknown>>) =>
  (parts: TokenParts): TokenParts => ({ ...parts, header: { ...parts.header, ...change } });

/** What can be wrong with a token of any provider. */
export const faultsOfAll = {
  'foreign-key': (parts: TokenParts) => ({ ...parts, key: keyNamed('foreign') }),
  'unknown-key': header({ kid: 'nobody-knows' }),
  'no-key-id': header({ kid: undefined }),
  unsigned: header({ alg: 'none' }),
  'shared-secret': header({ alg: 'HS256' }),
  'other-algorithm': header({ alg: 'RS512' }),
  'brings-its-key': (parts: TokenParts) => {
    const key = keyNamed('foreign');
    const jwk = key.publicKey.export({ format: 'jwk' });
    return { ...parts, key, header: { ...parts.header, jwk } };
  },
  'wrong-audience': withClaims(() => ({ aud: 'another-client' })),
  'other-party': withClaims(({ aud }) => ({ aud: [aud, 'another-client'] })),
  'other-azp': withClaims(() => ({ azp: 'another-client' })),
  'no-audience': withClaims(() => ({ aud: undefined })),
  'wrong-issuer': withClaims(() => ({ iss: 'https://elsewhere.example' })),
  'issuer-and-slash': withClaims(({ iss }) => ({ iss: `${iss}/` })),
  'no-issuer': withClaims(() => ({ iss: undefined })),
  expired: later(-2 * hourSeconds, 'iat', 'exp'),
  'expired-just-now': withClaims(({ iat }) => ({ exp: Number(iat) - 6 })),
  'no-expiry': withClaims(() => ({ exp: undefined })),
  'not-yet-valid': withClaims(({ exp }) => ({ nbf: exp })),
  'issued-later': later(hourSeconds, 'iat'),
  'issued-long-ago': later(-1000, 'iat'),
  'no-issue-time': withClaims(() => ({ iat: undefined })),
  'no-subject': withClaims(() => ({ sub: undefined, oid: undefined })),
  'empty-subject': withClaims(() => ({ sub: '', oid: '' })),
  'no-mail': withClaims(() => ({ email: undefined })),
  'no-mail-but-verified': withClaims(() => ({ email: '', email_verified: true, xms_edov: true })),
  'two-mails': withClaims(({ email }) => ({ email: [email] })),
  'mail-unverified': withClaims(() => ({ email_verified: false, xms_edov: false })),
  'mail-unverified-as-text': withClaims(() => ({ email_verified: 'false', xms_edov: 'false' })),
  'mail-unverified-as-zero': withClaims(() => ({ email_verified: 0, xms_edov: 0 })),
} as const satisfies Record<string, (parts: TokenParts) => TokenParts>;

/** What can be wrong with the nonce of a token that has to hold one. */
export const faultsOfNonce = {
  'wrong-nonce': withClaims(({ nonce }) => ({ nonce: `${nonce}x` })),
  'no-nonce': withClaims(() => ({ nonce: undefined })),
  'two-nonces': withClaims(({ nonce }) => ({ nonce: [nonce] })),
} as const satisfies Record<string, (parts: TokenParts) => TokenParts>;

/** Signs by RS256, or does what the header says instead. */
export async function signIdToken({ header: { alg, ...more }, claims, key }: TokenParts): Promise<string> {
  const { kid } = more;
  const signed = `${base64url({ alg, ...more })}.${base64url(claims)}`;
  if (alg === 'none') return `${signed}.`;
  if (alg === 'HS256')
    return `${signed}.${createHmac('sha256', pem(key)).update(signed).digest('base64url')}`;
  return new SignJWT({ ...claims })
    .setProtectedHeader({ ...more, alg: `${alg}`, ...(kid === undefined ? {} : { kid: `${kid}` }) })
    .sign(key.privateKey);
}

/** The public key as whoever confuses algorithms would take it for a secret. */
const pem = ({ publicKey }: ProviderKey) => publicKey.export({ type: 'spki', format: 'pem' });
