import { Ratelimit } from '@upstash/ratelimit';
import type { Context, MiddlewareHandler } from 'hono';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import type { Env } from '../env.ts';
import { declares } from '../openapi/declared.ts';
import { knownCaller } from '../session/known-caller.ts';
import { clientKey } from './client-address.ts';

/** How often one client may call a route, and what happens while Redis is away. */
export interface Limit {
  /** Routes of one name share one budget. */
  readonly name: string;
  readonly requests: number;
  readonly windowSeconds: number;
  /** `allow`: serve without a limit. `refuse`: answer 503 until Redis is back. */
  readonly withoutRedis: 'allow' | 'refuse';
  /**
   * Whether those who are known here are counted each by themselves, and not with the others behind their
   * address.
   */
  readonly knownApart?: boolean;
}

/** The mark by which a test finds what a route declares. */
export const limitOf = Symbol('limit');

const limiters = new WeakMap<Runtime, Map<string, Ratelimit>>();

/**
 * Limits a route per client. A reading route runs beside the question, since refusing its answer later costs
 * nothing; a writing route waits for it, and a GET that `writes` too.
 */
export function limit(rule: Limit, writes = false): MiddlewareHandler<Env> & { readonly [limitOf]: Limit } {
  const middleware: MiddlewareHandler<Env> = async (c, next) => {
    const decision = whose(c, rule).then((caller) => decide(c.env.runtime, rule, caller));
    if (writes || c.req.method !== 'GET') {
      await decision;
      return next();
    }
    const settled = decision.then(
      () => undefined,
      (problem: unknown) => problem,
    );
    await next();
    const problem = await settled;
    if (problem) throw problem;
  };
  return declares(Object.assign(middleware, { [limitOf]: rule }), {
    refusals: ['rate-limited', ...(rule.withoutRedis === 'refuse' ? (['unavailable'] as const) : [])],
  });
}

async function whose(c: Context<Env>, { knownApart }: Limit): Promise<string> {
  return (knownApart && (await knownCaller(c))) || clientKey(c.env.context.ip);
}

async function decide(runtime: Runtime, rule: Limit, client: string): Promise<void> {
  const outcome = await ask(runtime, rule, client);
  if (outcome === 'away') {
    runtime.log('warn', 'rate limit without Redis', { route: rule.name, part: 'redis' });
    if (rule.withoutRedis === 'allow') return;
    throw new Problem('unavailable', 'Please try again in a minute.', { headers: { 'Retry-After': '60' } });
  }
  if (outcome.success) return;
  const retryAfterSeconds = Math.max(1, Math.ceil((outcome.reset - Date.now()) / 1000));
  throw new Problem('rate-limited', `Please wait ${retryAfterSeconds} seconds.`, {
    headers: { 'Retry-After': `${retryAfterSeconds}` },
  });
}

async function ask(runtime: Runtime, rule: Limit, client: string) {
  try {
    const outcome = await limiter(runtime, rule).limit(client);
    // The library lets a request pass when Redis stays silent; what passes then is for the rule to say.
    return outcome.reason === 'timeout' ? 'away' : outcome;
  } catch (error) {
    runtime.log('warn', 'Redis refused', { part: 'redis', error });
    return 'away';
  }
}

function limiter(runtime: Runtime, rule: Limit): Ratelimit {
  const known = limiters.get(runtime) ?? new Map<string, Ratelimit>();
  limiters.set(runtime, known);
  const made =
    known.get(rule.name) ??
    new Ratelimit({
      redis: runtime.redis,
      limiter: Ratelimit.fixedWindow(rule.requests, `${rule.windowSeconds} s`),
      prefix: `midas:limit:${rule.name}`,
      timeout: runtime.redisTimeoutMs,
      ephemeralCache: new Map(),
    });
  known.set(rule.name, made);
  return made;
}
