import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { record } from '../audit/record.ts';
import { enqueue } from '../notification/enqueue.ts';
import { firstOf, isRefusedBy } from '../platform/database.ts';
import { idSchema } from '../platform/ids.ts';
import type { Runtime } from '../platform/runtime.ts';
import { consume, keepOneTimeToken, newOneTimeToken } from './one-time-token.ts';
import { usedUp } from './register.ts';
import { endSessions } from './sessions.ts';

export const disowningSchema = v.strictObject({ token: v.pipe(v.string(), v.maxLength(200)) });

/**
 * "It was not me": everything that a thief could hold is worthless. All sessions end, the password and the known devices go, and so does the factor
 * or the identity that was added, or the address that was put in place of the owner's. A link for a new password goes to the address that
 * the mail went to. One statement. Throws the 410 for a link that is no longer good.
 */
export async function disown(runtime: Runtime, token: string): Promise<void> {
  const now = runtime.clock.now();
  const reset = newOneTimeToken(runtime, 'password-reset');
  const rows = await runtime.database
    .query(
      sql`
    with consumed as (${consume(runtime, 'disowning', token)}),
    saved as (
      update people p set password_hash = null, email = case when c.data ->> 'event' = 'person-email-changed' then c.email else p.email end
      from consumed c where p.id = c.person_id and p.status = 'active' returning p.id, p.email
    ), ended as (${endSessions(runtime, sql`saved`, 'disowned')}),
    forgotten as (delete from known_devices d using saved s where d.person_id = s.id),
    factor as (delete from factors f using saved s, consumed c where f.person_id = s.id and f.id = c.data ->> 'factor' and c.data ->> 'event' = 'person-factor-added'),
    identity as (delete from identities i using saved s, consumed c where i.person_id = s.id and i.provider = c.data ->> 'provider' and c.data ->> 'event' = 'person-identity-linked'),
    void as (
      update one_time_tokens t set consumed_at = ${now.toISOString()} from saved s
      where t.person_id = s.id and t.purpose in ('email-change', 'second-factor', 'sms-code', 'passkey-registration', 'phone') and t.consumed_at is null
    ), noted as (${record(now, 'guest', 'person.disowned', sql`s.id`, sql`saved s, consumed c`, sql`jsonb_build_object('event', c.data ->> 'event')`)}),
    kept as (${keepOneTimeToken(runtime, reset, sql`saved`, { email: sql`email` })}),
    told as (${enqueue(runtime, 'person-recovery', sql`id`, sql`kept`)})
    select id from saved`,
    )
    .catch((error: unknown) => {
      if (isRefusedBy(error, 'people_email_unique')) throw usedUp();
      throw error;
    });
  if (!firstOf(v.object({ id: idSchema('person') }), rows)) throw usedUp();
}
