import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { type Database, rowsOf } from '../platform/database/database.ts';
import { described, named } from '../platform/described.ts';
import { type Language, languageSchema } from '../platform/languages.ts';

export const categoriesQuerySchema = v.strictObject({
  language: v.optional(described(languageSchema, 'The language of the names.'), 'en'),
});

export const categoriesSchema = named(
  'Categories',
  'The kinds of things that there are.',
  v.object({
    categories: described(
      v.array(
        named(
          'Category',
          'A kind of things.',
          v.object({
            code: described(v.string(), 'What a search asks for it by.'),
            name: described(v.string(), 'Its name, in English where it has none in the language.'),
          }),
        ),
      ),
      'Those that have a listed item, in the order of the house.',
    ),
  }),
);

/** What kinds of things guests can see. One statement. */
export async function listCategories(
  database: Database,
  language: Language,
): Promise<v.InferOutput<typeof categoriesSchema>> {
  const rows = await database.query(sql`
    select c.code, coalesce(c.names ->> ${language}::text, c.names ->> 'en') as name
    from categories c where exists (select from items i where i.category = c.code and i.is_listed)
    order by c.position, c.code`);
  const row = v.object({ code: v.string(), name: v.string() });
  return { categories: rowsOf(row, rows) };
}
