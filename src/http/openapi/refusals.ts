import * as v from 'valibot';
import { described, named } from '../../platform/described.ts';
import { type ProblemCode, problems } from '../../platform/problems.ts';
import type { Components, JsonSchema, Reference, Response } from './api-document.ts';
import type { Declared } from './declared.ts';
import { jsonSchemaOf, share } from './json-schema.ts';

const codes = Object.keys(problems) as ProblemCode[]; // the keys of that very table

/** A refusal as RFC 9457 has it. */
const problemSchema = named(
  'Problem',
  'A refusal (RFC 9457). Programs look at `code`, people read `title` and `detail`.',
  v.object({
    type: described(v.string(), 'Where the code is explained: an address in the documentation.'),
    title: described(v.string(), 'What the code means, as a sentence for people.'),
    status: described(v.pipe(v.number(), v.integer()), 'The status of the answer.'),
    code: described(v.picklist(codes), 'What is wrong. Stable.'),
    detail: v.optional(
      described(v.string(), 'What is wrong this time and what to do, as a sentence for people.'),
    ),
    errors: v.optional(
      described(
        v.array(
          named(
            'FieldError',
            'A field that was refused.',
            v.object({
              field: described(
                v.string(),
                'Its path in the body or the query, as `guest.email`; empty where no single field is to blame.',
              ),
              message: described(v.string(), 'What is wrong with it, as a sentence for people.'),
            }),
          ),
        ),
        'The fields that were refused.',
      ),
    ),
    requestId: described(
      v.string(),
      'Name it when you ask about the call. The same as the header `X-Request-Id`.',
    ),
  }),
);

/** The headers of answers, as the document tells them. */
export const headers: Components['headers'] = {
  'X-Request-Id': { description: 'Name it when you ask about a call.', schema: { type: 'string' } },
  Location: { description: 'The address to go on to.', schema: { type: 'string' } },
  Allow: { description: 'The methods that the address takes, as `GET, POST`.', schema: { type: 'string' } },
  'Retry-After': { description: 'Whole seconds to wait before the next try.', schema: { type: 'integer' } },
  'WWW-Authenticate': { description: '`Bearer` (RFC 6750).', schema: { type: 'string' } },
  'Idempotent-Replayed': {
    description: '`true` where this is the answer that was given before.',
    schema: { type: 'string', enum: ['true'] },
  },
};

/** The header of the document's components of this name. */
export function headerRef(name: keyof typeof headers): Record<string, Reference> {
  return { [name]: { $ref: `#/components/headers/${name}` } };
}

/**
 * The refusals of a route by status, each with the very codes that it can have: what its parts declare, and
 * what everything that is created by `createApp` can answer. Those that several routes have are told once.
 */
export function refusalsOf(
  { method, path }: { readonly method: string; readonly path: string },
  declared: readonly Declared[],
  components: Components,
): Record<string, Response | Reference> {
  const redirects = declared.some(({ redirectsRefusals }) => redirectsRefusals);
  const possible = new Set<ProblemCode>([
    'method-not-allowed',
    'internal-error',
    ...(method === 'get' ? [] : (['body-too-large'] as const)),
    // No address with a NUL in it leads anywhere.
    ...(path.includes('{') ? (['not-found'] as const) : []),
    ...(redirects ? [] : declared.flatMap(({ refusals = [] }) => refusals)),
  ]);
  const byStatus = Map.groupBy(
    codes.filter((code) => possible.has(code)),
    (code) => problems[code].status,
  );
  const isPage = declared.some(({ refusesAsPage }) => refusesAsPage);
  return Object.fromEntries(
    [...byStatus].map(([status, own]) => {
      const extension = declared.find(({ extensions }) => extensions?.[status])?.extensions?.[status];
      const name = `${own.map(nameOf).join('Or')}${withNamed(extension)}`;
      const response = responseOf(status, own, schemaOf(name, own, extension, components));
      if (isPage && status !== 413 && status !== 415) return [status, orPage(response)];
      components.responses[name] = response;
      return [status, { $ref: `#/components/responses/${name}` }];
    }),
  );
}

/** As whoever posted a form has it. */
function orPage(response: Response): Response {
  return { ...response, content: { ...response.content, 'text/html': { schema: { type: 'string' } } } };
}

/** The names of what it tells beside: the same refusal of another thing tells another. */
function withNamed(extension: v.ObjectEntries = {}): string {
  const names = Object.values(extension).flatMap((entry) => v.getTitle(entry) ?? []);
  return names.length > 0 ? `With${names.join('And')}` : '';
}

function nameOf(code: ProblemCode): string {
  return code.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * Where the schema of a problem stands that has one of these codes. A problem with members of its own throws
 * for a name that is taken.
 */
function schemaOf(
  name: string,
  own: readonly ProblemCode[],
  extension: v.ObjectEntries | undefined,
  { schemas }: Components,
): JsonSchema {
  const common = jsonSchemaOf(problemSchema, schemas);
  const { description: _, ...narrowed } = jsonSchemaOf(
    v.object({ code: described(v.picklist(own), 'What is wrong. Stable.'), ...extension }),
    schemas,
  );
  const title = `${name}Problem`;
  const made = { description: `A problem: ${listOf(own)}.`, allOf: [common, narrowed] };
  return share(title, made, schemas);
}

function listOf(own: readonly ProblemCode[]): string {
  return own.map((code) => `\`${code}\``).join(' or ');
}

function responseOf(status: number, own: readonly ProblemCode[], schema: JsonSchema): Response {
  return {
    description: own.map((code) => `\`${code}\`: ${problems[code].title}`).join('. '),
    headers: {
      ...headerRef('X-Request-Id'),
      ...([409, 429, 503].includes(status) && headerRef('Retry-After')),
      ...(status === 401 && headerRef('WWW-Authenticate')),
      ...(status === 405 && headerRef('Allow')),
    },
    content: { 'application/problem+json': { schema } },
  };
}
