import { describeRoute, resolver } from 'hono-openapi';
import * as v from 'valibot';
import { problems } from '../platform/problems.ts';
import { schemaOptions } from './schema-options.ts';

/** A refusal of a status as RFC 9457 has it: its `code` is one of those that have this status. */
function problemSchema(status: number, extensions: v.ObjectEntries) {
  const codes = Object.entries(problems).flatMap(([code, problem]) =>
    problem.status === status ? [code] : [],
  );
  return v.object({
    type: v.string(),
    title: v.string(),
    status: v.number(),
    code: v.picklist(codes),
    detail: v.string(),
    errors: v.optional(v.array(v.object({ field: v.string(), message: v.string() }))),
    requestId: v.string(),
    ...extensions,
  });
}

/** The headers that an answer of a status has, or may have. */
function headersOf(status: number, isReplayed: boolean) {
  const header = (description: string, type: 'string' | 'integer' = 'string') => ({
    description,
    schema: { type },
  });
  return {
    'X-Request-Id': header('Name it when you ask about a call.'),
    ...(status >= 300 && status < 400 ? { Location: header('Where to go on.') } : {}),
    ...([409, 429, 503].includes(status) ? { 'Retry-After': header('Seconds to wait.', 'integer') } : {}),
    ...(isReplayed && status < 300
      ? { 'Idempotent-Replayed': header('`true` where the answer was given before.') }
      : {}),
  };
}

/** Documents what a route answers, from the schemas of its answers and the statuses of its refusals. */
export function answers(
  summary: string,
  description: string,
  successes: Readonly<Record<number, v.GenericSchema>>,
  refusals: readonly number[],
  /** A success that is also, or only, answered as text of another media type. */
  text?: { readonly status: number | readonly number[]; readonly mediaType: string },
  /** Members that refusals of a status have beside the common ones, and whether a success may be a replay. */
  more: { readonly extensions?: Readonly<Record<number, v.ObjectEntries>>; readonly isReplayed?: true } = {},
) {
  const content = new Map<string, Record<string, { schema: ReturnType<typeof resolver> }>>();
  const add = (status: number | string, mediaType: string, schema: v.GenericSchema) => {
    content.set(`${status}`, {
      ...content.get(`${status}`),
      [mediaType]: { schema: resolver(schema, schemaOptions) },
    });
  };
  for (const [status, schema] of Object.entries(successes)) add(status, 'application/json', schema);
  for (const status of text ? [text.status].flat() : []) add(status, text?.mediaType ?? '', v.string());
  for (const status of new Set([...refusals, 500]))
    add(status, 'application/problem+json', problemSchema(status, more.extensions?.[status] ?? {}));
  const responses = [...content].map(([status, media]) => [
    status,
    {
      description: Number(status) < 400 ? summary : 'Refused',
      headers: headersOf(Number(status), more.isReplayed ?? false),
      content: media,
    },
  ]);
  return describeRoute({ summary, description, responses: Object.fromEntries(responses) });
}
