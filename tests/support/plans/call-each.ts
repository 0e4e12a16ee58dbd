import { sql } from 'drizzle-orm';
import { functionsSchema } from '../../../src/platform/database/function-parameters.ts';
import { balances } from '../database/backlogs/balances.ts';
import { cleanUps } from '../database/backlogs/clean-ups.ts';
import { deposits } from '../database/backlogs/deposits.ts';
import { stays } from '../database/backlogs/stays.ts';
import type { Stack } from '../harness/stack.ts';

/** Calls each function with nothing, which is enough for those that are one query. */
export async function callEach(stack: Stack): Promise<void> {
  const { rows } = await stack.database.query<{ call: string }>(
    `select format('%s.%I(%s)', pronamespace::regnamespace, proname, (
       select string_agg(format('null::%s', t::regtype), ', ') from unnest(proargtypes) t)) as call
     from pg_proc where pronamespace = $1::regnamespace order by 1`,
    [functionsSchema],
  );
  // Some refuse it, after their first statements.
  for (const { call } of rows)
    await stack.runtime.database.query(sql.raw(`select * from ${call}`)).catch(() => {});
}

/** Runs each job for a few rows that are due. */
export async function runEach(stack: Stack): Promise<void> {
  for (const { make, run } of Object.values({ ...stays, ...cleanUps, ...balances, ...deposits })) {
    await make(stack, 3);
    await run(stack.runtime, {});
  }
}
