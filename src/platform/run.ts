import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { firstOf, rowsOf } from './database/database.ts';
import { Problem } from './problems.ts';
import type { Runtime } from './runtime.ts';

/** How long a run begins with more: Netlify ends a scheduled function after 30 s (docs.netlify.com, scheduled functions). */
const usualSeconds = 20;
/** Few enough for one statement to be over in a second or two, whatever triggers do to each row. */
const usualStep = 500;

/** What a run of a job keeps to; left out, what suits production. */
export interface RunLimits {
  readonly seconds?: number;
  /** How many rows one statement takes. */
  readonly step?: number;
}

/** The time of one run. Side by side, its parts share it. */
export interface Run {
  readonly step: number;
  /** Whether nothing more is to be begun: the next run goes on. */
  isOver(): boolean;
}

export function beginRun(
  { clock }: Runtime,
  { seconds = usualSeconds, step = usualStep }: RunLimits = {},
): Run {
  const endMs = clock.now().getTime() + seconds * 1000;
  return { step, isOver: () => clock.now().getTime() >= endMs };
}

/** Work that can be split by the ids of its rows. */
export interface Sweep {
  /** As the log names it. */
  readonly job: string;
  /** A query of all that is due now, as `id`, each once. What was done is no longer in it. */
  readonly due: SQL;
  /** Does it for some, all or none. What is no longer due is left alone. */
  readonly work: (ids: readonly string[]) => Promise<unknown>;
}

/** What became of a sweep; `left` is counted when the time was over. */
export interface Swept {
  readonly done: number;
  readonly failed: number;
  readonly left: number;
}

/**
 * Does what is due in steps, in the order of the ids, until all was tried or the time is over; the next run goes on. A row that cannot be
 * done is set aside for this run and holds up nobody: a step that fails is halved until it stands alone. Throws at the end for those,
 * so that the schedule is seen to fail, and at once when the database is away.
 */
export async function sweep(runtime: Runtime, run: Run, { job, due, work }: Sweep): Promise<Swept> {
  const errors: unknown[] = [];
  let done = 0;
  let after = '';
  let isThrough = false;
  while (!isThrough && !run.isOver()) {
    const rows = await runtime.database.query(
      sql`select id from (${due}) due where id > ${after} order by id limit ${run.step}`,
    );
    const ids = rowsOf(v.object({ id: v.string() }), rows).map(({ id }) => id);
    done += await orHalves(work, ids, (error) => {
      errors.push(error);
      runtime.log('error', 'row not done', { part: job, error });
    });
    after = ids.at(-1) ?? after;
    isThrough = ids.length < run.step;
  }
  const left = isThrough ? errors.length : await countOf(runtime, due);
  if (done + left > 0) runtime.log(left > 0 ? 'warn' : 'info', 'job run', { part: job, count: done, left });
  if (errors.length > 0) throw new AggregateError(errors, `${job}: ${errors.length} could not be done`);
  return { done, failed: errors.length, left };
}

async function orHalves(
  work: Sweep['work'],
  ids: readonly string[],
  failed: (error: unknown) => void,
): Promise<number> {
  if (ids.length === 0) return 0;
  try {
    await work(ids);
    return ids.length;
  } catch (error) {
    if (error instanceof Problem) throw error;
    if (ids.length === 1) {
      failed(error);
      return 0;
    }
    const half = Math.ceil(ids.length / 2);
    return (
      (await orHalves(work, ids.slice(0, half), failed)) + (await orHalves(work, ids.slice(half), failed))
    );
  }
}

async function countOf(runtime: Runtime, due: SQL): Promise<number> {
  const rows = await runtime.database.query(sql`select count(*)::int as count from (${due}) due`);
  return firstOf(v.object({ count: v.number() }), rows)?.count ?? 0;
}

/** Runs jobs side by side: none waits for another, and one that fails keeps none from being done. Throws what failed in the end. */
export async function independently(...jobs: readonly (() => Promise<unknown>)[]): Promise<void> {
  const results = await Promise.allSettled(jobs.map((job) => job()));
  throwAny(results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : [])));
}

/** The same one after the other, where one makes room for the next. */
export async function inTurn(...jobs: readonly (() => Promise<unknown>)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const job of jobs) await job().catch((error: unknown) => void errors.push(error));
  throwAny(errors);
}

function throwAny(errors: readonly unknown[]): void {
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new AggregateError(errors, `${errors.length} jobs failed`);
}
