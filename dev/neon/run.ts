import pg from 'pg';
import { exchange, type Outcome, type Statement } from './exchange.ts';
import type { Pools, Target } from './pools.ts';
import { forgetPrepared, preparedOn } from './prepared.ts';

/** Statements to run alone, or as one transaction opened by `begin`. */
export type Work = { statements: Statement[]; begin?: string };

/**
 * Session settings and locks that a pooled connection would carry into the next request. Neon promises no
 * session over HTTP; here every request gets a clean one. A setting that is of the transaction alone is gone with it.
 */
const LEAVES_STATE =
  /^\s*(set(?!\s+local)|reset|listen|prepare|declare|load|discard)\b|\btemp(orary)?\b|set_config\((?!(?:(?!set_config)[\s\S])*?, true\))|pg_(try_)?advisory_lock/i;

const lost = (error: unknown) => !(error instanceof pg.DatabaseError) || error.severity === 'FATAL';

/** Runs the work on a connection of the target's pool. Throws pg.DatabaseError, or the connection's error. */
export async function run(pools: Pools, target: Target, { statements, begin }: Work): Promise<Outcome[]> {
  const client = await pools.acquire(target);
  let broken = false;
  try {
    const prepared = pools.plansOnce ? preparedOn(client) : undefined;
    if (begin === undefined) return await exchange(client, statements, prepared);
    const plain = (query: string): Statement => ({ query, params: [] });
    const outcomes = await exchange(client, [plain(begin), ...statements, plain('COMMIT')], prepared);
    return outcomes.slice(1, -1);
  } catch (error) {
    broken = lost(error);
    // Before the answer, so that whoever reads it finds the transaction's locks gone.
    if (begin !== undefined && !broken) {
      await client.query('ROLLBACK').catch(() => {
        broken = true;
      });
    }
    throw error;
  } finally {
    void giveBack(client, broken, statements);
  }
}

async function giveBack(client: pg.PoolClient, broken: boolean, statements: Statement[]): Promise<void> {
  // A lone BEGIN leaves a transaction open; such a connection is not lent again.
  const unusable = broken || client.getTransactionStatus() !== 'I';
  if (unusable || !statements.some(({ query }) => LEAVES_STATE.test(query))) return client.release(unusable);
  forgetPrepared(client);
  await client.query('DISCARD ALL').then(
    () => client.release(),
    () => client.release(true),
  );
}
