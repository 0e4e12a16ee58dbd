import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { type Actor, record } from '../../audit/record.ts';
import { firstOf, instantSchema } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import type { IdempotentRequest } from '../../platform/idempotency/idempotency.ts';
import { newId } from '../../platform/ids.ts';
import { decrypt, encrypt } from '../../platform/keys.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { freeText } from '../../platform/text/text.ts';
import { noSuch, type Subject } from './subject.ts';

export const noteRequestSchema = named(
  'NoteRequest',
  'Something to remember about a reservation or a guest.',
  v.strictObject({
    text: described(
      v.pipe(freeText(4000), v.minLength(1, 'Write something.')),
      'What is to be remembered. No guest ever sees it.',
    ),
  }),
);

export const noteSchema = named(
  'Note',
  'What somebody of the staff wrote down for the others.',
  v.object({
    id: described(v.string(), 'The id of the note, `nte_…`.'),
    text: described(v.string(), 'What was written.'),
    createdBy: described(v.string(), 'Who wrote it: `user:…` or `key:…`.'),
    createdAt: described(v.string(), 'When, RFC 3339 in UTC.'),
  }),
);
type Note = v.InferOutput<typeof noteSchema>;

export const noteRowSchema = v.object({
  id: v.string(),
  textSealed: v.string(),
  createdBy: v.string(),
  createdAt: instantSchema,
});

/** `noteRowSchema` as JSON, of the row `n`. */
const noteJson: SQL = sql`json_build_object('id', n.id, 'textSealed', n.text_sealed, 'createdBy', n.created_by,
  'createdAt', n.created_at)`;

/** The notes about something, the oldest first, as a list of `noteRowSchema`. */
export const notesJson = (
  subject: SQL,
): SQL => sql`(select coalesce(json_agg(${noteJson} order by n.id), '[]')
  from notes n where n.subject_id = ${subject})`;

export function presentNote({ config }: Runtime, row: v.InferOutput<typeof noteRowSchema>): Note {
  const { id, textSealed, createdBy, createdAt } = row;
  return { id, text: decrypt(config.keys, id, textSealed), createdBy, createdAt: createdAt.toISOString() };
}

/**
 * Writes a note, once for each `Idempotency-Key`. Who asks with the same key at the same time is told to wait. One
 * statement.
 */
export async function addNote(
  runtime: Runtime,
  actor: Actor,
  subject: Subject,
  text: string,
  { keyDigest, requestDigest }: IdempotentRequest,
): Promise<{ note: Note; isReplay: boolean }> {
  const now = runtime.clock.now();
  const at = now.toISOString();
  const id = newId('note', now, runtime.random);
  const sealed = encrypt(runtime.config.keys, runtime.random, id, text);
  const rows = await runtime.database.query(sql`
    with subject as (${subject.find}),
    known as (select * from idempotency_keys where key_digest = ${keyDigest}),
    remembered as (
      insert into idempotency_keys (key_digest, request_digest, resource_id, created_at)
      select ${keyDigest}, ${requestDigest}, ${id}, ${at} from subject
      on conflict (key_digest) do nothing returning resource_id
    ), made as (
      insert into notes (id, subject_id, text_sealed, created_by, created_at)
      select resource_id, ${subject.id}, ${sealed}, ${actor}, ${at} from remembered returning *
    ), noted as (${record(now, actor, `${subject.kind}.note-added`, sql`subject_id`, sql`made`, sql`jsonb_build_object('note', id)`)})
    select exists (select from subject) as "isKnown", exists (select from known) as "isReplay",
      exists (select from known where request_digest <> ${requestDigest}) as "isReused",
      (select ${noteJson} from (select * from made union all
        select n.* from notes n join known k on k.resource_id = n.id) n) as note`);
  const found = firstOf(
    v.object({
      isKnown: v.boolean(),
      isReplay: v.boolean(),
      isReused: v.boolean(),
      note: v.nullable(noteRowSchema),
    }),
    rows,
  );
  if (!found?.isKnown) throw noSuch(subject);
  if (found.isReused)
    throw new Problem('idempotency-key-reused', 'Take a new Idempotency-Key for a new request.');
  if (!found.note && found.isReplay) throw new Problem('not-found', 'This note was taken away since.');
  if (!found.note)
    throw new Problem('request-in-flight', 'Wait for the answer to your first request.', {
      headers: { 'Retry-After': '1' },
    });
  return { note: presentNote(runtime, found.note), isReplay: found.isReplay };
}

/**
 * Writes down why the staff did what they did, to stand as a CTE beside it: a note like any other, of which the audit
 * log has the id.
 * @param source a FROM clause with a row where it was done.
 */
export function reasonNote(
  runtime: Runtime,
  actor: Actor,
  subjectId: string,
  text: string,
  source: (noteId: string) => SQL,
) {
  const now = runtime.clock.now();
  const id = newId('note', now, runtime.random);
  const sealed = encrypt(runtime.config.keys, runtime.random, id, text);
  const statement = sql`insert into notes (id, subject_id, text_sealed, created_by, created_at)
    select ${id}, ${subjectId}, ${sealed}, ${actor}, ${now.toISOString()} from ${source(id)}`;
  return { id, statement };
}

/** A FROM clause with a row where something was logged of a subject that names the note. */
export const loggedWith = (subjectId: string, noteId: string): SQL =>
  sql`(select from audit_events where subject_id = ${subjectId} and details ->> 'note' = ${noteId} limit 1) made`;

/** Takes a note away for good; that there was one stays in the audit log. One statement. */
export async function removeNote(
  runtime: Runtime,
  actor: Actor,
  subject: Subject,
  noteId: string,
): Promise<void> {
  const rows = await runtime.database.query(sql`
    with gone as (
      delete from notes where id = ${noteId} and subject_id = ${subject.id} returning *
    ), noted as (${record(runtime.clock.now(), actor, `${subject.kind}.note-removed`, sql`subject_id`, sql`gone`, sql`jsonb_build_object('note', id, 'writtenBy', created_by)`)})
    select id from gone`);
  if (rows.length === 0) throw new Problem('not-found', 'There is no such note.');
}
