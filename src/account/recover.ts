import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { record } from '../audit/record.ts';
import { enqueue } from '../notification/enqueue.ts';
import { firstOf } from '../platform/database.ts';
import { idSchema } from '../platform/ids.ts';
import type { Runtime } from '../platform/runtime.ts';
import { spendMail } from './attempt-budget.ts';
import { notice } from './notice.ts';
import {
  consume,
  isOpen,
  keepOneTimeToken,
  newOneTimeToken,
  supersede,
  voidPending,
} from './one-time-token.ts';
import { ownWords } from './own-words.ts';
import { hashPassword } from './password.ts';
import { newPasswordSchema, requireGoodPassword } from './password-rules.ts';
import { accountEmail } from './person.ts';
import { usedUp } from './register.ts';
import { endSessions } from './sessions.ts';

export const recoverySchema = v.strictObject({ email: accountEmail });

/** Sends a link for a new password, if the address has an account: that is found out when the mail is written. One statement. */
export async function recover(runtime: Runtime, email: string, client: string): Promise<void> {
  const token = newOneTimeToken(runtime, 'password-reset');
  await runtime.database.query(sql`
    with allowed as (select where ${spendMail(runtime, `recovery ${email}`, client)}),
    superseded as (${supersede(runtime, 'password-reset', sql`allowed`, sql`t.email = ${email}`)}),
    kept as (${keepOneTimeToken(runtime, token, sql`allowed`, { email: sql`${email}` })}),
    told as (${enqueue(runtime, 'person-recovery', sql`id`, sql`kept`)})
    select`);
}

export const resetSchema = v.strictObject({
  token: v.pipe(v.string(), v.maxLength(200)),
  password: newPasswordSchema,
});

/**
 * Sets a new password by the link of a mail: every session ends, what was begun before is worthless, no device is known any more, second
 * factors stay. One batch, after the hash. Throws the 410 for a link that is no longer good.
 */
export async function resetPassword(
  runtime: Runtime,
  { token, password }: v.InferOutput<typeof resetSchema>,
): Promise<void> {
  const owner = sql`select p.* from people p join one_time_tokens t on t.email = p.email where t.id in (
    select id from one_time_tokens where ${isOpen(runtime, 'password-reset', token)})`;
  await requireGoodPassword(password, await ownWords(runtime, owner));
  const hash = await hashPassword(runtime, password);
  const now = runtime.clock.now();
  const [, rows] = await runtime.database.batch([
    // Whoever signs in at this moment is waited for, so that the next statement sees their session and ends it.
    sql`${owner} for update of p`,
    sql`
    with consumed as (${consume(runtime, 'password-reset', token)}),
    changed as (
      update people p set password_hash = ${hash} from consumed c where p.email = c.email and p.status = 'active' returning p.id, p.email
    ), void as (${voidPending(runtime, sql`changed`, sql`(select id from consumed)`)}),
    forgotten as (delete from known_devices d using changed x where d.person_id = x.id),
    ended as (${endSessions(runtime, sql`changed`, 'recovered')}),
    noted as (${record(now, 'system', 'person.password-recovered', sql`id`, sql`changed`)})
    ${notice(runtime, 'person-password-changed', sql`changed`)}
    select id from changed`,
  ]);
  if (!firstOf(v.object({ id: idSchema('person') }), rows ?? [])) throw usedUp();
}
