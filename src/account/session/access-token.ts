import { jwtVerify, SignJWT } from 'jose';
import * as v from 'valibot';
import { type Id, idSchema } from '../../platform/ids.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { keyOfKid, signingKey } from './signing-keys.ts';

/** Short, since until then only the database knows that a session has ended. */
export const accessTokenSeconds = 300;

const algorithm = 'EdDSA';
/** RFC 9068, 2.1: no other token of ours says this of itself. */
const type = 'at+jwt';

const claimsSchema = v.object({ sub: idSchema('user'), sid: idSchema('session') });

/** Whom an access token speaks for. `generation` is that of its key, which may have been retired. */
export interface AccessClaims {
  readonly userId: Id<'user'>;
  readonly sessionId: Id<'session'>;
  readonly generation: number;
}

/** Signs an access token by the key of this generation. */
export function signAccessToken(
  runtime: Runtime,
  { userId, sessionId, generation }: AccessClaims,
): Promise<string> {
  const issuedAt = Math.floor(runtime.clock.now().getTime() / 1000);
  const { kid, privateKey } = signingKey(runtime.config.keys, generation);
  return new SignJWT({ sid: sessionId })
    .setProtectedHeader({ alg: algorithm, typ: type, kid })
    .setSubject(userId)
    .setIssuer(runtime.config.site.url)
    .setAudience(audienceOf(runtime))
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + accessTokenSeconds)
    .sign(privateKey);
}

/**
 * What an access token says, if we signed it, for us, and it has not expired. The algorithm is pinned and the
 * key comes from the configuration alone: whatever else a header asks for (`jwk`, `jku`, `none`) is not
 * looked at (RFC 8725, 3.1 and 3.5).
 */
export async function verifyAccessToken(runtime: Runtime, token: string): Promise<AccessClaims | undefined> {
  let generation = 0;
  try {
    const { payload } = await jwtVerify(
      token,
      ({ kid }) => {
        const key = keyOfKid(runtime.config.keys, kid);
        if (!key) throw new TypeError('the key is not ours');
        generation = key.generation;
        return key.publicKey;
      },
      {
        algorithms: [algorithm],
        typ: type,
        issuer: runtime.config.site.url,
        audience: audienceOf(runtime),
        requiredClaims: ['exp', 'iat'],
        currentDate: runtime.clock.now(),
      },
    );
    const { sub, sid } = v.parse(claimsSchema, payload);
    return { userId: sub, sessionId: sid, generation };
  } catch {
    // Whatever is wrong with it, it is no token: the caller says 401 and no more.
    return undefined;
  }
}

function audienceOf(runtime: Runtime): string {
  return `${runtime.config.site.url}/api/v1`;
}
