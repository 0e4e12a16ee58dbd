import type { Permission } from '../../account/permissions.ts';
import type { ApiDocument, JsonSchema, Operation, Parameter } from '../openapi/api-document.ts';
import { inlined } from '../openapi/json-schema.ts';

export interface Endpoint {
  /** The anchor. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly tag: string;
  /** The security schemes, any of which lets a caller in; none where anyone may call. */
  readonly security: readonly string[];
  readonly permission: Permission | undefined;
  readonly needsFreshAuthentication: boolean;
  readonly rateLimit: Operation['x-rate-limit'];
  readonly parameters: readonly Parameter[];
  readonly body: JsonSchema | undefined;
  readonly answers: readonly {
    readonly status: number;
    readonly mediaType: string;
    readonly schema: JsonSchema;
  }[];
  readonly refusals: readonly number[];
}

/** Every operation of the document, in its order. What they share stands in each. */
export function endpointsOf(document: ApiDocument): Endpoint[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => endpointOf(method, path, operation, document)),
  );
}

function endpointOf(
  method: string,
  path: string,
  operation: Operation,
  { components: { schemas } }: ApiDocument,
): Endpoint {
  const body = operation.requestBody?.content['application/json']?.schema;
  const successes = Object.entries(operation.responses).flatMap(([status, response]) =>
    '$ref' in response || 'application/problem+json' in (response.content ?? {})
      ? []
      : Object.entries(response.content ?? {}).map(([mediaType, { schema }]) => ({
          status: Number(status),
          mediaType,
          schema: inlined(schema, schemas),
        })),
  );
  const answered = new Set(successes.map(({ status }) => status));
  return {
    id: operation.operationId,
    method: method.toUpperCase(),
    path,
    summary: operation.summary,
    description: operation.description,
    tag: operation.tags[0] ?? '',
    security: operation.security.flatMap((one) => Object.keys(one)),
    permission: operation['x-permission'],
    needsFreshAuthentication: operation['x-fresh-authentication'] ?? false,
    rateLimit: operation['x-rate-limit'],
    parameters: operation.parameters ?? [],
    body: body && inlined(body, schemas),
    answers: successes,
    refusals: Object.keys(operation.responses)
      .map(Number)
      .filter((status) => !answered.has(status)),
  };
}
