import type { Stack } from './stack.ts';

/** Resolves once a transaction of the functions waits for a lock that the test holds. */
export async function someoneWaits(stack: Stack): Promise<void> {
  const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  for (;;) {
    const { rowCount } = await stack.database.query(waiting);
    if (rowCount) return;
  }
}
