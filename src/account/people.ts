import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { encodeCursor } from '../platform/cursor.ts';
import { firstOf, instantSchema, type Row, rowsOf } from '../platform/database.ts';
import { Problem } from '../platform/problems.ts';
import type { Runtime } from '../platform/runtime.ts';
import { isSessionOpen } from './open-session.ts';
import { roles } from './permissions.ts';
import { openProfile, type Person, personJson, personSchema } from './person.ts';

const pageSize = 50;

/** A person as the staff see them. */
export const personViewSchema = v.object({
  id: v.string(),
  /** Nothing of a closed account tells who it was. */
  email: v.nullable(v.string()),
  name: v.nullable(v.string()),
  role: v.picklist(roles),
  status: v.picklist(['active', 'banned', 'closed']),
  language: v.string(),
  createdAt: v.string(),
});
export type PersonView = v.InferOutput<typeof personViewSchema>;

/** The query of the list: of one role, or whose address begins so. */
export const peopleFilterEntries = {
  role: v.optional(v.picklist(roles, `Choose one of ${roles.join(', ')}.`)),
  q: v.optional(v.pipe(v.string(), v.maxLength(254), v.trim(), v.toLowerCase())),
};
const peopleFilterSchema = v.object(peopleFilterEntries);

export const peopleSchema = v.object({
  people: v.array(personViewSchema),
  nextCursor: v.nullable(v.string()),
});

const rowSchema = v.object({ person: personSchema });

/** Everyone whose account is not closed, the newest first. `after` is the id that the page before ended with. One statement. */
export async function listPeople(
  runtime: Runtime,
  { role, q }: v.InferOutput<typeof peopleFilterSchema>,
  after: string | undefined,
): Promise<v.InferOutput<typeof peopleSchema>> {
  const rows = await runtime.database.query(sql`
    select ${personJson} as person from people p
    where p.status <> 'closed' and (${after ?? null}::text is null or p.id < ${after ?? null})
      and (${role ?? null}::text is null or p.role = ${role ?? null}) and starts_with(p.email, ${q ?? ''})
    order by p.id desc limit ${pageSize + 1}`);
  const found = rowsOf(rowSchema, rows).map(({ person }) => presentPerson(runtime, person));
  const page = found.slice(0, pageSize);
  const last = page.at(-1);
  return { people: page, nextCursor: found.length > pageSize && last ? encodeCursor([last.id]) : null };
}

/** What the audit log has of a person, the latest first. */
const storySchema = v.array(
  v.object({
    at: v.string(),
    actor: v.string(),
    action: v.string(),
    details: v.record(v.string(), v.nullable(v.string())),
  }),
);

export const personDetailSchema = v.object({
  ...personViewSchema.entries,
  /** In how many places they are signed in. */
  sessions: v.number(),
  factors: v.array(v.picklist(['totp', 'passkey', 'sms'])),
  story: storySchema,
});

const detailRowSchema = v.object({
  person: personSchema,
  sessions: v.number(),
  factors: v.array(v.picklist(['totp', 'passkey', 'sms'])),
  story: v.array(v.object({ ...storySchema.item.entries, at: instantSchema })),
});

/** A person with the last 200 things that happened to their account. Throws the 404. One statement. */
export async function readPerson(
  runtime: Runtime,
  id: string,
): Promise<v.InferOutput<typeof personDetailSchema>> {
  const rows = await runtime.database.query(sql`
    select ${personJson} as person,
      (select count(*)::int from sessions s where s.person_id = p.id and ${isSessionOpen(runtime.clock.now())}) as sessions,
      (select coalesce(json_agg(f.kind order by f.id), '[]') from factors f where f.person_id = p.id and f.confirmed_at is not null) as factors,
      (select coalesce(json_agg(json_build_object('at', e.at, 'actor', e.actor, 'action', e.action,
          'details', (select coalesce(json_object_agg(d.key, d.value), '{}') from jsonb_each_text(e.details) d)) order by e.sequence desc), '[]')
        from (select * from audit_events where subject_id = p.id order by sequence desc limit 200) e) as story
    from people p where p.id = ${id}`);
  const found = firstOf(detailRowSchema, rows);
  if (!found) throw noSuchPerson();
  const { person, story, ...rest } = found;
  return {
    ...presentPerson(runtime, person),
    ...rest,
    story: story.map(({ at, ...event }) => ({ at: at.toISOString(), ...event })),
  };
}

/** A person as a statement for a batch, and what its row comes to. */
export function personView(runtime: Runtime, id: string): { statement: SQL; read(row?: Row): PersonView } {
  return {
    statement: sql`select ${personJson} as person from people p where p.id = ${id}`,
    read(row) {
      const found = firstOf(rowSchema, row ? [row] : []);
      if (!found) throw noSuchPerson();
      return presentPerson(runtime, found.person);
    },
  };
}

function presentPerson({ config }: Runtime, { profileSealed, ...person }: Person): PersonView {
  const { id, email, role, status, language, createdAt } = person;
  const name = profileSealed ? openProfile(config.keys, id, profileSealed).name : null;
  return { id, email, name, role, status, language, createdAt: new Date(createdAt).toISOString() };
}

export function noSuchPerson(): Problem {
  return new Problem('not-found', 'There is no such person.');
}
