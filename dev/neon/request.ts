import type { IncomingHttpHeaders } from 'node:http';
import * as v from 'valibot';
import type { Statement } from './exchange.ts';
import { parseTarget, type Target } from './pools.ts';
import type { Work } from './run.ts';

/** What a `POST /sql` asks for. */
export type SqlRequest = Work & { target: Target; arrayMode: boolean };

/** The request is not one that the Neon driver sends; the message says why. */
export class MalformedRequestError extends Error {}

// The driver sends parameters as text already; the bound is the protocol's own.
const Param = v.nullable(
  v.union([v.string(), v.pipe(v.union([v.number(), v.boolean()]), v.transform(String))]),
);
const Query = v.object({
  query: v.string(),
  params: v.optional(v.pipe(v.array(Param), v.maxLength(65_535)), []),
});
const Body = v.union([v.object({ queries: v.array(Query) }), Query]);

const ISOLATION_LEVELS = new Map([
  ['ReadUncommitted', 'READ UNCOMMITTED'],
  ['ReadCommitted', 'READ COMMITTED'],
  ['RepeatableRead', 'REPEATABLE READ'],
  ['Serializable', 'SERIALIZABLE'],
]);

function beginStatement(headers: IncomingHttpHeaders): string {
  const level = headers['neon-batch-isolation-level'];
  const isolation = level === undefined ? undefined : ISOLATION_LEVELS.get(String(level));
  if (level !== undefined && !isolation) throw new MalformedRequestError(`unknown isolation level ${level}`);
  return [
    'BEGIN',
    isolation && `ISOLATION LEVEL ${isolation}`,
    headers['neon-batch-read-only'] === 'true' && 'READ ONLY',
    headers['neon-batch-deferrable'] === 'true' && 'DEFERRABLE',
  ]
    .filter(Boolean)
    .join(' ');
}

/** Reads a request in the format of `@neondatabase/serverless` 1.2, for `port` where it names none. Throws MalformedRequestError. */
export function readSqlRequest(headers: IncomingHttpHeaders, body: string, port?: number): SqlRequest {
  const target = parseTarget(String(headers['neon-connection-string']), port);
  if (!target)
    throw new MalformedRequestError(
      'the header Neon-Connection-String is missing or not a connection string',
    );
  if (headers['neon-raw-text-output'] !== 'true') {
    throw new MalformedRequestError('only raw text output is spoken here: send Neon-Raw-Text-Output: true');
  }
  const parsed = v.safeParse(Body, parseJson(body));
  if (!parsed.success) throw new MalformedRequestError('the body is neither {query, params} nor {queries}');
  const arrayMode = headers['neon-array-mode'] === 'true';
  if ('queries' in parsed.output) {
    const statements: Statement[] = parsed.output.queries;
    return { target, arrayMode, statements, begin: beginStatement(headers) };
  }
  return { target, arrayMode, statements: [parsed.output] };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MalformedRequestError('the body is not JSON', { cause });
  }
}
