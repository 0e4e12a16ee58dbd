import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { firstOf } from './database/database.ts';
import type { Run } from './run.ts';
import type { Runtime } from './runtime.ts';

/** Rows of a table, by the alias `t`, that go once they are old. */
interface Prune {
  /** As the log names it. */
  readonly job: string;
  readonly table: SQL;
  /** The column, or the expression, of an index by which the oldest are found. */
  readonly age: SQL;
  readonly before: string;
  /** What else must be so of a row that goes. Of old rows all but few have to fulfil it: those stand in the way. */
  readonly where?: SQL;
}

const countSchema = v.object({ count: v.number() });

/**
 * Deletes what is old, the oldest first, so many rows by one statement, until there are none or the time is over;
 * the next run goes on. What somebody else is at is left to the next run as well.
 */
export async function prune(runtime: Runtime, run: Run, given: Prune): Promise<void> {
  const { job, table, age, before, where = sql`true` } = given;
  const old = sql`from ${table} t where ${age} < ${before} and ${where}`;
  const isOver = run.paced();
  let done = 0;
  let isThrough = false;
  while (!isThrough && !isOver()) {
    const count = await countOf(
      runtime,
      // By where a row lies: whatever the planner knows of the table, it is fetched and not looked for.
      sql`with gone as (delete from ${table} where ctid = any(array(
          select t.ctid ${old} order by ${age} limit ${run.step} for update of t skip locked
        )) returning true)
        select count(*)::int as count from gone`,
    );
    done += count;
    isThrough = count < run.step;
  }
  const left = isThrough ? 0 : await countOf(runtime, sql`select count(*)::int as count ${old}`);
  if (done + left > 0) runtime.log(left > 0 ? 'warn' : 'info', 'job run', { part: job, count: done, left });
}

async function countOf({ database }: Runtime, statement: SQL): Promise<number> {
  return firstOf(countSchema, await database.query(statement))?.count ?? 0;
}
