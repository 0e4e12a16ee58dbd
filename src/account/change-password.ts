import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { record } from '../audit/record.ts';
import type { Runtime } from '../platform/runtime.ts';
import type { AccessClaims } from './access-token.ts';
import { notice } from './notice.ts';
import { hashPassword } from './password.ts';
import { newPasswordSchema, requireGoodPassword } from './password-rules.ts';
import { endSessions } from './sessions.ts';

export const passwordChangeSchema = v.strictObject({ password: newPasswordSchema });

/** Sets another password for somebody who has just proved who they are. All other sessions end. One statement, after the hash. */
export async function changePassword(
  runtime: Runtime,
  { personId, sessionId }: AccessClaims,
  password: string,
): Promise<void> {
  await requireGoodPassword(password, [runtime.config.business.name]);
  const hash = await hashPassword(runtime, password);
  await runtime.database.query(sql`
    with changed as (update people set password_hash = ${hash} where id = ${personId} and status = 'active' returning id, email),
    ended as (${endSessions(runtime, sql`changed`, 'password-changed', sessionId)}),
    noted as (${record(runtime.clock.now(), `person:${personId}`, 'person.password-changed', sql`id`, sql`changed`)})
    ${notice(runtime, 'person-password-changed', sql`changed`)}
    select`);
}
