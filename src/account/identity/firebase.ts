import type { JWTPayload } from 'jose';
import * as v from 'valibot';
import type { IdentityConfig } from '../../platform/config/identity-config.ts';
import {
  clockToleranceSeconds,
  type IdentityProvider,
  type ProvenIdentity,
  standardIdentity,
} from './provider.ts';

/**
 * How long ago somebody may have signed in at Firebase: a token is renewed every hour without them.
 * https://firebase.google.com/docs/auth/admin/manage-cookies
 */
const mostSeconds = 300;

const claimsSchema = v.object({
  auth_time: v.pipe(v.number(), v.integer()),
  firebase: v.object({
    sign_in_provider: v.string(),
    /** Of Identity Platform's tenants: people of another realm, who are none of ours. */
    tenant: v.optional(v.never()),
  }),
});

/**
 * Firebase Authentication: a page signs somebody in there and brings the ID token
 * (https://firebase.google.com/docs/auth/admin/verify-id-tokens#verify_id_tokens_using_a_third-party_jwt_library).
 * What a project adds to its tokens by itself is not looked at.
 */
export function firebase({
  projectId,
  apiKey,
  authDomain,
  issuer,
  scriptUrl,
}: NonNullable<IdentityConfig['firebase']>): IdentityProvider {
  return {
    name: 'firebase',
    issuer: `${issuer}/${projectId}`,
    otherOrigins: ['https://www.googleapis.com'],
    clientId: projectId,
    mostAgeSeconds: mostSeconds,
    forPages: { scriptUrl, apiKey, authDomain },
    identify,
  };
}

function identify(claims: JWTPayload, now: Date): ProvenIdentity | undefined {
  const { auth_time, firebase } = v.parse(claimsSchema, claims);
  const agoSeconds = now.getTime() / 1000 - auth_time;
  if (agoSeconds < -clockToleranceSeconds || agoSeconds > mostSeconds) return undefined;
  // Anonymous users are whoever opened a page.
  if (firebase.sign_in_provider === 'anonymous') return undefined;
  return standardIdentity(claims);
}
