import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { type Actor, record } from '../../audit/record.ts';
import { firstOf } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import { fieldProblem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { asSeen } from '../../platform/text/text.ts';
import { noSuch, type Subject } from './subject.ts';

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
  'By what the staff sort a reservation or a guest for themselves.',
  v.object({ tags: described(v.array(v.string()), 'The tags, in the order of the alphabet.') }),
);
type Tags = v.InferOutput<typeof tagsSchema>;

/** The tags of something as JSON. */
export const tagsJson = (subject: SQL): SQL =>
  sql`(select coalesce(json_agg(t.tag order by t.tag collate "C"), '[]')
    from tags t where t.subject_id = ${subject})`;

function readTag(given: string): string {
  const tag = v.safeParse(tagSchema, given, { abortPipeEarly: true });
  if (!tag.success) throw fieldProblem('tag', message);
  return tag.output;
}

const outcomeSchema = v.object({ tags: v.array(v.string()) });

/** Adds a tag; adding it twice is adding it once. Two who add at once both find theirs. One statement. */
export async function addTag(runtime: Runtime, actor: Actor, subject: Subject, given: string): Promise<Tags> {
  const tag = readTag(given);
  const now = runtime.clock.now();
  const rows = await runtime.database.query(sql`
    with subject as (${subject.find}),
    made as (
      insert into tags (subject_id, tag, created_at)
      select r.id, ${tag}, ${now.toISOString()} from subject r
      where (select count(*) from tags t where t.subject_id = r.id) < ${mostTags}
      on conflict do nothing returning *
    ), noted as (${record(now, actor, `${subject.kind}.tag-added`, sql`subject_id`, sql`made`, sql`jsonb_build_object('tag', tag)`)})
    select (select coalesce(json_agg(t.tag order by t.tag collate "C"), '[]') from (
      select tag from tags where subject_id = r.id union select tag from made) t) as tags
    from subject r`);
  const found = firstOf(outcomeSchema, rows);
  if (!found) throw noSuch(subject);
  if (!found.tags.includes(tag)) throw fieldProblem('tag', `At most ${mostTags} tags.`);
  return found;
}

/** Takes a tag off; taking it off twice is doing it once. One statement. */
export async function removeTag(
  runtime: Runtime,
  actor: Actor,
  subject: Subject,
  given: string,
): Promise<Tags> {
  const tag = readTag(given);
  const now = runtime.clock.now();
  const rows = await runtime.database.query(sql`
    with subject as (${subject.find}),
    gone as (
      delete from tags t using subject r where t.subject_id = r.id and t.tag = ${tag} returning t.*
    ), noted as (${record(now, actor, `${subject.kind}.tag-removed`, sql`subject_id`, sql`gone`, sql`jsonb_build_object('tag', tag)`)})
    select (select coalesce(json_agg(t.tag order by t.tag collate "C"), '[]') from tags t
      where t.subject_id = r.id and t.tag <> ${tag}) as tags
    from subject r`);
  const found = firstOf(outcomeSchema, rows);
  if (!found) throw noSuch(subject);
  return found;
}
