import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { record } from '../audit/record.ts';
import { enqueue } from '../notification/enqueue.ts';
import { firstOf } from '../platform/database.ts';
import { idSchema } from '../platform/ids.ts';
import type { Runtime } from '../platform/runtime.ts';
import { spend } from './attempt-budget.ts';
import { notice } from './notice.ts';
import { consume, keepOneTimeToken, newOneTimeToken } from './one-time-token.ts';
import { hashPassword } from './password.ts';
import { newPasswordSchema, requireGoodPassword } from './password-rules.ts';
import { accountEmail } from './person.ts';
import { usedUp } from './register.ts';
import { endSessions } from './sessions.ts';

export const recoverySchema = v.strictObject({ email: accountEmail });

/** Sends a link for a new password, if the address has an account: that is found out when the mail is written. One statement. */
export async function recover(runtime: Runtime, email: string): Promise<void> {
  const token = newOneTimeToken(runtime, 'password-reset');
  await runtime.database.query(sql`
    with allowed as (select where ${spend(runtime, 'mails', `recovery ${email}`)}),
    kept as (${keepOneTimeToken(runtime, token, sql`allowed`, { email: sql`${email}` })}),
    told as (${enqueue(runtime, 'person-recovery', sql`id`, sql`kept`)})
    select`);
}

export const resetSchema = v.strictObject({
  token: v.pipe(v.string(), v.maxLength(200)),
  password: newPasswordSchema,
});

/**
 * Sets a new password by the link of a mail: every session ends, other links to the same end are worthless, second factors stay. One statement,
 * after the hash. Throws the 410 for a link that is no longer good.
 */
export async function resetPassword(
  runtime: Runtime,
  { token, password }: v.InferOutput<typeof resetSchema>,
): Promise<void> {
  await requireGoodPassword(password, [runtime.config.business.name]);
  const hash = await hashPassword(runtime, password);
  const now = runtime.clock.now();
  const rows = await runtime.database.query(sql`
    with consumed as (${consume(runtime, 'password-reset', token)}),
    changed as (
      update people p set password_hash = ${hash} from consumed c where p.email = c.email and p.status = 'active' returning p.id, p.email
    ), void as (
      update one_time_tokens t set consumed_at = ${now.toISOString()} from consumed c
      where t.purpose = 'password-reset' and t.email = c.email and t.id <> c.id and t.consumed_at is null
    ), ended as (${endSessions(runtime, sql`changed`, 'recovered')}),
    noted as (${record(now, 'system', 'person.password-recovered', sql`id`, sql`changed`)})
    ${notice(runtime, 'person-password-changed', sql`changed`)}
    select id from changed`);
  if (!firstOf(v.object({ id: idSchema('person') }), rows)) throw usedUp();
}
