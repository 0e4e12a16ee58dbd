import { sql } from 'drizzle-orm';
import { char, check, index, pgTable, text } from 'drizzle-orm/pg-core';
import { createdAt, instantColumn, minorColumn } from '../platform/database/columns.ts';

/**
 * A gift card or store credit: money of a guest that we hold. Triggers take from the balance and give back,
 * never below zero.
 */
export const credits = pgTable(
  'credits',
  {
    id: text().primaryKey(),
    kind: text().notNull(),
    /** SHA-256 of the code, which is shown once and unguessable. */
    codeDigest: text().notNull().unique(),
    currency: char({ length: 3 }).notNull(),
    issuedMinor: minorColumn().notNull(),
    balanceMinor: minorColumn().notNull(),
    expiresAt: instantColumn(),
    issuedBy: text().notNull(),
    note: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    // The list of the staff.
    index('credits_by_time').on(table.createdAt, table.id),
    check('expires_after_issue', sql`${table.expiresAt} > ${table.createdAt}`),
    check('kind_known', sql`${table.kind} in ('gift-card', 'store-credit')`),
    check(
      'balance_sensible',
      sql`${table.balanceMinor} between 0 and ${table.issuedMinor} and ${table.issuedMinor} > 0`,
    ),
  ],
);
