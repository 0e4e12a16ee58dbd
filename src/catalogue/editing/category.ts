import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { Actor } from '../../audit/record.ts';
import { call, functionNamed } from '../../platform/database/functions.ts';
import { described, named } from '../../platform/described.ts';
import { fieldProblem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { line } from '../../platform/text/text.ts';
import { wholeBetween } from '../../platform/text/whole-number.ts';
import { type Coded, type CodedVersion, codedListSchema, codedVersionSchema, savedCoded } from './coded.ts';

const name = line(60, 'Give the category a name.');

/** The whole of a category as it is edited. */
export const categoryContentSchema = named(
  'CategoryContent',
  'The whole of a category as it is edited.',
  v.pipe(
    v.strictObject({
      names: described(
        named(
          'CategoryNames',
          'The names of a category by language.',
          v.strictObject({
            en: described(name, 'In English.'),
            fr: v.optional(described(name, 'In French; the English one where it is left out.')),
            es: v.optional(described(name, 'In Spanish; the English one where it is left out.')),
          }),
        ),
        'What it is called.',
      ),
      position: described(wholeBetween(0, 10_000), 'Where it stands among the others, the lowest first.'),
    }),
    v.examples([{ names: { en: 'Chalets', fr: 'Chalets', es: 'Chalés' }, position: 70 }]),
  ),
);

export const categoryVersionSchema = codedVersionSchema(
  'CategoryVersion',
  'A category as it is edited, with the version that it is.',
  categoryContentSchema,
  {},
);

export const categoryListSchema = codedListSchema(
  'CategoryVersions',
  'A page of categories.',
  categoryVersionSchema,
);

export const categories: Coded = {
  kind: 'category',
  rows: sql`categories t`,
  json: sql`${functionNamed('category_version')}(t)`,
};

/** Saves a category whole, one that is new where no version is expected. One statement. */
export function saveCategory(
  { database, clock }: Runtime,
  actor: Actor,
  code: string,
  content: v.InferOutput<typeof categoryContentSchema>,
  expectedVersion: number,
): Promise<CodedVersion> {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(code) || code.length > 60)
    throw fieldProblem('code', 'Give a code of small letters and figures, with hyphens between them.');
  return savedCoded(
    database,
    call('save_category', { code, content, expectedVersion, actor, now: clock.now() }),
  );
}
