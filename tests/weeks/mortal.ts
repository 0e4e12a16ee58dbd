import type { FunctionModule } from '../../dev/functions-server.ts';
import type { Database } from '../../src/platform/database.ts';
import { fireSchedule } from '../support/fire-schedule.ts';
import type { Stack } from '../support/stack.ts';

/**
 * Fires a schedule whose process ends at its `call`-th word with the database: that takes effect, and nothing after it happens. As when
 * an instance is taken away in the middle of its work.
 */
export async function fireMortal(
  stack: Stack,
  handler: FunctionModule['default'],
  call: number,
): Promise<void> {
  const gone = Promise.withResolvers<void>();
  let calls = 0;
  async function mortal<T>(work: () => Promise<T>): Promise<T> {
    calls += 1;
    if (calls < call) return work();
    await work();
    gone.resolve();
    return new Promise<never>(() => {});
  }
  const { database } = stack.runtime;
  const dying: Database = {
    query: (statement) => mortal(() => database.query(statement)),
    batch: (statements) => mortal(() => database.batch(statements)),
  };
  const fired = fireSchedule({ ...stack, runtime: { ...stack.runtime, database: dying } }, handler);
  await Promise.race([fired, gone.promise]);
}
