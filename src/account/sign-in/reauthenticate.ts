import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { record } from '../../audit/record.ts';
import { firstOf } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { consumeCodeAttempt } from '../attempt-limit.ts';
import {
  claimableJson,
  claimableSchema,
  factorClaimSchema,
  type UsableClaim,
  usableClaim,
} from '../factor/factor-claim.ts';
import { isPassword } from '../password/password.ts';
import { claimedPasswordSchema } from '../password/password-rules.ts';
import type { AccessClaims } from '../session/access-token.ts';
import { sendCode } from './second-factor.ts';
import { signInRefused } from './sign-in.ts';
import { deviceHashOf, deviceTokenEntries, type SignInContext } from './sign-in-context.ts';

/** The password, or a second factor: whoever has one must show one. */
export const reauthenticationSchema = named(
  'Proof',
  'The password, or a second factor: whoever has one must show one.',
  v.union([
    v.strictObject({
      password: described(claimedPasswordSchema, 'The password of whoever is signed in.'),
      ...deviceTokenEntries,
    }),
    v.strictObject({
      claim: described(factorClaimSchema, 'A second factor instead.'),
      ...deviceTokenEntries,
    }),
  ]),
);

/**
 * Notes that whoever is signed in has just proved who they are. Two statements, with the comparison between.
 * Throws the one 401.
 */
export async function reauthenticate(
  runtime: Runtime,
  context: SignInContext,
  claims: AccessClaims,
  given: v.InferOutput<typeof reauthenticationSchema>,
): Promise<void> {
  const shown =
    'password' in given
      ? await byPassword(runtime, context, claims, given.password)
      : await byFactor(runtime, context, claims, given.claim);
  if (!shown) throw signInRefused();
  const now = runtime.clock.now();
  const rows = await runtime.database.query(sql`
    with ${shown.ctes}
    reauthenticated as (
      update sessions s set authenticated_at = ${now.toISOString()}, authenticated_by = array[${shown.method}::text] from used where s.id = ${claims.sessionId} and s.user_id = used.id and s.ended_at is null returning s.user_id as id
    ), noted as (${record(now, `user:${claims.userId}`, 'user.reauthenticated', sql`id`, sql`reauthenticated`)})
    select id from reauthenticated`);
  if (rows.length === 0) throw signInRefused();
}

async function byPassword(
  runtime: Runtime,
  context: SignInContext,
  { userId }: AccessClaims,
  password: string,
): Promise<UsableClaim | undefined> {
  const found = firstOf(
    v.object({ isLeft: v.boolean(), passwordHash: v.nullable(v.string()) }),
    await runtime.database.query(sql`
      select ${consumeCodeAttempt(runtime, sql`${userId}::text`, deviceHashOf(runtime, context))} as "isLeft", (select password_hash from users p where p.id = ${userId}
        and not exists (select from factors f where f.user_id = p.id and f.confirmed_at is not null)) as "passwordHash"`),
  );
  const hash = found?.isLeft ? found.passwordHash : null;
  if (!(await isPassword(runtime, password, hash))) return undefined;
  return {
    method: 'pwd',
    ctes: sql`used as (select id from users where id = ${userId} and password_hash = ${hash}),`,
  };
}

async function byFactor(
  runtime: Runtime,
  context: SignInContext,
  { userId, sessionId }: AccessClaims,
  claim: v.InferOutput<typeof factorClaimSchema>,
): Promise<UsableClaim | undefined> {
  const found = firstOf(
    v.object({ isLeft: v.boolean(), claimable: claimableSchema }),
    await runtime.database.query(
      sql`select ${consumeCodeAttempt(runtime, sql`${userId}::text`, deviceHashOf(runtime, context))} as "isLeft", ${claimableJson(sql`${userId}`, claim)} as claimable`,
    ),
  );
  if (!found?.isLeft) return undefined;
  return usableClaim(runtime, claim, found.claimable, userId, sessionId);
}

/** Sends a code by which this session may prove who it is. One statement. */
export async function sendReauthenticationCode(
  runtime: Runtime,
  { userId, sessionId }: AccessClaims,
): Promise<void> {
  await sendCode(runtime, sql`select id from users where id = ${userId} and status = 'active'`, sessionId);
}
