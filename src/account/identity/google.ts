import type { IdentityConfig } from '../../platform/config/identity-config.ts';
import { type IdentityProvider, nonceSeconds, standardIdentity } from './provider.ts';

/** https://developers.google.com/identity/openid-connect/openid-connect */
export function google({
  clientId,
  clientSecret,
  issuer,
  scriptUrl,
}: NonNullable<IdentityConfig['google']>): IdentityProvider {
  return {
    name: 'google',
    issuer,
    otherOrigins: ['https://oauth2.googleapis.com', 'https://www.googleapis.com'],
    clientId,
    codeFlow: { scope: 'openid email profile', secret: () => clientSecret },
    mostAgeSeconds: nonceSeconds,
    forPages: { scriptUrl },
    identify: standardIdentity,
  };
}
