import type { Context, MiddlewareHandler } from 'hono';
import { csrf } from 'hono/csrf';
import * as v from 'valibot';
import { fieldProblem, Problem } from '../../platform/problems.ts';
import type { Env } from '../env.ts';
import { isForm, mediaType, mostFormFields } from '../forms/form-fields.ts';
import { declares } from '../openapi/declared.ts';
import { parseJsonObject } from './parse-json.ts';
import { parse } from './validation.ts';

type Validated<T extends 'json' | 'query', S extends v.GenericSchema> = {
  in: Record<T, v.InferInput<S>>;
  out: Record<T, v.InferOutput<S>>;
};

/**
 * Reads and validates a JSON object: 415 for another type, 400 when malformed, 422 by field. Found at
 * `c.req.valid('json')`.
 */
export function jsonBody<S extends v.GenericSchema>(
  schema: S,
): MiddlewareHandler<Env, string, Validated<'json', S>> {
  const middleware: MiddlewareHandler<Env, string, Validated<'json', S>> = async (c, next) => {
    if (mediaType(c) !== 'application/json')
      throw new Problem('unsupported-media-type', 'Send the body as application/json.');
    c.req.addValidatedData('json', Object(parse(schema, parseJsonObject(await c.req.text()))));
    await next();
  };
  return declares(middleware, {
    body: { mediaType: 'application/json', schema },
    refusals: ['malformed-json', 'unsupported-media-type', 'validation-failed'],
  });
}

/** Validates the query string, in which each name may stand once. Found at `c.req.valid('query')`. */
export function query<S extends v.GenericSchema>(
  schema: S,
): MiddlewareHandler<Env, string, Validated<'query', S>> {
  const middleware: MiddlewareHandler<Env, string, Validated<'query', S>> = async (c, next) => {
    c.req.addValidatedData('query', Object(parse(schema, once(new URL(c.req.url).searchParams))));
    await next();
  };
  return declares(middleware, { query: schema, refusals: ['validation-failed'] });
}

/**
 * Takes a plain HTML form instead of JSON, when that is what came. Only pages of an allowed origin may post.
 * What is refused is answered with a page that keeps the fields (`refuse`). `statuses` are those that
 * `answer` gives, each a page or a way to one.
 */
export function formPost<S extends v.GenericSchema>(
  schema: S,
  answer: (c: Context<Env>, input: v.InferOutput<S>) => Promise<Response>,
  statuses: readonly number[],
): MiddlewareHandler<Env> {
  const middleware: MiddlewareHandler<Env> = async (c, next) => {
    if (!isForm(c)) return next();
    await requireSameSite(c);
    return answer(c, parse(schema, nest(once(new URLSearchParams(await c.req.text())))));
  };
  return declares(middleware, {
    body: { mediaType: 'application/x-www-form-urlencoded', schema },
    successes: statuses.map((status) => ({ status, mediaType: 'text/html', schema: v.string() })),
    refusals: ['forbidden', 'validation-failed'],
    refusesAsPage: true,
  });
}

/** Documents the fields of a form that a route reads by itself. */
export function describedForm(schema: v.GenericSchema): MiddlewareHandler<Env> {
  return declares<MiddlewareHandler<Env>>((_, next) => next(), {
    body: { mediaType: 'application/x-www-form-urlencoded', schema },
  });
}

const sameSite = csrf({
  origin: (origin, c: Context<Env>) => c.env.runtime.config.site.allowedOrigins.includes(origin),
});

async function requireSameSite(c: Context<Env>): Promise<void> {
  try {
    await sameSite(c, async () => {});
  } catch {
    throw new Problem('forbidden', 'This form was sent from a page that is not ours.');
  }
}

/** What no text of ours can hold: NUL, which Postgres refuses, and half a character. */
const unstorable = /[\0\p{Cs}]/u;

/** Name and value pairs as an object. A name given twice is refused: which of the two was meant? */
function once(pairs: URLSearchParams): Record<string, string> {
  const fields: Record<string, string> = Object.create(null);
  if (pairs.size > mostFormFields) throw fieldProblem('', `Send at most ${mostFormFields} fields.`);
  for (const [name, value] of pairs) {
    if (unstorable.test(name) || unstorable.test(value))
      throw fieldProblem(name, 'This holds a character that does not belong here.');
    if (name in fields)
      throw new Problem('validation-failed', 'A field stands there twice.', {
        errors: [{ field: name, message: 'Give this field once.' }],
      });
    fields[name] = value;
  }
  return fields;
}

/**
 * `guest.name=Ada` becomes `{ guest: { name: 'Ada' } }`; empty fields, which browsers send for what was left
 * open, go.
 */
function nest(fields: Record<string, string>): Record<string, unknown> {
  const tree: Record<string, unknown> = Object.create(null);
  for (const [path, value] of Object.entries(fields)) {
    if (value.trim() === '') continue;
    const dot = path.indexOf('.');
    const head = path.slice(0, dot);
    if (dot === -1) tree[path] = value;
    else tree[head] = { ...Object(tree[head] ?? {}), [path.slice(dot + 1)]: value };
  }
  return tree;
}
