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
) {
  const success = Object.entries(successes).map(
    ([status, schema]) =>
      [
        status,
        {
          description: summary,
          content: { 'application/json': { schema: resolver(schema, schemaOptions) } },
        },
      ] as const,
  );
  const refusal = refusals.map(
    (status) =>
      [
        status,
        {
          description: 'Refused',
          content: { 'application/problem+json': { schema: resolver(problemSchema, schemaOptions) } },
        },
      ] as const,
  );
  return describeRoute({ summary, description, responses: Object.fromEntries([...success, ...refusal]) });
}
