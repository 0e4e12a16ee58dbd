import pg from 'pg';
import type { Work } from './run.ts';

/** What one database was asked over HTTP since the last reset. */
export type DatabaseCounts = {
  /** HTTP round trips, those a fault struck included. */
  requests: number;
  statements: number;
  /** Batches; a statement alone is not counted as one. */
  transactions: number;
  /** Failures by SQLSTATE. */
  errors: Record<string, number>;
};

const none = (): DatabaseCounts => ({ requests: 0, statements: 0, transactions: 0, errors: {} });

/** Counts what passes, by database name. */
export function createCounter() {
  const databases = new Map<string, DatabaseCounts>();
  const of = (database: string) => {
    const counts = databases.get(database) ?? none();
    databases.set(database, counts);
    return counts;
  };
  return {
    request(database: string) {
      of(database).requests += 1;
    },
    work(database: string, { statements, begin }: Work) {
      const counts = of(database);
      counts.statements += statements.length;
      if (begin !== undefined) counts.transactions += 1;
    },
    error(database: string, error: unknown) {
      if (!(error instanceof pg.DatabaseError) || !error.code) return;
      const { errors } = of(database);
      errors[error.code] = (errors[error.code] ?? 0) + 1;
    },
    counts: (database: string) => structuredClone(databases.get(database) ?? none()),
    all: () => structuredClone(Object.fromEntries(databases)),
    reset(database?: string) {
      if (database === undefined) databases.clear();
      else databases.delete(database);
    },
  };
}

export type Counter = ReturnType<typeof createCounter>;
