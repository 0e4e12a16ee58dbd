import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { record } from '../audit/record.ts';
import { Problem } from '../platform/problems.ts';
import type { Runtime } from '../platform/runtime.ts';
import type { AccessClaims } from './access-token.ts';
import { notice } from './notice.ts';
import { voidPending } from './one-time-token.ts';
import { ownWords } from './own-words.ts';
import { hashPassword } from './password.ts';
import { newPasswordSchema, requireGoodPassword } from './password-rules.ts';
import { endSessions } from './sessions.ts';

export const passwordChangeSchema = v.strictObject({ password: newPasswordSchema });

/**
 * Sets another password for somebody who has just proved who they are. All other sessions end, and what was begun before is worthless. A batch,
 * after the hash and what it must not be made of. Throws the 401 where the session was ended while the hash was made.
 */
export async function changePassword(
  runtime: Runtime,
  { personId, sessionId }: AccessClaims,
  password: string,
): Promise<void> {
  const person = sql`select * from people where id = ${personId}`;
  await requireGoodPassword(password, await ownWords(runtime, person));
  const hash = await hashPassword(runtime, password);
  const [, rows] = await runtime.database.batch([
    // Whoever signs in at this moment is waited for, so that the next statement sees their session and ends it.
    sql`${person} for update`,
    sql`
    with changed as (
      update people set password_hash = ${hash} where id = ${personId} and status = 'active'
        and exists (select from sessions s where s.id = ${sessionId} and s.ended_at is null) returning id, email
    ),
    void as (${voidPending(runtime, sql`changed`)}),
    ended as (${endSessions(runtime, sql`changed`, 'password-changed', sessionId)}),
    noted as (${record(runtime.clock.now(), `person:${personId}`, 'person.password-changed', sql`id`, sql`changed`)})
    ${notice(runtime, 'person-password-changed', sql`changed`)}
    select id from changed`,
  ]);
  if (!rows?.length)
    throw new Problem('unauthorized', 'This session has ended meanwhile. Please sign in again.');
}
