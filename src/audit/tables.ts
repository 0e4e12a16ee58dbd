import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instantColumn } from '../platform/database/columns.ts';

/**
 * Who did what, append-only. Each row carries the hash of the row before it about the same subject; a trigger
 * computes both, so a row changed or taken out of the middle breaks the chain. It draws the sequence too,
 * once it has the lock of the subject.
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
  (table) => [
    index('audit_events_by_subject').on(table.subjectId, table.sequence),
    // What the staff look for. A booking's own rows are not in the first, and cost the second nothing.
    index('audit_events_by_actor')
      .on(table.actor, table.sequence)
      .where(sql`${table.actor} not in ('guest', 'stripe', 'paypal', 'system')`),
    index('audit_events_by_time').using('brin', table.at),
  ],
);

/**
 * What the log was when it was sealed, append-only: each seal holds the rows after the one before it. Signed
 * by a key that is not in the database, so a seal can be taken away there, and not made.
 */
export const auditSeals = pgTable('audit_seals', {
  number: integer().primaryKey(),
  upToSequence: bigint({ mode: 'number' }).notNull(),
  rowCount: integer().notNull(),
  /** SHA-256 over the digest of the seal before and the rows since, hexadecimal. */
  digest: text().notNull(),
  /** Key id and MAC of the four above. */
  signature: text().notNull(),
  /** When it was sealed. Not signed. */
  at: instantColumn().notNull(),
});

/**
 * Every version of what people edit, whole, append-only. Versions of one thing count up from 1; the last is
 * its `ETag`. Nouns write it by `save_…` functions of theirs, with the audit event beside it.
 */
export const revisions = pgTable(
  'revisions',
  {
    /** What kind of thing, as `item`. */
    kind: text().notNull(),
    /** The id or the code of the thing. */
    subjectId: text().notNull(),
    version: integer().notNull(),
    content: jsonb().notNull(),
    changedAt: instantColumn().notNull(),
    /** Who, as the audit log names them. */
    changedBy: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.kind, table.subjectId, table.version] }),
    check('version_positive', sql`${table.version} > 0`),
  ],
);
