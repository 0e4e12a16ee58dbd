import { index, pgTable, text } from 'drizzle-orm/pg-core';
import { instantColumn } from '../database/columns.ts';

/** Keys under which a creating request was carried out: the same request again finds what it made. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    /** Of route and key, SHA-256. */
    keyDigest: text().primaryKey(),
    /** Of the body, SHA-256. */
    requestDigest: text().notNull(),
    resourceId: text().notNull(),
    createdAt: instantColumn().notNull(),
  },
  (table) => [index('idempotency_keys_by_age').on(table.createdAt)],
);
