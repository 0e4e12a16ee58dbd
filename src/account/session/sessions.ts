import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { record } from '../../audit/record.ts';
import { firstOf, instantSchema, rowsOf } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import { type Id, idSchema } from '../../platform/ids.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import type { AccessClaims } from './access-token.ts';
import { isSessionOpen } from './open-session.ts';

export type EndReason = 'signed-out' | 'password-changed' | 'recovered' | 'secured' | 'banned' | 'closed';

/**
 * `update sessions …`, to stand as a CTE: ends the sessions of everyone in `source` (column `id`). Their
 * access tokens are refused with the next request.
 * @param but the one that stays.
 */
export function endSessions(runtime: Runtime, source: SQL, reason: EndReason, but?: string): SQL {
  return sql`update sessions s set ended_at = ${runtime.clock.now().toISOString()}, end_reason = ${reason}
    from ${source} x where s.user_id = x.id and s.ended_at is null and s.id <> ${but ?? ''}`;
}

export const sessionListSchema = named(
  'Sessions',
  'Where somebody is signed in.',
  v.object({
    sessions: described(
      v.array(
        named(
          'Session',
          'A place where somebody is signed in.',
          v.object({
            id: described(v.string(), 'The id of the session, `ses_…`.'),
            isCurrent: described(v.boolean(), 'Whether it is the one that asks.'),
            device: described(v.string(), 'The browser or app and its system, in words.'),
            place: described(
              v.nullable(v.string()),
              'The town and country of the network, in words; null where it is not known.',
            ),
            signedInAt: described(v.string(), 'When it began, RFC 3339 in UTC.'),
            lastUsedAt: described(v.string(), 'When it was last refreshed, RFC 3339 in UTC.'),
          }),
        ),
      ),
      'The sessions, the last used first; at most 100.',
    ),
  }),
);

export const sessionRowSchema = v.object({
  id: v.string(),
  device: v.string(),
  place: v.nullable(v.string()),
  createdAt: instantSchema,
  refreshedAt: instantSchema,
});

/** `sessionRowSchema` as JSON, of the row `s`. */
export const sessionJson: SQL = sql`json_build_object('id', s.id, 'device', s.device, 'place', s.place,
  'createdAt', s.created_at, 'refreshedAt', s.refreshed_at)`;

/** @param current the session that asks, if it may be among them. */
export function presentSession(
  { id, device, place, createdAt, refreshedAt }: v.InferOutput<typeof sessionRowSchema>,
  current: string | undefined,
): v.InferOutput<typeof sessionListSchema>['sessions'][number] {
  return {
    id,
    isCurrent: id === current,
    device,
    place,
    signedInAt: createdAt.toISOString(),
    lastUsedAt: refreshedAt.toISOString(),
  };
}

/** Where a person is signed in, the latest first. One statement. */
export async function listSessions(
  runtime: Runtime,
  { userId, sessionId }: AccessClaims,
): Promise<v.InferOutput<typeof sessionListSchema>> {
  const rows = await runtime.database.query(sql`
    select ${sessionJson} as session from sessions s
    where user_id = ${userId} and ${isSessionOpen(runtime.clock.now())}
    order by refreshed_at desc, id desc limit 100`);
  const found = rowsOf(v.object({ session: sessionRowSchema }), rows);
  return { sessions: found.map(({ session }) => presentSession(session, sessionId)) };
}

/** Ends one session of a person. Throws the 404 for one that is not theirs or has ended. One statement. */
export async function endSession(runtime: Runtime, userId: Id<'user'>, id: string): Promise<void> {
  const now = runtime.clock.now();
  const rows = await runtime.database.query(sql`
    with ended as (
      update sessions set ended_at = ${now.toISOString()}, end_reason = 'signed-out' where id = ${id} and user_id = ${userId} and ended_at is null returning id, user_id
    ), noted as (${record(now, `user:${userId}`, 'session.ended', sql`user_id`, sql`ended`, sql`jsonb_build_object('session', id)`)})
    select id from ended`);
  if (!firstOf(v.object({ id: idSchema('session') }), rows))
    throw new Problem('not-found', 'There is no such session in your account.');
}

/** Signs a person out everywhere, here too. One statement. */
export async function endAllSessions(runtime: Runtime, userId: Id<'user'>): Promise<void> {
  const source = sql`(select ${userId}::text as id)`;
  const noted = record(
    runtime.clock.now(),
    `user:${userId}`,
    'session.all-ended',
    sql`x.id`,
    sql`${source} x`,
  );
  await runtime.database.query(
    sql`with ended as (${endSessions(runtime, source, 'signed-out')}), noted as (${noted}) select`,
  );
}
