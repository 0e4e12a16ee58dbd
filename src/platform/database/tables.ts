import { pgTable, text } from 'drizzle-orm/pg-core';
import { instantColumn } from './columns.ts';

/**
 * The schemas with the functions that builds call, by the hash of their texts: one for each build whose
 * functions differ. `migrate` makes them, `migrate -- --prune` takes them away.
 */
export const functionSchemas = pgTable('function_schemas', {
  name: text().primaryKey(),
  createdAt: instantColumn().notNull(),
  /** When `migrate` was last run by a build that calls it. */
  migratedAt: instantColumn().notNull(),
});
