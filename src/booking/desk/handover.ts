import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { instantSchema } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import { decrypt } from '../../platform/keys.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { freeText, line } from '../../platform/text/text.ts';
import { integer } from '../../platform/text/whole-number.ts';
import { givenInstant } from '../../platform/time/instant.ts';
import { handoverKinds } from '../tables.ts';

const count = (most: number, message: string) =>
  v.pipe(v.number(message), v.integer(message), v.minValue(0, message), v.maxValue(most, message));

/** What a finger or a pen draws: moves, lines and curves of an SVG path, and nothing that a page could run. */
const signaturePath = v.pipe(
  v.string(),
  v.description('path data of SVG'),
  v.maxLength(20_000, 'At most 20,000 characters.'),
  v.regex(/^[Mm][MmLlHhVvCcSsQqTtZz0-9eE ,.+-]*$/, 'Give the path data of SVG, beginning with M.'),
);

const checkedSchema = named(
  'CheckedPoint',
  'A point of the checklist.',
  v.strictObject({
    label: described(line(100, 'Say what was looked at.'), 'What was looked at.'),
    isOk: described(v.boolean(), 'Whether it was in order.'),
    note: v.optional(described(freeText(500), 'What was wrong with it, or else to say.')),
  }),
);

const contentEntries = {
  checklist: v.optional(
    described(
      v.pipe(v.array(checkedSchema), v.maxLength(60, 'At most 60 points.')),
      'What was looked at, in order.',
    ),
    [],
  ),
  note: v.optional(described(freeText(2000), 'What else is to be said.')),
  signature: v.optional(
    described(
      v.strictObject({
        name: described(line(100, 'Say who signed.'), 'Who signed, as typed.'),
        path: v.optional(described(signaturePath, 'What they drew, as path data of SVG.')),
      }),
      'Who signed for it.',
    ),
  ),
};

/** What is sealed of it: words about people. */
const handoverContentSchema = v.object(contentEntries);
export type HandoverContent = v.InferOutput<typeof handoverContentSchema>;

export const handoverRequestSchema = named(
  'HandoverRequest',
  'That an item was handed over to its guest, or came back, and what was seen.',
  v.strictObject({
    kind: described(v.picklist(handoverKinds, 'Say handover or return.'), 'Which of the two.'),
    at: v.optional(described(givenInstant, 'When, RFC 3339; now without it. Never to come.')),
    ...contentEntries,
    mileage: v.optional(
      described(count(10_000_000, 'Give a whole number, zero or more.'), 'What the counter showed.'),
    ),
    fuelPercent: v.optional(
      described(
        count(100, 'Give a whole number from 0 to 100.'),
        'How full the tank or battery was, of 100.',
      ),
    ),
  }),
);

export const handoverSchema = named(
  'Handover',
  'What was seen when an item was handed over, or came back.',
  v.object({
    id: described(v.string(), 'Its id, `hov_…`.'),
    kind: described(v.picklist(handoverKinds), 'Which of the two.'),
    at: described(v.string(), 'When, RFC 3339 in UTC.'),
    checklist: described(v.array(checkedSchema), 'What was looked at, in order.'),
    note: described(v.nullable(v.string()), 'What else was said; null for nothing.'),
    signature: described(
      v.nullable(
        v.object({
          name: described(v.string(), 'Who signed, as typed.'),
          path: described(v.nullable(v.string()), 'What they drew, as path data of SVG; null for nothing.'),
        }),
      ),
      'Who signed for it; null where nobody did.',
    ),
    mileage: described(v.nullable(integer), 'What the counter showed; null where nobody looked.'),
    fuelPercent: described(v.nullable(integer), 'How full it was, of 100; null where nobody looked.'),
    createdBy: described(v.string(), 'Who recorded it: `user:…` or `key:…`.'),
  }),
);

export const handoverRowSchema = v.object({
  id: v.string(),
  kind: v.picklist(handoverKinds),
  at: instantSchema,
  contentSealed: v.string(),
  mileage: v.nullable(integer),
  fuelPercent: v.nullable(integer),
  createdBy: v.string(),
});
type HandoverRow = v.InferOutput<typeof handoverRowSchema>;

/** The handovers of a reservation, in order, as a list of `handoverRowSchema`. */
export const handoversJson = (
  reservation: SQL,
): SQL => sql`(select coalesce(json_agg(json_build_object('id', h.id, 'kind', h.kind, 'at', h.at,
    'contentSealed', h.content_sealed, 'mileage', h.mileage, 'fuelPercent', h.fuel_percent,
    'createdBy', h.created_by) order by h.kind), '[]') from handovers h where h.reservation_id = ${reservation})`;

export function presentHandover(
  { config }: Runtime,
  { id, contentSealed, at, ...row }: HandoverRow,
): v.InferOutput<typeof handoverSchema> {
  const content = v.parse(handoverContentSchema, JSON.parse(decrypt(config.keys, id, contentSealed)));
  const { checklist, note = null, signature } = content;
  return {
    id,
    ...row,
    at: at.toISOString(),
    checklist,
    note,
    signature: signature ? { name: signature.name, path: signature.path ?? null } : null,
  };
}
