import { bigint, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { instantColumn } from '../platform/columns.ts';

/**
 * Who did what, append-only. Each row carries the hash of the row before it about the same subject; a trigger computes
 * both, so a row changed or taken out of the middle breaks the chain.
 */
export const auditEvents = pgTable(
  'audit_events',
  {
    sequence: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: instantColumn().notNull(),
    actor: text().notNull(),
    action: text().notNull(),
    subjectId: text().notNull(),
    details: jsonb().notNull().default({}),
    previousHash: text(),
    hash: text(),
  },
  (table) => [index('audit_events_by_subject').on(table.subjectId, table.sequence)],
);
