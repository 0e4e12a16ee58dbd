import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { record } from '../../audit/record.ts';
import { firstOf } from '../../platform/database/database.ts';
import { described } from '../../platform/described.ts';
import { newId } from '../../platform/ids.ts';
import { languageSchema } from '../../platform/languages.ts';
import { fieldProblem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { personName } from '../../platform/text/text.ts';
import { consume, isOpen } from '../one-time-token.ts';
import { hashPassword } from '../password/password.ts';
import { newPasswordSchema, requireGoodPassword } from '../password/password-rules.ts';
import { type IssuedSession, openSession } from '../session/open-session.ts';
import type { SignInContext } from '../sign-in/sign-in-context.ts';
import { isBelow, mayGive } from '../staff/role-rank.ts';
import { makeUser } from '../user.ts';
import { usedUp } from './register.ts';

/** Name and password are for an address that has no account yet. */
export const acceptanceSchema = v.strictObject({
  token: described(v.pipe(v.string(), v.maxLength(200)), 'The token from the link in the mail.'),
  name: v.optional(described(personName, 'What the new person is called; needed of whoever has no account.')),
  password: v.optional(
    described(newPasswordSchema, 'The password of the new account; needed of whoever has none.'),
  ),
});

export type Accepted =
  | { readonly outcome: 'signed-in'; readonly session: IssuedSession }
  | { readonly outcome: 'role-given' };

const invitedSchema = v.object({
  email: v.string(),
  data: v.object({ language: languageSchema }),
  hasAccount: v.boolean(),
  isGiven: v.boolean(),
});

/**
 * A condition over `one_time_tokens`: whoever invited may still give that role. What a command of ours sent
 * needs nobody's.
 */
const isStillGood = sql`(one_time_tokens.data ->> 'invitedBy' = 'system' or exists (select from users i where i.id = one_time_tokens.data ->> 'invitedBy'
  and i.status = 'active' and ${mayGive('invitation:manage', sql`i.role`, sql`one_time_tokens.data ->> 'role'`)}))`;

const account = sql`users p where p.email = one_time_tokens.email`;

/**
 * Accepts an invitation, by the link that proves the address. Where that has an account, its role is raised
 * and nothing else: the person signs in as ever. Else the account is made, in a second statement after the
 * hash, and signed in. Throws the 410 for a link that is no longer good, and the 422 where an account must be
 * made and a name or a password is missing: the link stays good.
 */
export async function acceptInvitation(
  runtime: Runtime,
  context: SignInContext,
  { token, name, password }: v.InferOutput<typeof acceptanceSchema>,
): Promise<Accepted> {
  const invited = await giveToAccount(runtime, token);
  if (invited.isGiven) return { outcome: 'role-given' };
  // A banned account, or one to whom another use of the link has given the role this moment.
  if (invited.hasAccount) throw usedUp();
  if (name === undefined) throw fieldProblem('name', 'Tell us your name.');
  if (password === undefined) throw fieldProblem('password', 'Choose a password.');
  await requireGoodPassword(password, [invited.email, name, runtime.config.business.name]);
  const id = newId('user', runtime.clock.now(), runtime.random);
  const made = {
    id,
    email: invited.email,
    passwordHash: await hashPassword(runtime, password),
    language: invited.data.language,
    profile: { name },
    consents: [],
  };
  const session = openSession(runtime, context, ['pwd', 'mail']);
  const only = sql`${isStillGood} and not exists (select from ${account})`;
  const details = sql`jsonb_build_object('role', consumed.data ->> 'role', 'invitation', consumed.id)`;
  const [row] = await runtime.database.query(sql`
    with consumed as (${consume(runtime, 'invitation', token, only)}),
    ${makeUser(runtime, made, sql`consumed`, sql`consumed.data ->> 'role'`)},
    accepted as (${record(runtime.clock.now(), `user:${id}`, 'user.invitation-accepted', sql`account.id`, sql`account, consumed`, details)})
    ${session.ctes}
    select ${session.columns}`);
  const issued = await session.issue(row);
  if (!issued) throw usedUp();
  return { outcome: 'signed-in', session: issued };
}

/**
 * Finds the open invitation and, where its address has an account, uses it up for the role. One statement.
 */
async function giveToAccount(runtime: Runtime, token: string): Promise<v.InferOutput<typeof invitedSchema>> {
  const only = sql`${isStillGood} and exists (select from ${account} and p.status = 'active')`;
  const rows = await runtime.database.query(sql`
    with invited as (
      select email, data, exists (select from ${account}) as has_account from one_time_tokens where ${isOpen(runtime, 'invitation', token)} and ${isStillGood}
    ), consumed as (${consume(runtime, 'invitation', token, only)}),
    accepted as (
      select p.id, p.role, c.id as invitation, c.data ->> 'role' as given from consumed c join users p on p.email = c.email
    ), others as (
      update one_time_tokens o set consumed_at = ${runtime.clock.now().toISOString()} from consumed c
      where o.purpose = 'invitation' and o.email = c.email and o.id <> c.id and o.consumed_at is null
    ), raised as (
      update users p set role = x.given from accepted x where p.id = x.id and p.status = 'active' and ${isBelow(sql`p.role`, sql`x.given`)}
    ), noted as (${record(runtime.clock.now(), 'guest', 'user.invitation-accepted', sql`id`, sql`accepted`, sql`jsonb_build_object('role', given, 'invitation', invitation, 'from', role)`)})
    select email, data, has_account as "hasAccount", exists (select from consumed) as "isGiven" from invited`);
  const invited = firstOf(invitedSchema, rows);
  if (!invited) throw usedUp();
  return invited;
}
