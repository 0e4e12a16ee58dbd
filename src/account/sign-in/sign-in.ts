import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { record } from '../../audit/record.ts';
import { firstOf, type Row } from '../../platform/database/database.ts';
import { described } from '../../platform/described.ts';
import { type Id, idSchema } from '../../platform/ids.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { emailHash } from '../../platform/text/email-hash.ts';
import { attemptKey, consumeAttempt } from '../attempt-limit.ts';
import { keepOneTimeToken, newOneTimeToken } from '../one-time-token.ts';
import { hashPassword, isOutdated, isPassword } from '../password/password.ts';
import { claimedPasswordSchema } from '../password/password-rules.ts';
import { type IssuedSession, type Method, openSession } from '../session/open-session.ts';
import { claimedEmailSchema } from '../user.ts';
import { deviceHashOf, type SignInContext } from './sign-in-context.ts';

export const signInSchema = v.strictObject({
  email: described(claimedEmailSchema, 'The address of the account.'),
  password: described(claimedPasswordSchema, 'Its password.'),
});

const secondFactorKinds = ['totp', 'passkey', 'sms', 'backup-code'] as const;

/** Who is half signed in, and by what they may go on. */
export const secondFactorNeededSchema = v.object({
  transaction: described(v.string(), 'To be sent with the code, within five minutes.'),
  kinds: described(
    v.array(v.picklist(secondFactorKinds)),
    'By which kinds of second factor the sign-in can go on.',
  ),
});

export type SignedIn =
  | { readonly outcome: 'signed-in'; readonly session: IssuedSession }
  | {
      readonly outcome: 'second-factor-needed';
      readonly transaction: string;
      readonly kinds: readonly (typeof secondFactorKinds)[number][];
    };

const knownSchema = v.object({
  isLeft: v.boolean(),
  id: v.nullable(idSchema('user')),
  passwordHash: v.nullable(v.string()),
});

/**
 * Signs in by address and password. Two statements with the comparison between them, in the same shape and
 * time for everyone: the first spends the budget and reads, the second opens the session or notes the
 * refusal. Throws one and the same 401 whatever was wrong.
 */
export async function signIn(
  runtime: Runtime,
  context: SignInContext,
  { email, password }: v.InferOutput<typeof signInSchema>,
): Promise<SignedIn> {
  const deviceHash = deviceHashOf(runtime, context) ?? '';
  const rows = await runtime.database.query(sql`
    with known as (select p.id, p.password_hash from users p where p.email = ${email} and p.status = 'active'),
    friend as (select exists (select from known_devices d, known where d.user_id = known.id and d.device_hash = ${deviceHash}) as is_friend)
    select case when is_friend then ${consumeAttempt(runtime, 'device', `${deviceHash} ${email}`)}
        when not ${consumeAttempt(runtime, 'client', context.client)} then false
        when not ${consumeAttempt(runtime, 'account', email)} then false
        else ${consumeAttempt(runtime, 'everyone', '')} end as "isLeft",
      (select id from known) as id, (select password_hash from known) as "passwordHash" from friend`);
  const known = firstOf(knownSchema, rows);
  const isRight = await isPassword(runtime, password, known?.isLeft ? known.passwordHash : undefined);
  const hash = known?.passwordHash;
  if (!known?.id || !hash || !isRight) {
    await noteRefusal(runtime, known?.isLeft ? known.id : null, email);
    throw signInRefused();
  }
  const renewed = isOutdated(runtime, hash) ? await hashPassword(runtime, password) : hash;
  const budgets = [
    attemptKey(runtime, 'account', email),
    attemptKey(runtime, 'device', `${deviceHash} ${email}`),
  ];
  return admitUser(runtime, context, ['pwd'], {
    // What was compared is what must still stand there: a password changed meanwhile opens nothing.
    user: sql`update users set password_hash = ${renewed}, email_hash = ${emailHash(runtime.config.keys, email)}
      where id = ${known.id} and password_hash = ${hash} and status = 'active' returning id`,
    before: sql`forgiven as (delete from attempt_limits where key = any(string_to_array(${budgets.join(',')}, ','))),`,
  });
}

