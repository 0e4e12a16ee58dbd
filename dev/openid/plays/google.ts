import { createHash } from 'node:crypto';
import { isSharedSecret, type Play } from '../play.ts';

const lifeSeconds = 3600;

/** https://accounts.google.com/.well-known/openid-configuration and https://developers.google.com/identity/openid-connect/openid-connect#an-id-tokens-payload */
export const google: Play = {
  name: 'Google',
  paths: {
    document: '/.well-known/openid-configuration',
    authorize: '/authorize',
    token: '/token',
    keys: '/jwks',
  },
  document: (url) => ({
    issuer: url,
    response_types_supported: ['code'],
    scopes_supported: ['openid', 'email', 'profile'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
  }),
  responseMode: 'query',
  namesIssuer: true,
  isClient: isSharedSecret,
  claims({ email, name = email.split('@')[0], isVerified = true }, sub, { url, clientId, at }) {
    return {
      iss: url,
      aud: clientId,
      azp: clientId,
      sub,
      email,
      email_verified: isVerified,
      name,
      picture: `${url}/picture/${sub}.svg`,
      iat: at,
      exp: at + lifeSeconds,
    };
  },
  /** Twenty-one digits; the same address always has the same. */
  subjectOf(email) {
    const digest = createHash('sha256').update(email.toLowerCase()).digest();
    return `1${(digest.readBigUInt64BE() % 10n ** 18n).toString().padStart(20, '0')}`;
  },
  faults: {},
};
