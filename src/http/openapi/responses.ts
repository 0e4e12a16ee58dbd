import type { MiddlewareHandler } from 'hono';
import * as v from 'valibot';
import type { ProblemCode } from '../../platform/problems.ts';
import type { Env } from '../env.ts';
import { type Declared, declares } from './declared.ts';

/**
 * Documents what a route answers, from the schemas of its answers. `refusals` are the codes that its own work
 * refuses with: what its access, its limit, its body and its query refuse with, and what every route may
 * answer, they declare themselves.
 */
export function responses(
  summary: string,
  description: string,
  successes: Readonly<Record<number, v.GenericSchema>>,
  refusals: readonly ProblemCode[],
  /** A success that is also, or only, answered as text of another media type. */
  text?: { readonly status: number | readonly number[]; readonly mediaType: string },
  more: Pick<Declared, 'extensions' | 'isReplayed'> = {},
): MiddlewareHandler<Env> {
  return declares<MiddlewareHandler<Env>>((_, next) => next(), {
    summary,
    description,
    successes: [
      ...Object.entries(successes).map(([status, schema]) => ({
        status: Number(status),
        mediaType: 'application/json',
        schema,
      })),
      ...(text ? [text.status].flat() : []).map((status) => ({
        status,
        mediaType: text?.mediaType ?? '',
        schema: v.string(),
      })),
    ],
    refusals,
    ...more,
  });
}
