import { sql } from 'drizzle-orm';
import {
  char,
  check,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { reservations } from '../booking/tables.ts';
import { createdAt, instantColumn, minorColumn } from '../platform/columns.ts';

/** One attempt to collect an amount for a reservation through a provider. Its id is the provider's idempotency key. */
export const payments = pgTable(
  'payments',
  {
    id: text().primaryKey(),
    reservationId: text()
      .notNull()
      .references(() => reservations.id),
    provider: text().notNull(),
    /** The provider's own id of the payment; empty until it is known. */
    providerRef: text(),
    amountMinor: minorColumn().notNull(),
    currency: char({ length: 3 }).notNull(),
    status: text().notNull().default('pending'),
    /** The rank, time and id of the event that gave the status: a later state replaces an earlier one, in any order of arrival. */
    statusOrder: text().notNull().default(''),
    capturedMinor: minorColumn().notNull().default(0),
    refundedMinor: minorColumn().notNull().default(0),
    quarantineReason: text(),
    createdAt: createdAt(),
  },
  (table) => [
    unique('payments_provider_ref').on(table.provider, table.providerRef),
    // One open attempt for a reservation: asking again finds it instead of making a second.
    uniqueIndex('payments_one_open')
      .on(table.reservationId)
      .where(sql`${table.status} in ('pending', 'processing', 'failed')`),
    index('payments_by_reservation').on(table.reservationId),
    check('provider_known', sql`${table.provider} in ('stripe')`),
    check(
      'status_known',
      sql`${table.status} in ('pending', 'processing', 'failed', 'canceled', 'succeeded')`,
    ),
    check(
      'amounts_sensible',
      sql`${table.amountMinor} > 0 and ${table.capturedMinor} >= 0 and ${table.refundedMinor} between 0 and ${table.capturedMinor}`,
    ),
  ],
);

/** Every event that a provider has signed, stored once. What it changed was changed in the same transaction. */
export const paymentEvents = pgTable(
  'payment_events',
  {
    provider: text().notNull(),
    eventId: text().notNull(),
    type: text().notNull(),
    paymentId: text().references(() => payments.id),
    occurredAt: instantColumn().notNull(),
    receivedAt: instantColumn().notNull(),
    /** What the event says, translated: amounts, status, the provider's id. No personal data. */
    content: jsonb().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.provider, table.eventId] }),
    index('payment_events_by_payment').on(table.paymentId),
  ],
);

/** A movement of money: entries that sum to zero per currency (a deferred constraint), never changed or deleted. */
export const ledgerTransactions = pgTable('ledger_transactions', {
  id: text().primaryKey(),
  /** What caused it, unique: one capture or refund state posts once. */
  source: text().notNull().unique(),
  paymentId: text().references(() => payments.id),
  postedAt: instantColumn().notNull(),
});

export const ledgerEntries = pgTable(
  'ledger_entries',
  {
    transactionId: text()
      .notNull()
      .references(() => ledgerTransactions.id),
    account: text().notNull(),
    /** Positive debits, negative credits. */
    amountMinor: minorColumn().notNull(),
    currency: char({ length: 3 }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.transactionId, table.account, table.currency] }),
    check('amount_not_zero', sql`${table.amountMinor} <> 0`),
  ],
);
