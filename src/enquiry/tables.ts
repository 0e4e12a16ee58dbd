import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { users } from '../account/tables.ts';
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
    /** Since when nothing is to be done about it any more. */
    closedAt: instantColumn(),
    /** When the staff found that it is spam; nothing for what is none, or no longer. */
    spamAt: instantColumn(),
    /** What follows from the four above: `EnquiryStatus`. */
    status: text()
      .notNull()
      .generatedAlwaysAs(
        sql`case when spam_at is not null then 'spam' when set_aside_because is not null and let_through_at is null then 'set-aside' when closed_at is not null then 'closed' else 'open' end`,
      ),
    /** Who of the staff sees to it. */
    assigneeId: text().references(() => users.id),
    /** Whether the last word is ours. Each message says so itself, by a trigger, and which version it makes. */
    isAnswered: boolean().notNull().default(false),
    /** Counts up with each message and each change; its `ETag`. */
    version: integer().notNull().default(1),
  },
  (table) => [
    check('enquiry_form', sql`${table.form} in ('contact', 'reservation', 'registration')`),
    check('enquiry_set_aside_because', sql`${table.setAsideBecause} in ('trap-filled', 'too-fast')`),
    check('enquiry_let_through', sql`${table.letThroughAt} is null or ${table.setAsideBecause} is not null`),
    index('enquiries_by_mail').on(table.emailHash),
    index('enquiries_by_item').on(table.itemId).where(sql`${table.itemId} is not null`),
    index('enquiries_by_status').on(table.status, table.id),
    index('enquiries_unanswered')
      .on(table.id)
      .where(sql`${table.status} = 'open' and not ${table.isAnswered}`),
    index('enquiries_by_assignee').on(table.assigneeId, table.id).where(sql`${table.assigneeId} is not null`),
    index('enquiries_set_aside')
      .on(table.createdAt)
      .where(sql`${table.setAsideBecause} is not null and ${table.letThroughAt} is null`),
  ],
);

/**
 * What was written about an enquiry after it, append-only: our answers, and mails that came. Each is sealed with
 * its own id as context.
 */
export const enquiryMessages = pgTable(
  'enquiry_messages',
  {
    id: text().primaryKey(),
    enquiryId: text()
      .notNull()
      .references(() => enquiries.id),
    /** The version of the enquiry that it made: its place in the thread. */
    version: integer().notNull(),
    /** `out` is ours, `in` theirs. */
    direction: text().notNull(),
    /** Who of the staff wrote it, as the audit log names them. */
    author: text(),
    textSealed: text().notNull(),
    /** The mail's Message-ID in its angle brackets: ours, made as it was written, or that with which it came. */
    messageId: text(),
    /** The Message-ID of what it answers; nothing of the first mail, for a form has none. */
    inReplyTo: text(),
    at: instantColumn().notNull(),
  },
  (table) => [
    check('direction_known', sql`${table.direction} in ('out', 'in')`),
    check('ours_has_author', sql`(${table.direction} = 'out') = (${table.author} is not null)`),
    check('ours_has_message_id', sql`${table.direction} = 'in' or ${table.messageId} is not null`),
    uniqueIndex('enquiry_message_once_per_version').on(table.enquiryId, table.version),
    uniqueIndex('enquiry_message_by_message_id').on(table.messageId),
  ],
);
