import type { Permission } from '../account/permissions.ts';
import type { ApiDocument } from './openapi.ts';

/** JSON Schema as our own schemas are written in the document. */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required?: boolean;
  readonly schema: JsonSchema;
}

type Content = Readonly<Record<string, { readonly schema: JsonSchema }>>;

/** An operation of the document, as far as the page tells of it. */
interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly 'x-permission'?: Permission;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
  readonly 'x-fresh-proof'?: boolean;
  readonly 'x-rate-limit'?: { readonly requests: number; readonly windowSeconds: number };
}

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
  readonly needsFreshProof: boolean;
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

/** Every operation of the document, in its order. */
export function endpointsOf(document: ApiDocument): Endpoint[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    // The document is made by `describeApps`, from schemas and marks of our own: it has this shape, which a test holds.
    Object.entries(methods ?? {}).map(([method, operation]) =>
      endpointOf(method, path, operation as unknown as Operation),
    ),
  );
}

function endpointOf(method: string, path: string, operation: Operation): Endpoint {
  const contents = Object.entries(operation.responses).flatMap(([status, { content = {} }]) =>
    Object.entries(content).map(([mediaType, { schema }]) => ({
      status: Number(status),
      mediaType,
      schema,
    })),
  );
  const isRefusal = (mediaType: string) => mediaType === 'application/problem+json';
  return {
    id: operation.operationId,
    method: method.toUpperCase(),
    path,
    summary: operation.summary,
    description: operation.description,
    tag: operation.tags[0] ?? '',
    security: (operation.security ?? []).flatMap((one) => Object.keys(one)),
    permission: operation['x-permission'],
    needsFreshProof: operation['x-fresh-proof'] ?? false,
    rateLimit: operation['x-rate-limit'],
    parameters: operation.parameters ?? [],
    body: operation.requestBody?.content['application/json']?.schema,
    answers: contents.filter(({ mediaType }) => !isRefusal(mediaType)),
    refusals: contents.filter(({ mediaType }) => isRefusal(mediaType)).map(({ status }) => status),
  };
}
