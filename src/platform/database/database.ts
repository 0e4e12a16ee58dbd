import { NeonDbError, type NeonQueryFunction, neon, neonConfig, types } from '@neondatabase/serverless';
import { type SQL, sql } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import * as v from 'valibot';
import type { Config } from '../config/config.ts';
import { exchange } from '../exchange.ts';
import { Problem } from '../problems.ts';
import { pendingPrecondition } from '../request-precondition.ts';
import { functionsSchema } from './function-parameters.ts';
import { workMs } from './session-settings.ts';

const longestPauseMs = 500;

/** The SQLSTATEs after which the same transaction may simply be tried again (PostgreSQL 18, appendix A). */
const retriable = new Set(['40001', '40P01', '55P03']);

/**
 * The SQLSTATEs of a server that is going, coming, full or too slow: connection exceptions, insufficient
 * resources, what an operator or a timeout ended. Whether a transaction that was cut off has taken effect is not
 * known, so it is not tried again here.
 */
const away = /^(08|53|57|25P0[34])/;

/** The one door to Postgres: every call is one round trip. */
export interface Database {
  /** Runs one statement. */
  query(statement: SQL): Promise<Row[]>;
  /** Runs statements in order inside one READ COMMITTED transaction and gives the rows of each. */
  batch(statements: readonly [SQL, ...SQL[]]): Promise<Row[][]>;
}

export type Row = Record<string, unknown>;

/**
 * Neon's HTTP driver. `pause` waits between retries of what the database asked to be tried again; all waiting
 * of a call comes out of one budget, `waitMs`. A batch stands in each queue once and for as long as that: who
 * gives up and comes again stands behind everyone who came later.
 */
export function createDatabase(
  config: Config['database'],
  pause: (ms: number) => Promise<void>,
  waitMs: number,
): Database {
  const driver = driverOf(config, waitMs + workMs);
  const batch = (statements: readonly SQL[]) =>
    retrying(pause, waitMs, async (leftMs) => {
      const all = [lockTimeout(leftMs), ...statements].map((one) => asked(driver, one));
      const [, ...rows] = await driver.transaction(all);
      return rows;
    });
  return {
    query: (statement) =>
      underGuard(
        () => retrying(pause, waitMs, () => asked(driver, statement)),
        async (guard) => (await batch([guard, statement]))[1] ?? [],
      ),
    batch: (statements) =>
      underGuard(
        () => batch(statements),
        async (guard) => (await batch([guard, ...statements])).slice(1),
      ),
  };
}

type Driver = NeonQueryFunction<false, false>;

/** The driver, over connections that are kept. Its settings are the process's. */
export function driverOf({ url, httpEndpoint }: Config['database'], timeoutMs: number): Driver {
  if (httpEndpoint) neonConfig.fetchEndpoint = httpEndpoint;
  neonConfig.fetchFunction = (endpoint: string, request: DriverRequest) => send(endpoint, request, timeoutMs);
  return neon(url);
}

/** What the driver gives to its `fetchFunction`. */
interface DriverRequest {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Asks the database, and reads its answer to the end: what fails before that the driver takes for a database
 * that is away. Of a `Response` it uses no more than this.
 */
async function send(endpoint: string, { body, headers }: DriverRequest, timeoutMs: number) {
  const { status, text } = await exchange(endpoint, { method: 'POST', headers, body, timeoutMs });
  return {
    ok: status === 200,
    status,
    json: async (): Promise<unknown> => JSON.parse(text),
    text: async () => text,
  };
}

const dialect = new PgDialect();

/** Dates, times, periods and lists of them, by their types in PostgreSQL, which stay text: we say what they are. */
const asText = new Set([1082, 1114, 1115, 1182, 1184, 1185, 1186, 1187, 1231]);
const rowTypes: typeof types = {
  ...types,
  getTypeParser: (id, format) => (asText.has(id) ? (text: string) => text : types.getTypeParser(id, format)),
};

/** A statement as the driver asks it, alone when it is awaited, or within a transaction. */
function asked(driver: Driver, statement: SQL) {
  const { sql: text, params } = dialect.sqlToQuery(statement);
  return driver.query(text, params, { types: rowTypes });
}

/** How long the transaction waits for each lock. To PostgreSQL zero means for ever. */
function lockTimeout(ms: number): SQL {
  return sql`select set_config('lock_timeout', ${`${Math.max(1, Math.ceil(ms))}ms`}, true)`;
}

/**
 * Runs `bare`, or `withGuard` while the request has a guard to pass. Throws the guard's problem where it
 * refuses.
 */
async function underGuard<T>(bare: () => Promise<T>, withGuard: (guard: SQL) => Promise<T>): Promise<T> {
  const guard = pendingPrecondition();
  if (!guard) return bare();
  try {
    const result = await withGuard(guard.statement);
    guard.hasPassed = true;
    return result;
  } catch (error) {
    throw guard.problemOf(databaseError(error)?.constraint ?? '') ?? error;
  }
}

async function retrying<T>(
  pause: (ms: number) => Promise<void>,
  waitMs: number,
  run: (leftMs: number) => Promise<T>,
): Promise<T> {
  const endMs = performance.now() + waitMs;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run(endMs - performance.now());
    } catch (error) {
      const { code } = databaseError(error) ?? {};
      if (code === '3F000') throw functionsMissing(error);
      // The driver got no answer, or one that is not PostgreSQL's.
      if (code ? away.test(code) : error instanceof NeonDbError)
        throw new Problem('unavailable', 'Please try again in a minute.', {
          headers: { 'Retry-After': '60' },
          cause: error,
        });
      if (!code || !retriable.has(code)) throw error;
      if (performance.now() >= endMs)
        throw new Problem('busy', 'Many people are booking just now. Please try again.', {
          headers: { 'Retry-After': '1' },
        });
      await pause(Math.min(longestPauseMs, 2 ** attempt * 10 * (0.5 + Math.random())));
    }
  }
}

/** The database has no functions of this build: `migrate` has not run yet, or they were pruned. */
function functionsMissing(cause: unknown): Problem {
  const message = `The database has no functions ${functionsSchema}. Run migrate from the code of this build.`;
  return new Problem('unavailable', 'Please try again in a minute.', {
    headers: { 'Retry-After': '60' },
    cause: new Error(message, { cause }),
  });
}

/** Whether a statement was refused by the constraint (or the trigger) of this name. */
export function isRefusedBy(error: unknown, constraint: string): boolean {
  return databaseError(error)?.constraint === constraint;
}

/** What PostgreSQL said. */
function databaseError(error: unknown): { code: string; constraint: string | undefined } | undefined {
  if (!(error instanceof NeonDbError) || error.code === undefined) return undefined;
  return { code: error.code, constraint: error.constraint };
}

/** The rows of a result by a schema, so that what SQL answers is checked where it enters. */
export function rowsOf<S extends v.GenericSchema>(schema: S, rows: Row[] | undefined): v.InferOutput<S>[] {
  return (rows ?? []).map((row) => v.parse(schema, row));
}

/** The first row of a result by a schema, if there is one. */
export function firstOf<S extends v.GenericSchema>(
  schema: S,
  rows: Row[] | undefined,
): v.InferOutput<S> | undefined {
  const [row] = rows ?? [];
  return row && v.parse(schema, row);
}

/** Timestamps arrive as Date objects or, inside JSON, as text with an offset. */
export const instantSchema = v.union([
  v.date(),
  v.pipe(
    v.string(),
    v.transform((text) => new Date(text)),
    v.date(),
  ),
]);
