import * as v from 'valibot';
import { decryptProfile } from '../../account/user.ts';
import { enquiryContentSchema } from '../../enquiry/enquiry.ts';
import { instantSchema } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import { decrypt } from '../../platform/keys.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { forms, setAsideReasons } from '../../platform/text/robot-signs.ts';
import { integer } from '../../platform/text/whole-number.ts';

export const enquiryStatuses = ['open', 'closed', 'spam', 'set-aside'] as const;

const assigneeSchema = named(
  'EnquiryAssignee',
  'Who of the staff sees to a message.',
  v.object({
    id: described(v.string(), 'The id of the user, `usr_…`.'),
    name: described(v.nullable(v.string()), 'What they are called; null of a closed account.'),
  }),
);

/** A message as the staff see it. */
export const enquiryViewSchema = named(
  'Enquiry',
  'A message as the staff see it.',
  v.object({
    id: described(v.string(), 'The id of the message, `enq_…`.'),
    version: described(
      integer,
      'Counts up with each change, each answer and each mail that comes. Its `ETag`.',
    ),
    status: described(
      v.picklist(enquiryStatuses),
      'Whether something is to be done about it, nothing any more, it is spam, or was set aside as a robot’s and nobody has let it through.',
    ),
    isUnanswered: described(v.boolean(), 'Whether it is open and the last word is theirs.'),
    assignee: described(v.nullable(assigneeSchema), 'Who sees to it; null where nobody does.'),
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

/** What `midas.enquiry_json` gives. */
export const enquiryRowSchema = v.object({
  id: v.string(),
  version: integer,
  status: v.picklist(enquiryStatuses),
  isAnswered: v.boolean(),
  assignee: v.nullable(v.object({ id: v.string(), profileSealed: v.nullable(v.string()) })),
  form: v.picklist(forms),
  item: v.nullable(v.string()),
  language: v.string(),
  contentSealed: v.string(),
  createdAt: instantSchema,
  setAsideBecause: v.nullable(v.picklist(setAsideReasons)),
  letThroughAt: v.nullable(instantSchema),
});

export function presentEnquiry(
  { config: { keys } }: Runtime,
  row: v.InferOutput<typeof enquiryRowSchema>,
): EnquiryView {
  const { contentSealed, isAnswered, assignee, createdAt, letThroughAt, ...rest } = row;
  const content = v.parse(enquiryContentSchema, JSON.parse(decrypt(keys, row.id, contentSealed)));
  return {
    ...rest,
    ...content,
    isUnanswered: row.status === 'open' && !isAnswered,
    assignee: assignee && {
      id: assignee.id,
      name: assignee.profileSealed && decryptProfile(keys, assignee.id, assignee.profileSealed).name,
    },
    createdAt: createdAt.toISOString(),
    letThroughAt: letThroughAt?.toISOString() ?? null,
  };
}
