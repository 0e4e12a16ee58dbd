import type { Context } from 'hono';
import { Problem } from '../../platform/problems.ts';

/** The number of a version that a path names. Throws the 404 for what is none. */
export function versionInPath(c: Context): number {
  const text = c.req.param('version') ?? '';
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new Problem('not-found', 'There is no such version.');
}
