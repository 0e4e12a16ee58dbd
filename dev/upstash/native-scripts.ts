import { createHash } from 'node:crypto';
import type { Reply } from './engine.ts';

/** Runs a command as a script does. */
type Call = (...command: string[]) => Reply;

/** What a script does, in this process's own language. `keys` and `args` are those of EVAL. */
type NativeScript = (call: Call, keys: string[], args: string[]) => Reply;

/**
 * The fixed window of `@upstash/ratelimit` 2.2: counts a request, lets the first of a window start its time, and answers the count
 * and the limit, which another key may hold.
 */
const fixedWindow: NativeScript = (call, [key = '', limitKey = ''], args) => {
  const [tokens = '', windowMs = '', increment = ''] = args;
  const count = call('INCRBY', key, increment);
  if (count === Number(increment)) call('PEXPIRE', key, windowMs);
  const other = limitKey === '' ? null : call('GET', limitKey);
  return [count, Math.trunc(Number(other ?? tokens))];
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
