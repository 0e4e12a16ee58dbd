import { sql } from 'drizzle-orm';
import type { Answer } from '../harness/client.ts';
import type { Stack } from '../harness/stack.ts';

/**
 * Makes the calls one after the other, each once the one before waits or is answered, while another transaction holds the rows that `lock` (a
 * `select … for update`) finds; then lets them all go. So they meet in this order, whatever the machine does.
 */
export async function queuedBehind(
  stack: Stack,
  lock: string,
  values: readonly string[],
  calls: readonly (() => Promise<Answer>)[],
): Promise<Answer[]> {
  const waiting = sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  const under: Promise<Answer>[] = [];
  let answered = 0;
  await stack.database.query('begin');
  try {
    await stack.database.query(lock, [...values]);
    for (const make of calls) {
      const answer = make();
      under.push(answer);
      answer.then(() => {
        answered += 1;
      });
      while ((await stack.runtime.database.query(waiting)).length + answered < under.length);
    }
  } finally {
    await stack.database.query('commit');
  }
  return Promise.all(under);
}
