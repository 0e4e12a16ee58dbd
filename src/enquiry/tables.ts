import { pgTable, text } from 'drizzle-orm/pg-core';
import { items } from '../catalogue/tables.ts';
import { createdAt } from '../platform/columns.ts';

/** A message from the contact form. Who wrote and what is sealed with the enquiry's id as context. */
export const enquiries = pgTable('enquiries', {
  id: text().primaryKey(),
  itemId: text().references(() => items.id),
  language: text().notNull(),
  contentSealed: text().notNull(),
  createdAt: createdAt(),
});
