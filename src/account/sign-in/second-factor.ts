import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { record } from '../../audit/record.ts';
import { enqueue } from '../../outbox/enqueue.ts';
import { firstOf } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import { idSchema } from '../../platform/ids.ts';
import { keyedDigest } from '../../platform/keys.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { consumeAttemptOf, consumeCodeAttempt } from '../attempt-limit.ts';
import { claimableJson, claimableSchema, factorClaimSchema, usableClaim } from '../factor/factor-claim.ts';
import {
  consume,
  isOpen,
  keepOneTimeToken,
  newOneTimeToken,
  sixDigits,
  spendTry,
  supersede,
} from '../one-time-token.ts';
import { usedUp } from '../registration/register.ts';
import { type Method, openSession } from '../session/open-session.ts';
import { type SignedIn, signInRefused } from './sign-in.ts';
import { deviceHashOf, type SignInContext } from './sign-in-context.ts';

const transaction = v.pipe(v.string(), v.maxLength(200));

export const secondFactorSchema = v.strictObject({
  transaction: described(transaction, 'The `transaction` of the first step of the sign-in.'),
  claim: described(factorClaimSchema, 'What the second factor gives.'),
});

const triedSchema = v.object({
  userId: idSchema('user'),
  methods: v.pipe(
    v.string(),
    v.transform((text) => text.split(' ') as Method[]), // written by us when the first factor was given
  ),
  isLeft: v.boolean(),
  claimable: claimableSchema,
});

/**
 * Finishes a sign-in by a second factor. Two statements: the first spends one of five tries and one of the
 * person's budget of codes before anything is compared, the second uses up claim and transaction and opens
 * the session. Throws the 410 once the sign-in is over, else the one 401.
 */
export async function finishSignIn(
  runtime: Runtime,
  context: SignInContext,
  { transaction: text, claim }: v.InferOutput<typeof secondFactorSchema>,
): Promise<SignedIn> {
  const tried = firstOf(
    triedSchema,
    await runtime.database.query(sql`
      with tried as (${spendTry(runtime, 'second-factor', text)})
      select user_id as "userId", data ->> 'methods' as methods, ${consumeCodeAttempt(runtime, sql`tried.user_id`, deviceHashOf(runtime, context))} as "isLeft",
        ${claimableJson(sql`tried.user_id`, claim)} as claimable from tried`),
  );
  if (!tried) throw usedUp();
  const { userId, methods } = tried;
  const usable = tried.isLeft ? await usableClaim(runtime, claim, tried.claimable, userId, text) : undefined;
  if (!usable) {
    await noteRefusal(runtime, userId, claim.kind);
    throw signInRefused();
  }
  const session = openSession(runtime, context, [...methods, usable.method]);
  const [row] = await runtime.database.query(sql`
    with ${usable.ctes}
    consumed as (${consume(runtime, 'second-factor', text, sql`user_id = (select id from used)`)}),
    account as (select p.id from consumed c join users p on p.id = c.user_id where p.status = 'active' for share of p),
    noted_factor as (${record(runtime.clock.now(), 'system', 'user.second-factor-given', sql`id`, sql`account`, sql`jsonb_build_object('kind', ${claim.kind}::text)`)})
    ${session.ctes}
    select ${session.columns}`);
  const issued = await session.issue(row);
  if (!issued) {
    await noteRefusal(runtime, userId, claim.kind);
    throw signInRefused();
  }
  return { outcome: 'signed-in', session: issued };
}

/** Notes a second factor that was refused (ASVS 5.0, 16.3.1): one more statement, where nobody signs in. */
async function noteRefusal(runtime: Runtime, userId: string, kind: string): Promise<void> {
  const details = sql`jsonb_build_object('kind', ${kind}::text)`;
  const source = sql`users p where p.id = ${userId}`;
  await runtime.database.query(
    sql`with noted as (${record(runtime.clock.now(), 'system', 'user.second-factor-refused', sql`p.id`, source, details)}) select`,
  );
}

export const codeRequestSchema = named(
  'CodeRequest',
  'For which sign-in a code is wanted.',
  v.strictObject({
    transaction: described(transaction, 'The `transaction` of the first step of the sign-in.'),
  }),
);

/**
 * Sends a code to the phone of whoever is half signed in. Says the same whether there is one. One statement.
 */
export async function sendSignInCode(runtime: Runtime, text: string): Promise<void> {
  const asked = sql`select user_id as id from one_time_tokens where ${isOpen(runtime, 'second-factor', text)} and attempts < 5`;
  await sendCode(runtime, asked, text);
}

/**
 * Sends a code to the phone of the person that `asked` finds (column `id`). Of the codes of one sign-in, or of one
 * session, the newest stands alone: five at once would be five times as easily guessed. Those of others stay, so that
 * whoever knows the password ends none of the owner's. One batch.
 * @param bound what the code is good for alone: the half-finished sign-in, or the session that asks.
 */
export async function sendCode(runtime: Runtime, asked: SQL, bound: string): Promise<void> {
  const token = newOneTimeToken(runtime, 'sms-code');
  const digits = sixDigits(runtime.config.keys, 'sms-code', token.id);
  const boundHash = keyedDigest(runtime.config.keys, `sms-code of ${bound}`);
  const kept = keepOneTimeToken(
    runtime,
    token,
    sql`phone`,
    { userId: sql`id`, data: sql`jsonb_build_object('factor', factor, 'bound', ${boundHash}::text)` },
    `${bound} ${digits}`,
  );
  await runtime.database.batch([
    // Of two codes that are asked for at once the second waits, and sees the first. It is the person who is
    // locked, since what voids codes locks them before the codes too.
    sql`select from users where id in (${asked}) for no key update`,
    sql`
    with asked as (${asked}),
    phone as (
      select a.id, f.id as factor from asked a join lateral (
        select f.id from factors f where f.user_id = a.id and f.kind = 'sms' and f.confirmed_at is not null order by f.last_used_at desc nulls last, f.id limit 1
      ) f on true where ${consumeAttemptOf(runtime, 'messages', sql`a.id`)}
    ), superseded as (${supersede(runtime, 'sms-code', sql`phone`, sql`t.user_id = phone.id and t.data ->> 'bound' = ${boundHash}`)}),
    kept as (${kept}),
    told as (${enqueue(runtime, 'user-sms-code', sql`id`, sql`kept`)})
    select`,
  ]);
}
