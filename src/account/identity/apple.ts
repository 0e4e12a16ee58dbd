import { importPKCS8, SignJWT } from 'jose';
import type { IdentityConfig } from '../../platform/config/identity-config.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { type IdentityProvider, nonceSeconds, standardIdentity } from './provider.ts';

type Settings = NonNullable<IdentityConfig['apple']>;

const secretSeconds = 300;

/**
 * Sign in with Apple. Whoever asks for name or address gets the answer posted
 * (https://developer.apple.com/documentation/signinwithapplerestapi/request-an-authorization-to-the-sign-in-with-apple-server.).
 * An address may be one of Apple's relay, which is proved like any other: mail to it arrives. `sub` is the
 * same for all apps of a team.
 */
export function apple(settings: Settings): IdentityProvider {
  return {
    name: 'apple',
    issuer: settings.issuer,
    clientId: settings.clientId,
    codeFlow: {
      scope: 'openid name email',
      responseMode: 'form_post',
      secret: (runtime) => secret(runtime, settings),
    },
    mostAgeSeconds: nonceSeconds,
    forPages: {},
    identify: standardIdentity,
  };
}

/**
 * Apple gives out no secret but a key: we sign one of five minutes.
 * https://developer.apple.com/documentation/accountorganizationaldatasharing/creating-a-client-secret
 */
async function secret(
  { clock }: Runtime,
  { clientId, teamId, keyId, privateKey, issuer }: Settings,
): Promise<string> {
  const at = Math.floor(clock.now().getTime() / 1000);
  return new SignJWT()
    .setProtectedHeader({ alg: 'ES256', kid: keyId })
    .setIssuer(teamId)
    .setSubject(clientId)
    .setAudience(issuer)
    .setIssuedAt(at)
    .setExpirationTime(at + secretSeconds)
    .sign(await importPKCS8(privateKey, 'ES256'));
}
