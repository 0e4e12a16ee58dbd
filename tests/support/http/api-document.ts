import * as v from 'valibot';
import { bodyOf, newClient } from '../booking/booking.ts';
import type { Stack } from '../harness/stack.ts';

const contentSchema = v.record(
  v.string(),
  v.looseObject({ schema: v.looseObject({}), encoding: v.optional(v.looseObject({})) }),
);

const operationSchema = v.looseObject({
  operationId: v.string(),
  summary: v.pipe(v.string(), v.nonEmpty()),
  security: v.optional(v.array(v.record(v.string(), v.array(v.string())))),
  parameters: v.optional(
    v.array(
      v.looseObject({
        name: v.string(),
        in: v.picklist(['query', 'header', 'path', 'cookie']),
        required: v.optional(v.boolean()),
        schema: v.looseObject({}),
      }),
    ),
    [],
  ),
  requestBody: v.optional(v.looseObject({ required: v.optional(v.boolean()), content: contentSchema })),
  responses: v.record(
    v.pipe(v.string(), v.regex(/^([1-5]\d\d|default)$/)),
    v.looseObject({
      description: v.string(),
      headers: v.optional(v.record(v.string(), v.looseObject({})), {}),
      content: v.optional(contentSchema),
    }),
  ),
});

/** What of OpenAPI 3.1.0 a reader depends on (section 4.8 of the specification), as far as our documents use it. */
export const documentSchema = v.looseObject({
  openapi: v.pipe(v.string(), v.regex(/^3\.1\.\d+$/)),
  info: v.looseObject({ title: v.pipe(v.string(), v.nonEmpty()), version: v.pipe(v.string(), v.nonEmpty()) }),
  servers: v.array(v.looseObject({ url: v.pipe(v.string(), v.url()) })),
  paths: v.record(
    v.pipe(v.string(), v.startsWith('/')),
    v.record(
      v.picklist(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']),
      v.looseObject({}),
    ),
  ),
  components: v.looseObject({
    schemas: v.record(v.string(), v.looseObject({})),
    responses: v.record(v.string(), v.looseObject({})),
    headers: v.record(v.string(), v.looseObject({})),
    securitySchemes: v.record(v.string(), v.looseObject({ type: v.string() })),
  }),
});

export type ApiDocument = v.InferOutput<typeof documentSchema>;
export type Operation = v.InferOutput<typeof operationSchema>;

/** The document as the functions serve it, checked for its shape. */
export async function readApiDocument(stack: Stack): Promise<ApiDocument> {
  return bodyOf(await stack.call('/openapi.json', { from: newClient() }), 200, documentSchema);
}

/** Every operation by its method and path, as `POST /api/v1/quotes`, with what it refers to in its place. */
export function operationsOf(document: ApiDocument): Map<string, Operation> {
  return new Map(
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, operation]) =>
          [
            `${method.toUpperCase()} ${path}`,
            v.parse(operationSchema, resolved(operation, document)),
          ] as const,
      ),
    ),
  );
}

/** A part of a document with what it refers to in its place, and what stands beside a reference over it (OpenAPI 3.1, 4.8.23). */
function resolved(part: unknown, document: ApiDocument): unknown {
  if (Array.isArray(part)) return part.map((one) => resolved(one, document));
  if (part === null || typeof part !== 'object') return part;
  const { $ref, ...beside }: Record<string, unknown> = { ...part };
  const own = Object.entries(beside).map(([name, one]) => [name, resolved(one, document)]);
  const target = typeof $ref === 'string' ? Object(resolved(targetOf($ref, document), document)) : {};
  return { ...target, ...Object.fromEntries(own) };
}

/** What a reference of ours leads to. Throws where there is nothing. */
function targetOf(ref: string, { components }: ApiDocument): unknown {
  const [kind = '', name = ''] = /^#\/components\/(\w+)\/([\w.-]+)$/.exec(ref)?.slice(1) ?? [];
  const target: unknown = Reflect.get(Object(Reflect.get(components, kind)), name);
  if (!target) throw new Error(`${ref} leads nowhere`);
  return target;
}
