import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { record } from '../../audit/record.ts';
import { firstOf, isRefusedBy } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import { newId } from '../../platform/ids.ts';
import { fieldProblem, Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { integer } from '../../platform/text/whole-number.ts';
import { consume, isOpen, keepOneTimeToken, newOneTimeToken } from '../one-time-token.ts';
import { usedUp } from '../registration/register.ts';
import { securityAlert } from '../security/security-alert.ts';
import type { AccessClaims } from '../session/access-token.ts';
import { lowerReauthentications } from '../sign-in/lower-reauthentications.ts';
import { firstBackupCodes } from './backup-codes.ts';
import { factorName } from './factor-name.ts';

// @simplewebauthn/server is loaded when the first passkey comes, not when a function wakes.

const base64url = v.pipe(v.string(), v.regex(/^[\w-]{1,16384}$/, 'This is not base64url.'));

/** `AuthenticationResponseJSON` of WebAuthn level 3, of which we read no more. */
export const passkeyResponseSchema = named(
  'PasskeyAssertion',
  'What `navigator.credentials.get()` gave, in base64url (WebAuthn level 3, AuthenticationResponseJSON).',
  v.object({
    id: described(v.pipe(base64url, v.maxLength(1400)), 'The id of the passkey, base64url.'),
    rawId: described(base64url, 'The same as `id`.'),
    type: described(v.literal('public-key'), 'The kind of credential.'),
    response: described(
      v.object({
        clientDataJSON: described(
          base64url,
          'What the browser says of the page and the challenge, base64url.',
        ),
        authenticatorData: described(base64url, 'What the authenticator says, base64url.'),
        signature: described(base64url, 'The signature over both, base64url.'),
        userHandle: v.optional(
          described(v.nullable(base64url), 'The id of the person that the passkey holds, base64url.'),
        ),
      }),
      'What the authenticator signed.',
    ),
  }),
);
type PasskeyResponse = v.InferOutput<typeof passkeyResponseSchema>;

/** What a page hands to `navigator.credentials.get`, as JSON. */
export const passkeyOptionsSchema = named(
  'PasskeyRequestOptions',
  'What a browser needs to ask for a passkey.',
  v.object({
    options: described(
      v.object({
        challenge: described(v.string(), 'To be signed, base64url. Good once and for five minutes.'),
        rpId: described(v.string(), 'The host that the passkeys are for.'),
        timeout: described(integer, 'For how long the browser may ask, in milliseconds.'),
        userVerification: described(v.literal('required'), 'Whether the person must unlock the passkey.'),
      }),
      'For `navigator.credentials.get()` (PublicKeyCredentialRequestOptionsJSON).',
    ),
  }),
);

const timeoutMs = 300_000;

/** The relying party: the host of the site, and the one origin from which its pages come. */
function partyOf(runtime: Runtime) {
  const { hostname, origin } = new URL(runtime.config.site.url);
  return { id: hostname, name: runtime.config.business.name, origin };
}

const newChallenge = (runtime: Runtime) => Buffer.from(runtime.random(32)).toString('base64url');

/**
 * A challenge for whichever passkey the device offers: nobody has to say who they are first. One statement.
 */
export async function passkeyOptions(runtime: Runtime): Promise<v.InferOutput<typeof passkeyOptionsSchema>> {
  const challenge = newChallenge(runtime);
  const token = newOneTimeToken(runtime, 'passkey-sign-in');
  await runtime.database.query(
    sql`with kept as (${keepOneTimeToken(runtime, token, sql`(select) x`, {}, challenge)}) select`,
  );
  const { id: rpId } = partyOf(runtime);
  return {
    options: { challenge, rpId, timeout: timeoutMs, userVerification: 'required' },
  };
}

/** A passkey that was shown and is right; its challenge has still to be used up. */
export interface VerifiedPasskey {
  readonly challenge: string;
  readonly signatureCount: number;
}

/** Checks an assertion by the key that is kept. Nothing for one that is wrong in any way. */
export async function verifyPasskey(
  runtime: Runtime,
  { id, rawId, type, response }: PasskeyResponse,
  kept: { credentialId: string; publicKey: string; signatureCount: number },
): Promise<VerifiedPasskey | undefined> {
  const party = partyOf(runtime);
  const { verifyAuthenticationResponse } = await import('@simplewebauthn/server');
  let given = '';
  try {
    const { userHandle, ...rest } = response;
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        id,
        rawId,
        type,
        clientExtensionResults: {},
        response: { ...rest, ...(userHandle ? { userHandle } : {}) },
      },
      // Whether it is one of ours and unused, the deciding statement says.
      expectedChallenge: (challenge) => {
        given = challenge;
        return true;
      },
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      credential: {
        id: kept.credentialId,
        publicKey: new Uint8Array(Buffer.from(kept.publicKey, 'base64url')),
        counter: kept.signatureCount,
      },
    });
    return verified ? { challenge: given, signatureCount: authenticationInfo.newCounter } : undefined;
  } catch {
    // The library throws for whatever is wrong with what a stranger sent; the caller has one refusal for all.
    return undefined;
  }
}

