import * as v from 'valibot';
import { blockReasons } from '../../booking/tables.ts';
import { instantSchema } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import { idSchema } from '../../platform/ids.ts';
import { decrypt } from '../../platform/keys.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { slugSchema } from '../../platform/text/slug.ts';
import { freeText } from '../../platform/text/text.ts';
import { integer } from '../../platform/text/whole-number.ts';
import { localMoment } from './periods.ts';

const longestDays = 1830;
const fromText = 'When it begins there: a date, for its first instant, or a local time.';
const toText = 'When it has ended there: the first date that is free again, or a local time.';

/** What a block is about and when. */
export const blockRequestSchema = v.pipe(
  named(
    'BlockRequest',
    'Time that the business keeps for itself, of a unit, of an item with all its units, or of everything.',
    v.strictObject({
      item: v.optional(described(slugSchema, 'The slug of the item, for all of its units.')),
      unit: v.optional(described(idSchema('unit'), 'The id of the unit, `unt_…`, for it alone.')),
      everything: v.optional(
        described(
          v.literal(true, 'Say true, or leave it out and name an item or a unit.'),
          'Instead of an item or a unit: all that there is.',
        ),
      ),
      from: described(localMoment, fromText),
      to: described(localMoment, toText),
      reason: described(
        v.picklist(blockReasons, `Choose one of ${blockReasons.join(', ')}.`),
        'Why it cannot be had.',
      ),
      note: v.optional(described(freeText(1000), 'More about it, for the staff alone. Kept sealed.')),
    }),
  ),
  v.forward(
    v.check(
      ({ item, unit, everything }) =>
        [item, unit, everything].filter((one) => one !== undefined).length === 1,
      'Name an item or a unit, or say with everything: true that it is all.',
    ),
    ['item'],
  ),
  v.forward(
    v.check(({ from, to }) => from < to, 'The end must be after the start.'),
    ['to'],
  ),
  v.forward(
    v.check(
      ({ from, to }) =>
        Date.parse(to.slice(0, 10)) - Date.parse(from.slice(0, 10)) <= longestDays * 86_400_000,
      'At most five years.',
    ),
    ['to'],
  ),
);
export type BlockRequest = v.InferOutput<typeof blockRequestSchema>;

export const blockSchema = named(
  'Block',
  'Time that the business keeps for itself.',
  v.object({
    id: described(v.string(), 'The id of the block, `blk_…`.'),
    version: described(integer, 'How often it was saved. The `ETag` of it.'),
    item: described(v.nullable(v.string()), 'The slug of the item; null of everything.'),
    unit: described(v.nullable(v.string()), 'The id of the unit; null of all units.'),
    from: described(v.string(), fromText),
    to: described(v.string(), toText),
    reason: described(v.picklist(blockReasons), 'Why it cannot be had.'),
    note: described(v.nullable(v.string()), 'More about it; null for nothing.'),
    units: described(integer, 'How many units it keeps.'),
    createdAt: described(v.string(), 'When it was made, RFC 3339 in UTC.'),
    createdBy: described(v.string(), 'Who made it: `user:…` or `key:…`.'),
    changedAt: described(v.string(), 'When it was saved last, RFC 3339 in UTC.'),
    changedBy: described(v.string(), 'Who saved it last: `user:…` or `key:…`.'),
  }),
);
export type Block = v.InferOutput<typeof blockSchema>;

const { note: _, ...kept } = blockSchema.entries;
export const blockRowSchema = v.object({
  ...kept,
  noteSealed: v.nullable(v.string()),
  createdAt: instantSchema,
  changedAt: instantSchema,
});

export function presentBlock({ config }: Runtime, row: v.InferOutput<typeof blockRowSchema>): Block {
  const { noteSealed, createdAt, changedAt, ...rest } = row;
  return {
    ...rest,
    note: noteSealed === null ? null : decrypt(config.keys, row.id, noteSealed),
    createdAt: createdAt.toISOString(),
    changedAt: changedAt.toISOString(),
  };
}
