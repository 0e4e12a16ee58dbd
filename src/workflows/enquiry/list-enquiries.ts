import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { Actor } from '../../audit/record.ts';
import { cursorSchema, encodeCursor } from '../../platform/database/cursor.ts';
import { firstOf } from '../../platform/database/database.ts';
import { functionNamed } from '../../platform/database/functions.ts';
import { described, named } from '../../platform/described.ts';
import { fieldProblem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { emailHashes } from '../../platform/text/email-hash.ts';
import { mailboxAddress } from '../../platform/text/mailbox-address.ts';
import { slugSchema } from '../../platform/text/slug.ts';
import { integer, wholeNumber } from '../../platform/text/whole-number.ts';
import { enquiryRowSchema, enquiryStatuses, enquiryViewSchema, presentEnquiry } from './enquiry-view.ts';

export const enquiryQuerySchema = v.strictObject({
  status: v.optional(
    described(
      v.picklist(enquiryStatuses, `Choose one of ${enquiryStatuses.join(', ')}.`),
      'Only those that stand so.',
    ),
  ),
  unanswered: v.optional(
    described(
      v.literal('yes', 'Say yes, or leave it out.'),
      '`yes`: only those that are open and whose last word is theirs.',
    ),
  ),
  assignee: v.optional(
    described(
      v.pipe(
        v.string(),
        v.regex(/^(?:me|none|usr_[0-9a-hjkmnp-tv-z]{26})$/, 'Give me, none or the id of a user.'),
      ),
      'Only those that this user sees to, by their id; `me` for oneself, `none` for those that nobody does.',
    ),
  ),
  item: v.optional(described(slugSchema, 'Only those about the item of this slug.')),
  email: v.optional(described(mailboxAddress, 'Only those from exactly this mail address, in any case.')),
  cursor: v.optional(
    described(cursorSchema, 'The `nextCursor` of the page before; without it, the first page.'),
  ),
  limit: v.optional(described(wholeNumber(1, 100), 'How many a page has at most.'), '50'),
});
type EnquiryQuery = v.InferOutput<typeof enquiryQuerySchema>;

const counts = {
  open: described(integer, 'How many are open, of all.'),
  unanswered: described(integer, 'Of how many of these the last word is theirs.'),
  setAside: described(integer, 'How many are set aside and wait for somebody to look.'),
};

export const enquiriesSchema = named(
  'Enquiries',
  'A page of messages.',
  v.object({
    enquiries: described(v.array(enquiryViewSchema), 'The messages, the latest first.'),
    ...counts,
    nextCursor: described(v.nullable(v.string()), 'For the next page; null on the last.'),
  }),
);

const foundSchema = v.object({ ...counts, found: v.array(enquiryRowSchema) });

const isUnanswered = sql`e.status = 'open' and not e.is_answered`;
const countOf = (condition: SQL) => sql`(select count(*)::int from enquiries e where ${condition})`;

/** What was written, the latest first, and how much there is to do. One statement. */
export async function listEnquiries(
  runtime: Runtime,
  actor: Actor,
  { cursor, limit, ...filter }: EnquiryQuery,
): Promise<v.InferOutput<typeof enquiriesSchema>> {
  const conditions = [...conditionsOf(runtime, actor, filter), ...afterOf(cursor)];
  const where = conditions.length > 0 ? sql`where ${sql.join(conditions, sql` and `)}` : sql``;
  const rows = await runtime.database.query(sql`
    select ${countOf(sql`e.status = 'open'`)} as open, ${countOf(isUnanswered)} as unanswered,
      ${countOf(sql`e.status = 'set-aside'`)} as "setAside",
      (select coalesce(json_agg(${functionNamed('enquiry_json')}(e) order by e.id desc), '[]') from (
        select * from enquiries e ${where} order by e.id desc limit ${limit + 1}) e) as found`);
  const { found, ...all } = firstOf(foundSchema, rows) ?? { open: 0, unanswered: 0, setAside: 0, found: [] };
  const last = found[limit - 1];
  return {
    enquiries: found.slice(0, limit).map((row) => presentEnquiry(runtime, row)),
    ...all,
    nextCursor: found.length > limit && last ? encodeCursor([last.id]) : null,
  };
}

function conditionsOf(
  { config }: Runtime,
  actor: Actor,
  { status, unanswered, assignee, item, email }: Omit<EnquiryQuery, 'cursor' | 'limit'>,
): SQL[] {
  return [
    ...(status ? [sql`e.status = ${status}`] : []),
    ...(unanswered ? [isUnanswered] : []),
    ...(assignee ? [assignedTo(actor, assignee)] : []),
    ...(item ? [sql`e.item_id = (select i.id from items i where i.slug = ${item})`] : []),
    ...(email ? [sql`e.email_hash = any(${sql.param(emailHashes(config.keys, email))}::text[])`] : []),
  ];
}

function assignedTo(actor: Actor, assignee: string): SQL {
  if (assignee === 'none') return sql`e.assignee_id is null`;
  if (assignee !== 'me') return sql`e.assignee_id = ${assignee}`;
  if (!actor.startsWith('user:')) throw fieldProblem('assignee', 'A key is nobody: give the id of a user.');
  return sql`e.assignee_id = ${actor.slice('user:'.length)}`;
}

function afterOf(cursor: EnquiryQuery['cursor']): SQL[] {
  if (!cursor) return [];
  const [id, ...others] = cursor;
  if (id === undefined || others.length > 0) throw fieldProblem('cursor', 'This cursor is of another list.');
  return [sql`e.id < ${id}`];
}