/**
 * CTEs, each with a comma at its end, that use up the challenge and count the passkey on: `used (id)` is its
 * person. A counter that does not rise tells of a copy (WebAuthn level 3, 6.1.1), unless the device counts
 * nothing.
 */
export function usePasskey(
  runtime: Runtime,
  factorId: string,
  { challenge, signatureCount }: VerifiedPasskey,
): SQL {
  const at = runtime.clock.now().toISOString();
  return sql`challenge as (${consume(runtime, 'passkey-sign-in', challenge)}),
    used as (
      update factors set signature_count = ${signatureCount}, last_used_at = ${at}
      where id = ${factorId} and exists (select from challenge) and (signature_count < ${signatureCount} or (signature_count = 0 and ${signatureCount} = 0))
      returning user_id as id
    ),`;
}

/** `RegistrationResponseJSON` of WebAuthn level 3, of which we read no more. */
export const passkeyRegistrationSchema = named(
  'PasskeyRegistration',
  'A passkey that was just made.',
  v.strictObject({
    name: described(factorName, 'What its owner calls it.'),
    response: described(
      v.object({
        id: described(v.pipe(base64url, v.maxLength(1364)), 'The id of the passkey, base64url.'),
        rawId: described(base64url, 'The same as `id`.'),
        type: described(v.literal('public-key'), 'The kind of credential.'),
        response: described(
          v.object({
            clientDataJSON: described(
              base64url,
              'What the browser says of the page and the challenge, base64url.',
            ),
            attestationObject: described(base64url, 'The new public key, base64url.'),
            transports: v.optional(
              described(
                v.pipe(v.array(v.pipe(v.string(), v.regex(/^[a-z-]{1,32}$/))), v.maxLength(8)),
                'How the authenticator can be reached, as `internal` or `usb`.',
              ),
            ),
          }),
          'What the authenticator made.',
        ),
      }),
      'What `navigator.credentials.create()` gave, in base64url (RegistrationResponseJSON).',
    ),
  }),
);

/** What a page hands to `navigator.credentials.create`, as JSON. */
export const passkeyCreationSchema = named(
  'PasskeyCreationOptions',
  'What a browser needs to make a passkey.',
  v.object({
    options: described(
      v.object({
        challenge: described(v.string(), 'To be signed, base64url. Good once and for five minutes.'),
        rp: described(
          v.object({
            id: described(v.string(), 'The host that the passkey is for.'),
            name: described(v.string(), 'The name of the business.'),
          }),
          'Whom the passkey is for: us.',
        ),
        user: described(
          v.object({
            id: described(v.string(), 'The id of the person, base64url.'),
            name: described(v.string(), 'Their address.'),
            displayName: described(v.string(), 'What they are called.'),
          }),
          'Whose the passkey is.',
        ),
        pubKeyCredParams: described(
          v.array(
            v.object({
              type: described(v.literal('public-key'), 'The kind of credential.'),
              alg: described(integer, 'The algorithm, by its number in the COSE registry.'),
            }),
          ),
          'The algorithms that we take, the best first.',
        ),
        timeout: described(integer, 'For how long the browser may ask, in milliseconds.'),
        excludeCredentials: described(
          v.array(
            v.object({
              type: described(v.literal('public-key'), 'The kind of credential.'),
              id: described(v.string(), 'The id of the passkey, base64url.'),
            }),
          ),
          'The passkeys that they have already.',
        ),
        authenticatorSelection: described(
          v.object({
            residentKey: described(
              v.literal('required'),
              'Whether the passkey must be found without a name.',
            ),
            requireResidentKey: described(v.literal(true), 'The same, for older browsers.'),
            userVerification: described(v.literal('required'), 'Whether the person must unlock the passkey.'),
          }),
          'What the authenticator must be able to.',
        ),
        attestation: described(v.literal('none'), 'Whether we ask who built the authenticator.'),
      }),
      'For `navigator.credentials.create()` (PublicKeyCredentialCreationOptionsJSON).',
    ),
  }),
);

