import type { Context } from 'hono';
import type { Env } from '../env.ts';

const longestUserAgent = 300;

/** Where and by what a policy is just being accepted, for the day on which somebody says that it was not. */
export function acceptanceOf(c: Context<Env>): { address: string; userAgent: string | undefined } {
  return {
    address: c.env.context.ip,
    userAgent: c.req.header('User-Agent')?.slice(0, longestUserAgent),
  };
}
