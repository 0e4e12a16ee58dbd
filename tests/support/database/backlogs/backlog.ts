import type { RunLimits } from '../../../../src/platform/run.ts';
import type { Runtime } from '../../../../src/platform/runtime.ts';
import type { Stack } from '../../harness/stack.ts';
import { count } from '../due-rows.ts';

/** A job of the database, and very many rows that it has to do. */
export interface Backlog {
  readonly make: (stack: Stack, many: number) => Promise<unknown>;
  /** How many of them are not done. */
  readonly left: (stack: Stack, many: number) => Promise<number>;
  readonly run: (runtime: Runtime, limits: RunLimits) => Promise<void>;
  /** How long a run is outside a torture; longer where other parts take their share of it. */
  readonly seconds?: number;
  /** It says in its own words how far it came. */
  readonly saysOtherwise?: true;
}

/** So many minutes from now that every job forgets what is as old. */
export const longAgo = -100 * 1440;

/** Rows of a table by the number `n`, past its triggers and references. */
export async function fill(stack: Stack, many: number, table: string, values: string): Promise<void> {
  await stack.database.query('set session_replication_role = replica');
  await stack.database.query(`insert into ${table} select ${values} from generate_series(1, ${many}) n`);
  await stack.database.query('reset session_replication_role');
}

/** By the messages that were written about them. */
export const written =
  (template: string): Backlog['left'] =>
  async (stack, many) =>
    many - (await count(stack, `select distinct subject_id from outbox where template = '${template}'`));