const admittedSchema = v.object({
  isThere: v.boolean(),
  kinds: v.array(v.picklist(secondFactorKinds)),
});

/**
 * Goes on with whoever has given a first factor: opens the session, or asks for the second where they have
 * one. One statement. Throws the 401 where `who.person` finds nobody.
 */
async function admitUser(
  runtime: Runtime,
  context: SignInContext,
  methods: readonly Method[],
  who: Admitted,
): Promise<SignedIn> {
  const { statement, finish } = admission(runtime, context, methods, who);
  const [row] = await runtime.database.query(statement);
  return finish(row);
}

export interface Admitted {
  /** A statement that answers `id` of the person, or nothing. */
  readonly user: SQL;
  /** More CTEs, each with a comma at its end. */
  readonly before?: SQL;
}

/** The same as a statement, for a batch in which something goes before it, and what its row comes to. */
export function admission(
  runtime: Runtime,
  context: SignInContext,
  methods: readonly Method[],
  { user, before = sql`` }: Admitted,
): { readonly statement: SQL; finish(row: Row | undefined): Promise<SignedIn> } {
  const session = openSession(runtime, context, methods);
  const token = newOneTimeToken(runtime, 'second-factor');
  const data = sql`jsonb_build_object('methods', ${methods.join(' ')}::text)`;
  const statement = sql`
    with ${before} admitted as (${user}),
    kinds as (
      select distinct f.kind from factors f join admitted a on a.id = f.user_id where f.confirmed_at is not null
      union select 'backup-code' from backup_codes b join admitted a on a.id = b.user_id where b.used_at is null
        and exists (select from factors f where f.user_id = a.id and f.confirmed_at is not null)
    ), halfway as (${keepOneTimeToken(runtime, token, sql`admitted where exists (select from kinds)`, { userId: sql`id`, data })}),
    account as (select id from admitted where not exists (select from kinds))
    ${session.ctes}
    select exists (select from admitted) as "isThere", (select coalesce(json_agg(kind order by kind), '[]') from kinds) as kinds, ${session.columns}`;
  return {
    statement,
    async finish(row) {
      const admitted = firstOf(admittedSchema, row ? [row] : []);
      if (!admitted?.isThere) throw signInRefused();
      const issued = await session.issue(row);
      if (issued) return { outcome: 'signed-in', session: issued };
      return { outcome: 'second-factor-needed', transaction: token.text, kinds: admitted.kinds };
    },
  };
}

/**
 * Notes a wrong password in the story of the account, if there is one. It runs and writes for everybody, so
 * that it takes everybody as long: a commit that has nothing to write is quicker.
 */
async function noteRefusal(runtime: Runtime, id: Id<'user'> | null, email: string): Promise<void> {
  const noted = record(
    runtime.clock.now(),
    'system',
    'user.sign-in-refused',
    sql`p.id`,
    sql`users p where p.id = ${id ?? ''}`,
  );
  const budget = attemptKey(runtime, 'client', `refused ${email}`);
  const at = runtime.clock.now().toISOString();
  await runtime.database.query(sql`with noted as (${noted}),
    written as (insert into attempt_limits (key, used, window_ends_at) values (${budget}, 1, ${at}) on conflict (key) do update set window_ends_at = ${at})
    select`);
}

/** The one answer to every sign-in that fails. */
export function signInRefused(): Problem {
  return new Problem(
    'sign-in-refused',
    'That did not sign you in. Check address and password, open the link in our mail if you have just registered, or choose a new password; after many tries please wait a quarter of an hour.',
    { headers: { 'WWW-Authenticate': 'Bearer' } },
  );
}
