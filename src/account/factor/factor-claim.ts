import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { described, named } from '../../platform/described.ts';
import { decrypt, keyedDigests } from '../../platform/keys.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { longestFigures, plainCode, sixDigitCode } from '../../platform/text/figures.ts';
import { isOpen } from '../one-time-token.ts';
import type { Method } from '../session/open-session.ts';
import { passkeyResponseSchema, usePasskey, verifyPasskey } from './passkey.ts';
import { matchingStep } from './totp.ts';

/** What somebody shows as a second factor. */
export const factorClaimSchema = named(
  'FactorClaim',
  'What a second factor gives.',
  v.variant('kind', [
    v.strictObject({
      kind: described(v.literal('totp'), 'By an authenticator app.'),
      code: described(sixDigitCode, 'The six figures that it shows.'),
    }),
    v.strictObject({
      kind: described(v.literal('sms'), 'By a text message.'),
      code: described(sixDigitCode, 'The six figures that were sent.'),
    }),
    v.strictObject({
      kind: described(v.literal('backup-code'), 'By a backup code.'),
      code: described(
        v.pipe(
          v.string(),
          v.maxLength(longestFigures),
          v.transform((text) => plainCode(text).toLowerCase()),
          v.maxLength(40),
        ),
        'The code, with or without hyphens.',
      ),
    }),
    v.strictObject({
      kind: described(v.literal('passkey'), 'By a passkey.'),
      response: described(passkeyResponseSchema, 'What `navigator.credentials.get()` gave.'),
    }),
  ]),
);
export type FactorClaim = v.InferOutput<typeof factorClaimSchema>;

/** What a claim is checked against, of one person, as `factorsJson` reads it. */
export const claimableSchema = v.object({
  totp: v.nullable(v.object({ id: v.string(), secretSealed: v.string(), lastStep: v.nullable(v.number()) })),
  passkey: v.nullable(
    v.object({
      id: v.string(),
      credentialId: v.string(),
      publicKey: v.string(),
      signatureCount: v.number(),
    }),
  ),
});

/** `claimableSchema` as JSON, of the user whose id is the expression `userId`. */
export function claimableJson(userId: SQL, claim: FactorClaim): SQL {
  const credentialId = claim.kind === 'passkey' ? claim.response.id : '';
  return sql`json_build_object(
    'totp', (select json_build_object('id', f.id, 'secretSealed', f.secret_sealed, 'lastStep', f.last_step) from factors f
      where f.user_id = ${userId} and f.kind = 'totp' and f.confirmed_at is not null),
    'passkey', (select json_build_object('id', f.id, 'credentialId', f.credential_id, 'publicKey', f.public_key, 'signatureCount', f.signature_count) from factors f
      where f.user_id = ${userId} and f.credential_id = ${credentialId}))`;
}

/** A claim that may be right: by what it is used up, in the statement that decides. */
export interface UsableClaim {
  readonly method: Method;
  /**
   * CTEs, each with a comma at its end, of which the last is `used (id)`: the person, or nobody where it was
   * wrong or used before.
   */
  readonly ctes: SQL;
}

/**
 * Checks what can be checked before the deciding statement. Nothing for a claim that is wrong.
 * @param person the person's id, as text or as an expression.
 * @param bound what codes that were sent are bound to: the half-finished sign-in, or the session that asks.
 */
export async function usableClaim(
  runtime: Runtime,
  claim: FactorClaim,
  claimable: v.InferOutput<typeof claimableSchema>,
  userId: string,
  bound: string,
): Promise<UsableClaim | undefined> {
  const { keys } = runtime.config;
  const at = runtime.clock.now().toISOString();
  if (claim.kind === 'totp') {
    const { totp } = claimable;
    const step = totp && matchingStep(runtime, decrypt(keys, totp.id, totp.secretSealed), claim.code);
    if (!totp || step === undefined || step === null || step <= (totp.lastStep ?? -1)) return undefined;
    return {
      method: 'otp',
      ctes: sql`used as (update factors set last_step = ${step}, last_used_at = ${at} where id = ${totp.id} and coalesce(last_step, -1) < ${step} returning user_id as id),`,
    };
  }
  if (claim.kind === 'backup-code') {
    const hashes = keyedDigests(keys, `backup-code ${userId} ${claim.code}`);
    return {
      method: 'otp',
      ctes: sql`used as (update backup_codes set used_at = ${at} where user_id = ${userId} and hash = any(string_to_array(${hashes.join(',')}, ',')) and used_at is null returning user_id as id),`,
    };
  }
  if (claim.kind === 'sms')
    return {
      method: 'sms',
      ctes: sql`used as (update one_time_tokens set consumed_at = ${at} where ${isOpen(runtime, 'sms-code', `${bound} ${claim.code}`)} and user_id = ${userId} returning user_id as id),`,
    };
  const { passkey } = claimable;
  const verified = passkey && (await verifyPasskey(runtime, claim.response, passkey));
  if (!passkey || !verified) return undefined;
  return { method: 'hwk', ctes: usePasskey(runtime, passkey.id, verified) };
}
