/**
 * How long a call to the database waits for others in all, in milliseconds: for locks, and before it is tried
 * again. Longer than any healthy queue, and short enough to be answered.
 */
export const databaseWaitMs = 15_000;

/** What a call may take beside waiting. */
export const workMs = 10_000;

/**
 * What holds in every session of the functions. `migrate` makes it the default of their role in this database:
 * of what is set over Neon's pooled connections nothing but that, and what ends with its transaction, is sure to
 * be in force (https://neon.com/docs/connect/connection-pooling). As PostgreSQL shows them.
 */
export const sessionSettings = {
  // Ended before nobody waits for its answer any more, so that it is known not to have taken effect.
  statement_timeout: `${(databaseWaitMs + workMs) / 1000 - 1}s`,
  // A batch says what is left to it; a statement alone waits as long as all may.
  lock_timeout: `${databaseWaitMs / 1000}s`,
  // Only an instance that has ended leaves a transaction open, with its locks.
  idle_in_transaction_session_timeout: '10s',
  // A plan for all values is reckoned dearer than it is, and compiling it takes longer than running it.
  jit: 'off',
  TimeZone: 'UTC',
} as const;
