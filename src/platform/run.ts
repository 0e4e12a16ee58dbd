import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { firstOf, rowsOf } from './database/database.ts';
import { Problem } from './problems.ts';
import type { Runtime } from './runtime.ts';

/**
 * How long a run begins with more: Netlify ends a scheduled function after 30 s (docs.netlify.com, scheduled
 * functions).
 */
const usualSeconds = 20;
/** By then what has begun is through: 24 s of 20, and what is left is still to be counted. */
const untilThrough = 1.2;
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
  /**
   * The same for work in steps, asked before each: also where one that takes as long as the longest so far
   * would not be through in time. A busy database takes several times as long as usual.
   */
  paced(): () => boolean;
}

export function beginRun(
  { clock }: Pick<Runtime, 'clock'>,
  { seconds = usualSeconds, step = usualStep }: RunLimits = {},
): Run {
  const beginMs = clock.now().getTime();
  const endMs = beginMs + seconds * 1000;
  const throughMs = beginMs + seconds * 1000 * untilThrough;
  return {
    step,
    isOver: () => clock.now().getTime() >= endMs,
    paced() {
      let longestMs = 0;
      let beforeMs: number | undefined;
      return () => {
        const nowMs = clock.now().getTime();
        longestMs = Math.max(longestMs, nowMs - (beforeMs ?? nowMs));
        beforeMs = nowMs;
        return nowMs >= endMs || nowMs + longestMs >= throughMs;
      };
    },
  };
}

/** Work that can be split by the ids of its rows. */
export interface Sweep {
  /** As the log names it. */
  readonly job: string;
  /** A query of all that is due now, as `id`, each once. What was done is no longer in it. */
  readonly due: SQL;
  /**
   * A query of the `id`s of candidates, where what is due takes long to tell: by their own columns alone,
   * each once. What is due is told of a page of them at a time. Else a database whose statistics are old
   * tells it of all that there are, again for each step.
   */
  readonly among?: SQL;
  /** Does it for some, all or none. What is no longer due is left alone. */
  readonly work: (ids: readonly string[]) => Promise<unknown>;
}

/**
 * Ends a subquery by a key that is to be asked of each row by itself. Left to the planner, a database whose
 * statistics are old sets all that a run has written so far against each row of a step.
 */
export const oneByOne: SQL = sql`offset 0`;

/** What became of a sweep; `left` is counted when the time was over: what was not come to, or could not be done. */
export interface Swept {
  readonly done: number;
  readonly failed: number;
  readonly left: number;
}

/**
 * Does what is due in steps, in the order of the ids, until all was tried or the time is over; the next run
 * goes on. A row that cannot be done is set aside for this run and holds up nobody: a step that fails is
 * halved until it stands alone. Throws at the end for those, so that the schedule is seen to fail, and at
 * once when the database is away.
 */
export async function sweep(runtime: Runtime, run: Run, given: Sweep): Promise<Swept> {
  const { job, work } = given;
  const errors: unknown[] = [];
  let done = 0;
  let page: Page = { due: [], next: '' };
  const isOver = run.paced();
  while ((page.due.length > 0 || page.next !== undefined) && !isOver()) {
    if (page.due.length === 0 && page.next !== undefined) page = await pageOf(runtime, run, given, page.next);
    const ids = page.due.slice(0, run.step);
    page = { ...page, due: page.due.slice(run.step) };
    done += await orHalves(work, ids, (error) => {
      errors.push(error);
      runtime.log('error', 'row not done', { part: job, error });
    });
  }
  const isThrough = page.due.length === 0 && page.next === undefined;
  const left = isThrough ? errors.length : errors.length + (await leftOf(runtime, given, page));
  if (done + left > 0) runtime.log(left > 0 ? 'warn' : 'info', 'job run', { part: job, count: done, left });
  if (errors.length > 0) throw new AggregateError(errors, `${job}: ${errors.length} could not be done`);
  return { done, failed: errors.length, left };
}

/** What is due of some rows, and the id after which the next are; nothing at their end. */
interface Page {
  readonly due: readonly string[];
  readonly next: string | undefined;
}

const pageSchema = v.object({ id: v.string(), isDue: v.boolean() });
/** So many candidates for a row that is due are looked at in one statement: with more it may take as long as a run. */
const candidates = 4;

async function pageOf(runtime: Runtime, run: Run, { due, among }: Sweep, after: string): Promise<Page> {
  const size = among ? candidates * run.step : run.step;
  const some = sql`select id from (${among ?? due}) candidate where id > ${after} order by id limit ${size}`;
  const statement = among
    ? sql`with page as materialized (${some}) select page.id, found.id is not null as "isDue" from page
        left join lateral (select id from (${due}) due where due.id = page.id limit 1) found on true order by page.id`
    : sql`select id, true as "isDue" from (${some}) page order by id`;
  const rows = rowsOf(pageSchema, await runtime.database.query(statement));
  return {
    due: rows.filter(({ isDue }) => isDue).map(({ id }) => id),
    next: rows.length < size ? undefined : rows.at(-1)?.id,
  };
}

/**
 * The work of a sweep that knows by other rows than it changes that something was done: by a message that was
 * written. `lock` locks the rows in a statement of its own before, in one order, so that of two runs the
 * later one sees what the earlier one has done: what a statement reads while it waits for a lock of its own
 * stays as it was before the wait.
 */
export function afterLocking(
  { database }: Runtime,
  lock: (ids: SQL) => SQL,
  work: (ids: SQL) => SQL,
): Sweep['work'] {
  return (given) => {
    const ids = sql`any(${sql.param(given)}::text[])`;
    return database.batch([lock(ids), work(ids)]);
  };
}

/**
 * Does work for all at once, and where that fails for each half of them, down to one by itself. Answers for how
 * many it was done. Throws at once when the database is away.
 */
export async function orHalves<One>(
  work: (all: readonly One[]) => Promise<unknown>,
  ids: readonly One[],
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

/** How much was not come to. Where what is due takes long to tell, that may be less: candidates are counted, and the run is over. */
async function leftOf(runtime: Runtime, { due, among }: Sweep, page: Page): Promise<number> {
  if (page.next === undefined) return page.due.length;
  const rows = await runtime.database.query(
    sql`select count(*)::int as count from (${among ?? due}) candidate where id > ${page.next}`,
  );
  return page.due.length + (firstOf(v.object({ count: v.number() }), rows)?.count ?? 0);
}

/**
 * Runs jobs side by side: none waits for another, and one that fails keeps none from being done. Throws what
 * failed in the end.
 */
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
