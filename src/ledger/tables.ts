import { sql } from 'drizzle-orm';
import {
  bigint,
  char,
  check,
  date,
  foreignKey,
  index,
  numeric,
  pgTable,
  primaryKey,
  text,
} from 'drizzle-orm/pg-core';
import { reservations } from '../booking/tables.ts';
import { payments } from '../payment/tables.ts';
import { instantColumn, minorColumn } from '../platform/database/columns.ts';

/**
 * A movement of money: entries that sum to zero per currency (a deferred constraint), never changed or
 * deleted.
 */
export const ledgerTransactions = pgTable(
  'ledger_transactions',
  {
    id: text().primaryKey(),
    /** What caused it, unique: one capture or refund posts once. */
    source: text().notNull().unique(),
    /** The order of posting, which a statement follows. */
    sequence: bigint({ mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    kind: text().notNull().default('movement'),
    reservationId: text().references(() => reservations.id),
    paymentId: text().references(() => payments.id),
    postedAt: instantColumn().notNull(),
  },
  (table) => [
    index('ledger_transactions_by_reservation').on(table.reservationId, table.sequence),
    index('ledger_transactions_by_payment').on(table.paymentId, table.sequence),
    // The journal.
    index('ledger_transactions_by_time').on(table.postedAt, table.sequence),
    index('ledger_payouts_by_time').on(table.postedAt, table.id).where(sql`${table.kind} = 'payout'`),
  ],
);

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

/** What one unit of `currency` was worth in the reporting currency on a day. A day's rate never changes. */
export const exchangeRates = pgTable(
  'exchange_rates',
  {
    day: date({ mode: 'string' }).notNull(),
    currency: char({ length: 3 }).notNull(),
    reportingCurrency: char({ length: 3 }).notNull(),
    rate: numeric().notNull(),
    storedAt: instantColumn().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.reportingCurrency, table.currency, table.day] }),
    check('rate_positive', sql`${table.rate} > 0`),
  ],
);

/**
 * An entry in the reporting currency, by the rate of its day, written once with the entry or when the rate
 * came.
 */
export const ledgerReporting = pgTable(
  'ledger_reporting',
  {
    transactionId: text().notNull(),
    account: text().notNull(),
    currency: char({ length: 3 }).notNull(),
    reportingCurrency: char({ length: 3 }).notNull(),
    amountMinor: minorColumn().notNull(),
    rate: numeric().notNull(),
    rateDay: date({ mode: 'string' }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.transactionId, table.account, table.currency] }),
    foreignKey({
      columns: [table.transactionId, table.account, table.currency],
      foreignColumns: [ledgerEntries.transactionId, ledgerEntries.account, ledgerEntries.currency],
    }),
  ],
);
