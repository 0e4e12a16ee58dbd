import pg from 'pg';
import type { Outcome } from './exchange.ts';
import { MalformedRequestError, type SqlRequest } from './request.ts';

export type Answer = { status: number; body: unknown };

function resultOf({ fields, rows, command, rowCount }: Outcome, arrayMode: boolean) {
  const named = (row: Outcome['rows'][number]) =>
    Object.fromEntries(fields.map(({ name }, column) => [name, row[column]]));
  return { fields, rows: arrayMode ? rows : rows.map(named), command, rowCount, rowAsArray: arrayMode };
}

/** The answer to work that succeeded: one result, or those of the batch in order. */
export function answerOf(request: SqlRequest, outcomes: Outcome[]): Answer {
  const results = outcomes.map((outcome) => resultOf(outcome, request.arrayMode));
  return { status: 200, body: request.begin === undefined ? results[0] : { results } };
}

const ERROR_FIELDS = [
  'message',
  'code',
  'detail',
  'hint',
  'position',
  'internalPosition',
  'internalQuery',
  'severity',
  'where',
  'table',
  'column',
  'schema',
  'dataType',
  'constraint',
  'file',
  'line',
  'routine',
] as const;

/** The answer to work that failed: 400 for what PostgreSQL itself says, 500 when it could not be asked. */
export function answerOfError(error: unknown): Answer {
  if (error instanceof pg.DatabaseError) {
    return { status: 400, body: Object.fromEntries(ERROR_FIELDS.map((name) => [name, error[name] ?? null])) };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { status: error instanceof MalformedRequestError ? 400 : 500, body: { message } };
}
