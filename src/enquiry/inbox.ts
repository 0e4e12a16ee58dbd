import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { type Actor, record } from '../audit/record.ts';
import { enqueue } from '../outbox/enqueue.ts';
import { cursorSchema, encodeCursor } from '../platform/database/cursor.ts';
import { firstOf, instantSchema, rowsOf } from '../platform/database/database.ts';
import { described, named } from '../platform/described.ts';
import { decrypt } from '../platform/keys.ts';
import { Problem } from '../platform/problems.ts';
import type { Runtime } from '../platform/runtime.ts';
import { forms, setAsideReasons } from '../platform/text/robot-signs.ts';
import { integer } from '../platform/text/whole-number.ts';
import { enquiryContentSchema } from './enquiry.ts';

const pageSize = 50;

/** A message as the staff see it. */
export const enquiryViewSchema = named(
  'Enquiry',
  'A message as the staff see it.',
  v.object({
    id: described(v.string(), 'The id of the message, `enq_…`.'),
    form: described(v.picklist(forms), 'The form from which it came.'),
    item: described(
      v.nullable(v.string()),
      'The slug of the item that it is about; null where it is about none.',
    ),
    language: described(v.string(), 'The language of whoever wrote.'),
    ...enquiryContentSchema.entries,
    createdAt: described(v.string(), 'When it came, RFC 3339 in UTC.'),
    setAsideBecause: described(
      v.nullable(v.picklist(setAsideReasons)),
      'Why nobody was told of it; null for what a person wrote.',
    ),
    letThroughAt: described(
      v.nullable(v.string()),
      'When somebody of the staff found that it was a person’s after all, RFC 3339 in UTC; else null.',
    ),
  }),
);
type EnquiryView = v.InferOutput<typeof enquiryViewSchema>;

export const enquiryQuerySchema = v.strictObject({
  setAside: v.optional(
    described(
      v.literal('waiting', 'Ask for waiting, or leave it out.'),
      '`waiting`: those alone that were set aside and not let through.',
    ),
  ),
  cursor: v.optional(
    described(cursorSchema, 'The `nextCursor` of the page before; without it, the first page.'),
  ),
});

export const enquiriesSchema = named(
  'Enquiries',
  'A page of messages.',
  v.object({
    enquiries: described(v.array(enquiryViewSchema), 'The messages, the latest first.'),
    waiting: described(integer, 'How many are set aside and wait for somebody to look.'),
    nextCursor: described(v.nullable(v.string()), 'For the next page; null on the last.'),
  }),
);

const rowSchema = v.object({
  id: v.string(),
  form: v.picklist(forms),
  item: v.nullable(v.string()),
  language: v.string(),
  contentSealed: v.string(),
  createdAt: instantSchema,
  setAsideBecause: v.nullable(v.picklist(setAsideReasons)),
  letThroughAt: v.nullable(instantSchema),
});

/** `rowSchema` as JSON, of the row `e`. */
const rowJson: SQL = sql`json_build_object('id', e.id, 'form', e.form, 'item', (select i.slug from items i where i.id = e.item_id), 'language', e.language,
  'contentSealed', e.content_sealed, 'createdAt', e.created_at, 'setAsideBecause', e.set_aside_because, 'letThroughAt', e.let_through_at)`;

const isWaiting = sql`e.set_aside_because is not null and e.let_through_at is null`;

/** What was written, the newest first. `after` is the id that the page before ended with. One statement. */
export async function listEnquiries(
  runtime: Runtime,
  isOnlyWaiting: boolean,
  after: string | undefined,
): Promise<v.InferOutput<typeof enquiriesSchema>> {
  const rows = await runtime.database.query(sql`
    select (select count(*)::int from enquiries e where ${isWaiting}) as waiting,
      (select coalesce(json_agg(${rowJson} order by e.id desc), '[]') from (
        select * from enquiries e where (${after ?? null}::text is null or e.id < ${after ?? null}) and (not ${isOnlyWaiting}::boolean or ${isWaiting})
        order by e.id desc limit ${pageSize + 1}) e) as found`);
  const { waiting = 0, found = [] } =
    firstOf(v.object({ waiting: integer, found: v.array(rowSchema) }), rows) ?? {};
  const page = found.slice(0, pageSize).map((row) => present(runtime, row));
  const last = page.at(-1);
  const nextCursor = found.length > pageSize && last ? encodeCursor([last.id]) : null;
  return { enquiries: page, waiting, nextCursor };
}

/**
 * Lets a message through that was set aside: the owner is told as of any other, once. Throws the 404 for one
 * that was not. One statement.
 */
export async function letThrough(runtime: Runtime, actor: Actor, id: string): Promise<EnquiryView> {
  const now = runtime.clock.now();
  const rows = await runtime.database.query(sql`
    with freed as (
      update enquiries e set let_through_at = ${now.toISOString()} where e.id = ${id} and ${isWaiting} returning *
    ), noted as (${record(now, actor, 'enquiry.let-through', sql`id`, sql`freed`)}
    ), announced as (${enqueue(runtime, 'owner-new-enquiry', sql`id`, sql`freed`)})
    select ${rowJson} as enquiry from (
      select * from freed union all
      select * from enquiries where id = ${id} and let_through_at is not null and not exists (select from freed)) e`);
  const [row] = rowsOf(v.object({ enquiry: rowSchema }), rows);
  if (!row) throw new Problem('not-found', 'There is no such message set aside.');
  return present(runtime, row.enquiry);
}

function present(
  runtime: Runtime,
  { contentSealed, createdAt, letThroughAt, ...row }: v.InferOutput<typeof rowSchema>,
): EnquiryView {
  const content = v.parse(
    enquiryContentSchema,
    JSON.parse(decrypt(runtime.config.keys, row.id, contentSealed)),
  );
  return {
    ...row,
    ...content,
    createdAt: createdAt.toISOString(),
    letThroughAt: letThroughAt?.toISOString() ?? null,
  };
}
