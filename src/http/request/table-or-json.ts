import type { MiddlewareHandler } from 'hono';
import * as v from 'valibot';
import { Problem } from '../../platform/problems.ts';
import type { Env } from '../env.ts';
import { mediaType } from '../forms/form-fields.ts';
import { declares } from '../openapi/declared.ts';
import { parseJsonObject } from './parse-json.ts';
import { parse } from './validation.ts';

/** A table as text, or the items of a JSON body, which whoever reads them judges one by one. */
type Sent = { readonly table: string } | { readonly items: readonly unknown[] };

const rows = v.strictObject({ items: v.array(v.unknown(), 'Send a list of items.') });

/**
 * Reads a table (`text/csv`) or a JSON object of `items`: 415 for another type, 400 when malformed. Its
 * rows are judged
 * by who reads them; `schema` is how the document tells of them. Found at `c.req.valid('json')`.
 */
export function tableOrJson(
  schema: v.GenericSchema,
): MiddlewareHandler<Env, string, { in: { json: Sent }; out: { json: Sent } }> {
  const middleware: MiddlewareHandler<Env, string, { in: { json: Sent }; out: { json: Sent } }> = async (
    c,
    next,
  ) => {
    const type = mediaType(c);
    if (type !== 'application/json' && type !== 'text/csv')
      throw new Problem('unsupported-media-type', 'Send the body as application/json or text/csv.');
    const text = await c.req.text();
    c.req.addValidatedData(
      'json',
      type === 'text/csv' ? { table: text } : parse(rows, parseJsonObject(text)),
    );
    await next();
  };
  return declares(middleware, {
    body: { mediaType: 'application/json', schema },
    table: v.pipe(v.string(), v.description('A table with the columns of an export, one row an item.')),
    refusals: ['malformed-json', 'unsupported-media-type', 'validation-failed'],
  });
}
