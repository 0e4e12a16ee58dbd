import { isCalledFunction, readSqlSources, type SqlSource } from '../../ops/database-functions.ts';

/** A file that holds one function, trigger or view that belongs to tables, as it is now. It can be run again as it stands. */
export type DatabaseSource = SqlSource;

/** All sources that migrations are made of, by path. The functions that TypeScript calls are made by `migrate` itself. */
export function readDatabaseSources(): DatabaseSource[] {
  return readSqlSources().filter((source) => !isCalledFunction(source));
}
