import { createHash } from 'node:crypto';
import { type Play, withClaims } from '../play.ts';

const lifeSeconds = 3600;
const signedInBy = (change: Record<string, unknown>) =>
  withClaims(({ firebase }) => ({ firebase: { ...Object(firebase), ...change } }));

/**
 * https://securetoken.google.com/PROJECT/.well-known/openid-configuration, and the claims of
 * https://firebase.google.com/docs/auth/admin/verify-id-tokens#verify_id_tokens_using_a_third-party_jwt_library. The project is the client.
 */
export function firebase(projectId: string): Play {
  return {
    name: 'Firebase',
    paths: {
      document: `/${projectId}/.well-known/openid-configuration`,
      keys: '/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com',
    },
    document: (url) => ({ issuer: `${url}/${projectId}`, response_types_supported: ['id_token'] }),
    responseMode: 'query',
    namesIssuer: false,
    isClient: async () => false,
    claims({ email, name = email.split('@')[0], isVerified = true }, sub, { url, at }) {
      return {
        name,
        iss: `${url}/${projectId}`,
        aud: projectId,
        auth_time: at,
        user_id: sub,
        sub,
        iat: at,
        exp: at + lifeSeconds,
        email,
        email_verified: isVerified,
        firebase: { identities: { email: [email] }, sign_in_provider: 'google.com' },
      };
    },
    /** Twenty-eight letters and digits. */
    subjectOf(email) {
      const digest = createHash('sha256').update(`firebase ${email.toLowerCase()}`).digest('base64url');
      return digest.replaceAll(/[-_]/g, '0').slice(0, 28);
    },
    faults: {
      anonymous: signedInBy({ sign_in_provider: 'anonymous' }),
      'no-sign-in': withClaims(() => ({ firebase: undefined })),
      'of-a-tenant': signedInBy({ tenant: 'other-realm' }),
      'signed-in-long-ago': withClaims(({ auth_time }) => ({ auth_time: Number(auth_time) - 306 })),
      'signed-in-later': withClaims(({ auth_time }) => ({ auth_time: Number(auth_time) + 60 })),
      'no-auth-time': withClaims(() => ({ auth_time: undefined })),
      'session-cookie': withClaims(() => ({ iss: `https://session.firebase.google.com/${projectId}` })),
      'custom-token': withClaims(({ sub }) => ({
        iss: 'firebase-adminsdk@sandbox.iam.gserviceaccount.example',
        aud: 'https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit',
        uid: sub,
      })),
    },
  };
}
