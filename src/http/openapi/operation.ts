import type * as v from 'valibot';
import { permissions } from '../../account/permissions.ts';
import { type access, accessOf } from '../access/access.ts';
import { type limit, limitOf } from '../access/limit.ts';
import type { Components, Content, Operation, Parameter, Response } from './api-document.ts';
import { type Declared, declarationsOf } from './declared.ts';
import { formContentOf } from './form-schema.ts';
import { jsonSchemaOf } from './json-schema.ts';
import { pathParameters } from './path-parameters.ts';
import { headerRef, refusalsOf } from './refusals.ts';

/**
 * One route of a function: its method, its path as the document writes it, and everything that its requests
 * pass.
 */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly handlers: readonly object[];
}

/**
 * What the document tells of a route, all from what its parts declare. Adds what it shares with others to
 * `components`.
 */
export function operationOf(
  { method, path, handlers }: Route,
  tag: string,
  components: Components,
): Operation {
  const declared = declarationsOf(handlers);
  const { summary = '', description = '' } = declared.find((one) => one.summary !== undefined) ?? {};
  const parameters = [
    ...pathParameters(path),
    ...declared.flatMap(({ headers = [] }) => headers),
    ...declared.flatMap(({ query }) => (query ? queryParameters(query, components) : [])),
  ];
  const body = bodyOf(declared, components);
  return {
    operationId: operationIdOf(method, path),
    summary,
    description,
    tags: [tag],
    security: declared.flatMap(({ security = [] }) => security),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: body } }),
    responses: {
      ...successesOf(summary, declared, components),
      ...refusalsOf({ method, path }, declared, components),
    },
    ...marksOf(handlers),
  };
}

/** As `getApiV1ItemsBySlug`: by it, pages and generated clients name the operation. */
function operationIdOf(method: string, path: string): string {
  const capital = (text: string) =>
    text
      .split(/[\W_]+/)
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join('');
  const segments = path.split('/').filter(Boolean);
  return method + segments.map((one) => (one.startsWith('{') ? `By${capital(one)}` : capital(one))).join('');
}

function queryParameters(schema: v.GenericSchema, components: Components): Parameter[] {
  const { properties = {}, required = [] } = jsonSchemaOf(schema, components.schemas);
  return Object.entries(properties).map(([name, { description, ...given }]) => ({
    name,
    in: 'query',
    ...(required.includes(name) && { required: true }),
    ...(description === undefined ? {} : { description }),
    schema: given,
  }));
}

/** A form is a schema of its own, for its names are paths and its values texts. */
function bodyOf(declared: readonly Declared[], { schemas }: Components): Content | undefined {
  const bodies = declared.flatMap(({ body }) => (body ? [body] : []));
  if (bodies.length === 0) return undefined;
  const table = declared.find((one) => one.table)?.table;
  return Object.fromEntries([
    ...bodies.map(({ mediaType, schema }) => {
      const isForm = mediaType !== 'application/json';
      return [
        mediaType,
        isForm ? formContentOf(schema, schemas) : { schema: jsonSchemaOf(schema, schemas) },
      ] as const;
    }),
    ...(table ? [['text/csv', { schema: jsonSchemaOf(table, schemas) }] as const] : []),
  ]);
}

const isRedirect = (status: number): boolean => status >= 300 && status < 400;

function successesOf(
  summary: string,
  declared: readonly Declared[],
  { schemas }: Components,
): Record<string, Response> {
  const isReplayed = declared.some((one) => one.isReplayed);
  const found: Record<string, Response> = {};
  for (const { status, mediaType, schema } of declared.flatMap(({ successes = [] }) => successes))
    found[status] = {
      description: summary,
      headers: {
        ...headerRef('X-Request-Id'),
        ...(isRedirect(status) && headerRef('Location')),
        ...(status === 503 && headerRef('Retry-After')),
        ...(isReplayed && status < 300 && headerRef('Idempotent-Replayed')),
      },
      content: { ...found[status]?.content, [mediaType]: { schema: jsonSchemaOf(schema, schemas) } },
    };
  return found;
}

/** What the page tells beside, of who may call and how often. */
function marksOf(
  handlers: readonly object[],
): Pick<Operation, 'x-permission' | 'x-fresh-authentication' | 'x-rate-limit'> {
  const { doors = [], authentication } = handlers.find(isAccess)?.[accessOf] ?? {};
  const permission = permissions.find((one) => doors.includes(one));
  const rule = handlers.find(isLimit)?.[limitOf];
  return {
    ...(permission && { 'x-permission': permission }),
    ...(authentication === 'fresh' && { 'x-fresh-authentication': true }),
    ...(rule && { 'x-rate-limit': { requests: rule.requests, windowSeconds: rule.windowSeconds } }),
  };
}

function isAccess(handler: object): handler is ReturnType<typeof access> {
  return accessOf in handler;
}

function isLimit(handler: object): handler is ReturnType<typeof limit> {
  return limitOf in handler;
}
