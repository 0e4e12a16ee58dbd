import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { type Actor, record } from '../../audit/record.ts';
import { firstOf } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import { fieldProblem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { asSeen } from '../../platform/text/text.ts';
import { noSuchReservation } from './reservation-notes.ts';

const mostTags = 20;
const message = 'A tag is 1 to 30 letters, figures, spaces and hyphens.';

/** A tag as it is kept: in small letters. */
export const tagSchema = v.pipe(
  v.string(),
  v.description('1 to 30 letters, figures, spaces and hyphens'),
  v.maxLength(120, message),
  v.transform((text) => asSeen(text.trim().toLowerCase()).replace(/\s+/g, ' ')),
  v.maxLength(30, message),
  v.check((text) => /^[\p{L}\p{N}][\p{L}\p{M}\p{N} -]*$/u.test(text), message),
);

export const tagsSchema = named(
  'Tags',
  'By what the staff sort a reservation for themselves.',
  v.object({ tags: described(v.array(v.string()), 'The tags, in the order of the alphabet.') }),
);
type Tags = v.InferOutput<typeof tagsSchema>;

/** The tags of the row `r` as JSON. */
export const tagsJson: SQL = sql`(select coalesce(json_agg(t.tag order by t.tag collate "C"), '[]')
  from reservation_tags t where t.reservation_id = r.id)`;

function readTag(given: string): string {
  const tag = v.safeParse(tagSchema, given, { abortPipeEarly: true });
  if (!tag.success) throw fieldProblem('tag', message);
  return tag.output;
}

const outcomeSchema = v.object({ tags: v.array(v.string()) });

/** Adds a tag; adding it twice is adding it once. Two who add at once both find theirs. One statement. */
export async function addTag(
  runtime: Runtime,
  actor: Actor,
  reservationId: string,
  given: string,
): Promise<Tags> {
  const tag = readTag(given);
  const now = runtime.clock.now();
  const rows = await runtime.database.query(sql`
    with subject as (select id from reservations where id = ${reservationId}),
    made as (
      insert into reservation_tags (reservation_id, tag, created_at)
      select r.id, ${tag}, ${now.toISOString()} from subject r
      where (select count(*) from reservation_tags t where t.reservation_id = r.id) < ${mostTags}
      on conflict do nothing returning *
    ), noted as (${record(now, actor, 'reservation.tag-added', sql`reservation_id`, sql`made`, sql`jsonb_build_object('tag', tag)`)})
    select (select coalesce(json_agg(t.tag order by t.tag collate "C"), '[]') from (
      select tag from reservation_tags where reservation_id = r.id union select tag from made) t) as tags
    from subject r`);
  const found = firstOf(outcomeSchema, rows);
  if (!found) throw noSuchReservation();
  if (!found.tags.includes(tag)) throw fieldProblem('tag', `A reservation has at most ${mostTags} tags.`);
  return found;
}

/** Takes a tag off; taking it off twice is doing it once. One statement. */
export async function removeTag(
  runtime: Runtime,
  actor: Actor,
  reservationId: string,
  given: string,
): Promise<Tags> {
  const tag = readTag(given);
  const now = runtime.clock.now();
  const rows = await runtime.database.query(sql`
    with subject as (select id from reservations where id = ${reservationId}),
    gone as (
      delete from reservation_tags t using subject r where t.reservation_id = r.id and t.tag = ${tag} returning t.*
    ), noted as (${record(now, actor, 'reservation.tag-removed', sql`reservation_id`, sql`gone`, sql`jsonb_build_object('tag', tag)`)})
    select (select coalesce(json_agg(t.tag order by t.tag collate "C"), '[]') from reservation_tags t
      where t.reservation_id = r.id and t.tag <> ${tag}) as tags
    from subject r`);
  const found = firstOf(outcomeSchema, rows);
  if (!found) throw noSuchReservation();
  return found;
}
