import type { FunctionModule } from '../../dev/functions-server.ts';
import type { Database } from '../../src/platform/database/database.ts';
import { fireSchedule } from '../support/harness/fire-schedule.ts';
import type { Stack } from '../support/harness/stack.ts';

export type Handler = FunctionModule['default'];

/** Many times the words with the database that any run needs for a dozen guests: one that needs more goes round in a circle. */
const mostCalls = 500;

/**
 * Fires a schedule, and answers what is wrong with how it ended, if anything. Its process may end at its `diesAt`-th word with the
 * database: that takes effect, and nothing after it happens, as when an instance is taken away in the middle of its work. The clock
 * stands still meanwhile, so what would go on until its time is over is ended by the number of its words.
 */
export async function fire(stack: Stack, handler: Handler, diesAt?: number): Promise<string | undefined> {
  const gone = Promise.withResolvers<'gone'>();
  const { database } = stack.runtime;
  let calls = 0;
  async function counted<T>(work: () => Promise<T>): Promise<T> {
    calls += 1;
    if (calls > mostCalls) throw new Error(`no end after ${mostCalls} words with the database`);
    if (diesAt === undefined || calls < diesAt) return work();
    await work();
    gone.resolve('gone');
    return new Promise<never>(() => {});
  }
  const watched: Database = {
    query: (statement) => counted(() => database.query(statement)),
    batch: (statements) => counted(() => database.batch(statements)),
  };
  const fired = fireSchedule({ ...stack, runtime: { ...stack.runtime, database: watched } }, handler);
  const outcome = await Promise.race([fired, gone.promise]);
  if (calls > mostCalls) return `does not come to an end`;
  return outcome === 'gone' || outcome === 204 ? undefined : `answers ${outcome}`;
}
