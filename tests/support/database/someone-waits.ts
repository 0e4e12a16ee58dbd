import type { Stack } from '../harness/stack.ts';

/** Resolves once a transaction of the functions, or more of them, waits for a lock that the test holds or another of them. */
export async function someoneWaits(stack: Stack, waiters = 1): Promise<void> {
  const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  for (;;) {
    const { rows } = await stack.database.query(waiting);
    if (rows.length >= waiters) return;
  }
}
