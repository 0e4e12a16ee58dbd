import { sql } from 'drizzle-orm';
import { check, index, pgTable, text } from 'drizzle-orm/pg-core';
import { items } from '../catalogue/tables.ts';
import { createdAt, instantColumn } from '../platform/database/columns.ts';

/** A message from a form. Who wrote and what is sealed with the enquiry's id as context. */
export const enquiries = pgTable(
  'enquiries',
  {
    id: text().primaryKey(),
    itemId: text().references(() => items.id),
    language: text().notNull(),
    contentSealed: text().notNull(),
    /** A keyed digest of the address of who wrote; empty of what came before there were any. */
    emailHash: text(),
    createdAt: createdAt(),
    /** Which form it was. */
    form: text().notNull().default('contact'),
    /** Why the owner was not told: it looks like a robot's. Nothing for what a person wrote. */
    setAsideBecause: text(),
    /** When the staff found that it was a person's after all, and the owner was told. */
    letThroughAt: instantColumn(),
  },
  (table) => [
    check('enquiry_form', sql`${table.form} in ('contact', 'reservation', 'registration')`),
    check('enquiry_set_aside_because', sql`${table.setAsideBecause} in ('trap-filled', 'too-fast')`),
    check('enquiry_let_through', sql`${table.letThroughAt} is null or ${table.setAsideBecause} is not null`),
    index('enquiries_by_mail').on(table.emailHash),
    index('enquiries_by_item').on(table.itemId).where(sql`${table.itemId} is not null`),
    index('enquiries_set_aside')
      .on(table.createdAt)
      .where(sql`${table.setAsideBecause} is not null and ${table.letThroughAt} is null`),
  ],
);
