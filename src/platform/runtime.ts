import { setTimeout as pause } from 'node:timers/promises';
import type { Context } from '@netlify/functions';
import type { Redis } from '@upstash/redis';
import { type Config, parseConfig } from './config/config.ts';
import { createDatabase, type Database } from './database/database.ts';
import { databaseWaitMs as usualWaitMs } from './database/session-settings.ts';
import { createLog, type Log, writeLine } from './log.ts';
import { type RandomBytes, systemRandom } from './random.ts';
import { createRedis } from './redis.ts';
import { type Clock, systemClock } from './time/clock.ts';

/** What a request runs on. Functions get it from `currentRuntime`, tests make their own. */
export interface Runtime {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly database: Database;
  readonly redis: Redis;
  readonly log: Log;
  /** How long a payment provider is waited for at each attempt, in milliseconds. */
  readonly providerTimeoutMs: number;
  /** How long an event waits for what its provider is asked about it, in milliseconds. */
  readonly lookUpTimeoutMs: number;
  /**
   * How long a call to the database waits for others in all, in milliseconds: for locks, and before it is
   * tried again. Longer than any healthy queue, and short enough to be answered: Netlify gives a function 60
   * seconds, `netlify dev` 30.
   */
  readonly databaseWaitMs: number;
  /**
   * How long Redis is waited for at each of two attempts, in milliseconds: a request waits for both, so two
   * seconds in all.
   */
  readonly redisTimeoutMs: number;
  /** The cost of bcrypt, as a power of two. OWASP asks for at least 10; 12 takes about 200 ms. */
  readonly passwordCost: number;
  /**
   * The version of the rules of zones that this process goes by, as `2026a`; empty where Node does not say.
   */
  readonly zoneRules: string;
}

export function createRuntime(config: Config, parts: Partial<Runtime> = {}): Runtime {
  const clock = parts.clock ?? systemClock;
  const databaseWaitMs = parts.databaseWaitMs ?? usualWaitMs;
  const redisTimeoutMs = parts.redisTimeoutMs ?? 800;
  return {
    config,
    clock,
    random: parts.random ?? systemRandom,
    database: parts.database ?? createDatabase(config.database, pause, databaseWaitMs),
    redis: parts.redis ?? createRedis(config.redis, redisTimeoutMs),
    log: parts.log ?? createLog(writeLine, clock.now),
    providerTimeoutMs: parts.providerTimeoutMs ?? 10_000,
    lookUpTimeoutMs: parts.lookUpTimeoutMs ?? 1_000,
    databaseWaitMs,
    redisTimeoutMs,
    passwordCost: parts.passwordCost ?? 12,
    zoneRules: parts.zoneRules ?? process.versions.tz ?? '',
  };
}

let current: Runtime | undefined;

/** The runtime of this function instance, made at its first request from the environment. */
export function currentRuntime(context: Context, parts: Partial<Runtime> = {}): Runtime {
  current ??= createRuntime(parseConfig(process.env, deployContextOf(context, process.env)), parts);
  return current;
}

/**
 * Netlify's context of the deploy. `netlify dev` leaves it empty and is known by a variable of its own; where
 * nobody says, it is production.
 */
export function deployContextOf(
  { deploy }: { readonly deploy?: { readonly context: string } },
  environment: Readonly<Record<string, string | undefined>>,
): string {
  return deploy?.context || (environment.NETLIFY_DEV === 'true' ? 'dev' : 'production');
}
