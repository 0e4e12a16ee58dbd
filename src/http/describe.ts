import { describeRoute, resolver } from 'hono-openapi';
import * as v from 'valibot';
import { schemaOptions } from './schema-options.ts';

/** Every refusal, as RFC 9457 has it. */
const problemSchema = v.object({
  type: v.string(),
  title: v.string(),
  status: v.number(),
  code: v.string(),
  detail: v.string(),
  errors: v.optional(v.array(v.object({ field: v.string(), message: v.string() }))),
  requestId: v.string(),
});

/** Documents what a route answers, from the schemas of its answers and the statuses of its refusals. */
export function answers(
  summary: string,
  description: string,
  successes: Readonly<Record<number, v.GenericSchema>>,
  refusals: readonly number[],
  /** A success that is also, or only, answered as text of another media type. */
  text?: { readonly status: number | readonly number[]; readonly mediaType: string },
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
  for (const status of refusals) add(status, 'application/problem+json', problemSchema);
  const responses = [...content].map(([status, media]) => [
    status,
    { description: Number(status) < 400 ? summary : 'Refused', content: media },
  ]);
  return describeRoute({ summary, description, responses: Object.fromEntries(responses) });
}