/** A challenge for a new passkey of this person. One statement. */
export async function beginPasskey(
  runtime: Runtime,
  { userId }: AccessClaims,
): Promise<v.InferOutput<typeof passkeyCreationSchema>> {
  const challenge = newChallenge(runtime);
  const token = newOneTimeToken(runtime, 'passkey-registration');
  const [row] = await runtime.database.query(sql`
    with account as (select id, email from users where id = ${userId} and status = 'active'),
    kept as (${keepOneTimeToken(runtime, token, sql`account`, { userId: sql`id` }, challenge)})
    select email, (select coalesce(json_agg(credential_id), '[]') from factors f where f.user_id = account.id and f.kind = 'passkey') as known from account`);
  const { email, known } = v.parse(v.object({ email: v.string(), known: v.array(v.string()) }), row);
  const { id, name } = partyOf(runtime);
  return {
    options: {
      challenge,
      rp: { id, name },
      user: { id: Buffer.from(userId).toString('base64url'), name: email, displayName: email },
      // EdDSA, ES256, RS256 (COSE).
      pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: 'public-key', alg })),
      timeout: timeoutMs,
      excludeCredentials: known.map((credential) => ({ type: 'public-key', id: credential })),
      authenticatorSelection: {
        residentKey: 'required',
        requireResidentKey: true,
        userVerification: 'required',
      },
      attestation: 'none',
    },
  };
}

/** Adds a passkey to the account, by the challenge that was given to this person. One statement. */
export async function addPasskey(
  runtime: Runtime,
  claims: AccessClaims,
  { name, response }: v.InferOutput<typeof passkeyRegistrationSchema>,
) {
  const made = await verifyRegistration(runtime, response);
  if (!made) throw fieldProblem('response', 'That passkey could not be read. Please try again.');
  const now = runtime.clock.now();
  const { userId } = claims;
  const id = newId('factor', now, runtime.random);
  const backup = firstBackupCodes(runtime, userId, sql`added`);
  const details = sql`jsonb_build_object('factor', ${id}::text, 'kind', 'passkey', 'name', ${name}::text, 'session', ${claims.sessionId}::text)`;
  const rows = await runtime.database
    .query(sql`
    with challenge as (
      update one_time_tokens set consumed_at = ${now.toISOString()} where ${isOpen(runtime, 'passkey-registration', made.challenge)} and user_id = ${userId} returning user_id
    ), added as (
      insert into factors (id, user_id, kind, name, credential_id, public_key, signature_count, transports, is_backed_up, created_at, confirmed_at)
      select ${id}, p.id, 'passkey', ${name}, ${made.credentialId}, ${made.publicKey}, ${made.signatureCount}, string_to_array(${made.transports.join(',')}, ','), ${made.isBackedUp},
        ${now.toISOString()}, ${now.toISOString()} from challenge c join users p on p.id = c.user_id returning user_id as id, (select email from users where id = user_id) as email
    ), ${backup.ctes} ${lowerReauthentications(runtime, sql`added`, claims, 'hwk')}
    noted as (${record(now, `user:${userId}`, 'user.factor-added', sql`id`, sql`added`, details)})
    ${securityAlert(runtime, 'user-factor-added', sql`added`, details)}
    select exists (select from added) as "isAdded", exists (select from codes) as "hasCodes"`)
    .catch((error: unknown) => {
      if (isRefusedBy(error, 'factors_credentialId_unique'))
        throw new Problem('state-conflict', 'This passkey is in use already.');
      throw error;
    });
  const outcome = firstOf(v.object({ isAdded: v.boolean(), hasCodes: v.boolean() }), rows);
  if (!outcome?.isAdded) throw usedUp();
  return { factor: id, backupCodes: outcome.hasCodes ? backup.codes : null };
}

export const passkeyAddedSchema = named(
  'PasskeyAdded',
  'The passkey counts from now on.',
  v.object({
    factor: described(v.string(), 'The id of the new factor, `fct_…`.'),
    backupCodes: described(
      v.nullable(v.array(v.string())),
      'With the first factor, its backup codes, shown this once; else null.',
    ),
  }),
);

async function verifyRegistration(
  runtime: Runtime,
  { id, rawId, type, response }: v.InferOutput<typeof passkeyRegistrationSchema>['response'],
) {
  const party = partyOf(runtime);
  const { verifyRegistrationResponse } = await import('@simplewebauthn/server');
  let challenge = '';
  try {
    const { clientDataJSON, attestationObject, transports = [] } = response;
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: {
        id,
        rawId,
        type,
        clientExtensionResults: {},
        response: { clientDataJSON, attestationObject },
      },
      expectedChallenge: (given) => {
        challenge = given;
        return true;
      },
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: [-8, -7, -257],
    });
    if (!verified) return undefined;
    const { credential, credentialBackedUp } = registrationInfo;
    return {
      challenge,
      transports,
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey).toString('base64url'),
      signatureCount: credential.counter,
      isBackedUp: credentialBackedUp,
    };
  } catch {
    // The library throws for whatever is wrong with what was sent.
    return undefined;
  }
}
