import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Reply } from './engine.ts';

/** What a script does, in this process's own language. `keys` and `args` are those of EVAL. */
export type NativeScript = (redis: Redis, keys: string[], args: string[]) => Promise<Reply>;

/**
 * The fixed window of `@upstash/ratelimit` 2.2: counts a request, lets the first of a window start its time, and answers the count
 * and the limit, which another key may hold. All of it acts before anything is waited for but the time, which only the first sets.
 */
const fixedWindow: NativeScript = async (redis, [key = '', limitKey = ''], args) => {
  const [tokens = '', windowMs = '', increment = ''] = args;
  const counted = redis.incrby(key, increment);
  const other = limitKey === '' ? null : redis.get(limitKey);
  const count = await counted;
  if (count === Number(increment)) await redis.pexpire(key, windowMs);
  return [count, Math.trunc(Number((await other) ?? tokens))];
};

/**
 * Scripts by the digest of their text without a shebang line. Every call of the API asks for the first: read by an interpreter that
 * is written in JavaScript itself, it took a third of the processor of the local services. A script that is not here is interpreted.
 */
const nativeScripts: ReadonlyMap<string, NativeScript> = new Map([
  ['649206bd18ab739a3bbe805459c7605343351cf9', fixedWindow],
]);

/** The native form of a script's text, when there is one. */
export function nativeScript(script: string): NativeScript | undefined {
  return nativeScripts.get(createHash('sha1').update(script).digest('hex'));
}
