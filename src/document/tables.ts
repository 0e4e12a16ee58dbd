import { sql } from 'drizzle-orm';
import {
  check,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
} from 'drizzle-orm/pg-core';
import { reservations } from '../booking/tables.ts';
import { legalEntities } from '../catalogue/tables.ts';
import { payments } from '../payment/tables.ts';
import { createdAt, instantColumn, minorColumn } from '../platform/database/columns.ts';

const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

/** The last number given, by legal entity, kind and year. Its row lock makes numbers without gaps. */
export const documentCounters = pgTable(
  'document_counters',
  {
    legalEntity: text()
      .notNull()
      .references(() => legalEntities.code),
    kind: text().notNull(),
    year: integer().notNull(),
    lastNumber: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.legalEntity, table.kind, table.year] })],
);

/**
 * A receipt, an invoice, a credit note, or a debit note, which takes a credit note back. Triggers write it in
 * the transaction that decides it; it never changes.
 */
export const documents = pgTable(
  'documents',
  {
    id: text().primaryKey(),
    legalEntity: text()
      .notNull()
      .references(() => legalEntities.code),
    kind: text().notNull(),
    year: integer().notNull(),
    number: integer().notNull(),
    reservationId: text()
      .notNull()
      .references(() => reservations.id),
    paymentId: text().references(() => payments.id),
    /** What was received, sold or taken back. */
    amountMinor: minorColumn().notNull(),
    /**
     * For a credit note: how much of the sale had been taken back before it; for a debit note, how much still
     * is.
     */
    creditedBeforeMinor: minorColumn().notNull().default(0),
    /** The terms of the reservation that it was issued under. */
    terms: integer().notNull().default(0),
    /** Why, where the reservation does not say: `changed` of a credit note over terms that others replaced. */
    cause: text(),
    /** The legal entity as it was on that day. */
    issuer: jsonb().notNull(),
    issuedAt: instantColumn().notNull(),
  },
  (table) => [
    unique('documents_number').on(table.legalEntity, table.kind, table.year, table.number),
    index('documents_by_reservation').on(table.reservationId),
    // The list of the staff.
    index('documents_by_time').on(table.issuedAt, table.id),
    check('kind_known', sql`${table.kind} in ('receipt', 'invoice', 'credit-note', 'debit-note')`),
    check('amount_positive', sql`${table.amountMinor} > 0`),
    check('cause_known', sql`${table.cause} in ('changed')`),
  ],
);

/** The PDF of a document, made once. */
export const documentFiles = pgTable('document_files', {
  documentId: text()
    .primaryKey()
    .references(() => documents.id),
  pdf: bytes().notNull(),
  createdAt: createdAt(),
});

/**
 * When years begin where our companies are, by this process's rules of zones: the database numbers documents
 * by these instants and knows no zones itself.
 */
export const yearStarts = pgTable(
  'year_starts',
  {
    timeZone: text().notNull(),
    year: integer().notNull(),
    beginsAt: instantColumn().notNull(),
  },
  (table) => [primaryKey({ columns: [table.timeZone, table.year] })],
);
