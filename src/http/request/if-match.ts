import type { Context, MiddlewareHandler } from 'hono';
import { Problem } from '../../platform/problems.ts';
import type { Env } from '../env.ts';
import { declares } from '../openapi/declared.ts';

/** A version as `tagOf` writes it. A CDN may have made the tag a weak one when it compressed the answer. */
const shape = /^(?:W\/)?"(\d{1,9})"$/;

const description = 'The `ETag` of what is changed, as it was read: `"7"` for version 7.';

/** Documents that a route changes the version that `If-Match` names, and refuses a request without one. */
export function needsIfMatch(): MiddlewareHandler<Env> {
  const middleware: MiddlewareHandler<Env> = async (c, next) => {
    expectedVersion(c);
    await next();
  };
  const header = {
    in: 'header',
    name: 'If-Match',
    required: true,
    description,
    schema: { type: 'string' },
  } as const;
  return declares(middleware, { headers: [header], refusals: ['version-missing'] });
}

/**
 * The same of what is created under a code that its caller gives: `If-None-Match: *` says that there is to
 * be none yet.
 */
export function needsIfMatchOrNone(): MiddlewareHandler<Env> {
  const middleware: MiddlewareHandler<Env> = async (c, next) => {
    expectedVersionOrNone(c);
    await next();
  };
  const headers = [
    { in: 'header', name: 'If-Match', required: false, description, schema: { type: 'string' } },
    {
      in: 'header',
      name: 'If-None-Match',
      required: false,
      description: '`*` instead, for one that is to be created.',
      schema: { type: 'string' },
    },
  ] as const;
  return declares(middleware, { headers, refusals: ['version-missing'] });
}

/** Zero where there is to be none yet. */
export function expectedVersionOrNone(c: Context<Env>): number {
  return c.req.header('If-None-Match') === '*' ? 0 : expectedVersion(c);
}

/** The version that a change is made of; none of ours where the tag is none of ours. */
export function expectedVersion(c: Context<Env>): number {
  const tag = c.req.header('If-Match');
  if (tag === undefined)
    throw new Problem('version-missing', 'Send the ETag of what you have read as If-Match.');
  return Number(shape.exec(tag)?.[1] ?? -1);
}

/** The `ETag` of a version. */
export const tagOf = ({ version }: { readonly version: number }): string => `"${version}"`;
