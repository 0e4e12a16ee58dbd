import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { createdAt, instantColumn } from '../platform/database/columns.ts';

/**
 * Effects that must leave: mails, text messages and calls to payment providers, written in the transaction that decided
 * them. A row holds ids, never names or addresses: those are read when it is delivered. Its id is the mail's
 * Message-ID, so a duplicate can be told; an answer to an enquiry has one of its own, which is as lasting.
 */
export const outbox = pgTable(
  'outbox',
  {
    id: text().primaryKey(),
    /** By what it leaves: `Channel`. */
    channel: text().notNull().default('mail'),
    template: text().notNull(),
    /** The reservation, enquiry, answer or payment that the message is about. */
    subjectId: text().notNull(),
    /** Figures of the moment that the template needs. No personal data. */
    details: jsonb().notNull().default({}),
    /**
     * `not-needed`: what it would have said was no longer so when it was to go out, or there was nobody to
     * tell.
     */
    status: text().notNull().default('pending'),
    attempts: integer().notNull().default(0),
    dueAt: instantColumn().notNull(),
    /** Who delivers it now, and until when the others keep away. */
    leaseToken: text(),
    leaseUntil: instantColumn(),
    lastError: text(),
    createdAt: createdAt(),
    sentAt: instantColumn(),
    /** The subject of a mail to a guest as it went out: what they were told counts in a dispute. */
    sentSubject: text(),
  },
  (table) => [
    check('channel_known', sql`${table.channel} in ('mail', 'sms', 'provider')`),
    check('status_known', sql`${table.status} in ('pending', 'sent', 'not-needed', 'dead')`),
    check('lease_whole', sql`(${table.leaseToken} is null) = (${table.leaseUntil} is null)`),
    // In the order in which they are taken, down to the id: of many that fell due at once none is sorted.
    index('outbox_due_by_channel')
      .on(table.channel, table.dueAt, table.id)
      .where(sql`${table.status} = 'pending'`),
    index('outbox_by_subject').on(table.subjectId),
    index('outbox_by_sent').on(table.sentAt).where(sql`${table.sentAt} is not null`),
    index('outbox_dead').on(table.id).where(sql`${table.status} = 'dead'`),
  ],
);
