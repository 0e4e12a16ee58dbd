import { createHash, generateKeyPairSync } from 'node:crypto';
import { jwtVerify } from 'jose';
import type { Play } from '../play.ts';

const lifeSeconds = 86_400;

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** The team of the sandbox's client, and its key as the `.p8` file holds it: another one in each process. */
export const appleTeam = {
  teamId: 'SANDBOXTM1',
  keyId: 'SANDBOXKY1',
  privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trim(),
} as const;

/**
 * https://appleid.apple.com/.well-known/openid-configuration, and the claims of
 * https://developer.apple.com/documentation/signinwithapple/authenticating-users-with-sign-in-with-apple
 */
export const apple: Play = {
  name: 'Apple',
  paths: {
    document: '/.well-known/openid-configuration',
    authorize: '/auth/authorize',
    token: '/auth/token',
    keys: '/auth/keys',
  },
  document: (url) => ({
    issuer: url,
    response_types_supported: ['code'],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    scopes_supported: ['openid', 'email', 'name'],
    subject_types_supported: ['pairwise'],
    token_endpoint_auth_methods_supported: ['client_secret_post'],
    claims_supported: [
      'aud',
      'email',
      'email_verified',
      'exp',
      'iat',
      'is_private_email',
      'iss',
      'nonce',
      'nonce_supported',
      'real_user_status',
      'sub',
      'transfer_sub',
    ],
  }),
  responseMode: 'form_post',
  namesIssuer: false,
  checkRequest(query, { response_mode, scope = '' }) {
    if (/\+/.test(query)) throw new Error('invalid_scope: a plus is no space here');
    if (/\b(name|email)\b/.test(scope) && response_mode !== 'form_post')
      throw new Error('response_mode must be form_post when name or email scope is requested.');
  },
  /** https://developer.apple.com/documentation/accountorganizationaldatasharing/creating-a-client-secret: at most six months. */
  async isClient({ id, secret }, { clientId }, url, now) {
    if (id !== clientId) return false;
    try {
      const { protectedHeader, payload } = await jwtVerify(secret, publicKey, {
        algorithms: ['ES256'],
        issuer: appleTeam.teamId,
        audience: url,
        subject: clientId,
        requiredClaims: ['iat', 'exp'],
        currentDate: now,
      });
      const { iat = 0, exp = 0 } = payload;
      return protectedHeader.kid === appleTeam.keyId && exp - iat <= 15_777_000;
    } catch {
      return false; // Apple says `invalid_client` to all of it.
    }
  },
  /** Booleans as text, as Apple writes some; no name, which comes beside the code. */
  claims({ email, isVerified = true }, sub, { url, clientId, at }) {
    const isPrivate = email.endsWith('@privaterelay.appleid.com');
    return {
      iss: url,
      aud: clientId,
      sub,
      email,
      email_verified: `${isVerified}`,
      ...(isPrivate ? { is_private_email: 'true' } : {}),
      auth_time: at,
      nonce_supported: true,
      iat: at,
      exp: at + lifeSeconds,
    };
  },
  subjectOf(email) {
    const digest = createHash('sha256').update(`apple ${email.toLowerCase()}`).digest('hex');
    return `000123.${digest.slice(0, 32)}.0456`;
  },
  faults: {},
};
