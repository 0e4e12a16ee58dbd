import { type Commands, fail, reads, writes } from '../command.ts';
import type { Database } from '../database.ts';
import { big, MAX, MIN } from '../numbers.ts';

const OPTIONS = ['NX', 'XX', 'GT', 'LT'];

function readOptions(words: string[]): Set<string> {
  const options = new Set(words.map((word) => word.toUpperCase()));
  const unknown = words.find((word) => !OPTIONS.includes(word.toUpperCase()));
  if (unknown !== undefined) fail(`ERR Unsupported option ${unknown}`);
  if (options.has('NX') && options.size > 1) {
    fail('ERR NX and XX, GT or LT options at the same time are not compatible');
  }
  if (options.has('GT') && options.has('LT')) {
    fail('ERR GT and LT options at the same time are not compatible');
  }
  return options;
}

/** Without a time of its own a key counts as one that never lapses: nothing is later, everything sooner. */
function allows(options: Set<string>, at: number, current: number | undefined): boolean {
  if (options.has('NX') && current !== undefined) return false;
  if (options.has('XX') && current === undefined) return false;
  if (options.has('GT') && at <= (current ?? Infinity)) return false;
  return !options.has('LT') || at < (current ?? Infinity);
}

const expire = (name: string, unitMs: bigint, from: 'now' | '1970') =>
  writes(-3, (db, [key = '', time = '', ...rest]) => {
    const options = readOptions(rest);
    const ms = big(time) * unitMs;
    const at = ms + (from === 'now' ? BigInt(db.now()) : 0n);
    if (ms > MAX || ms < MIN || at > MAX) fail(`ERR invalid expire time in '${name}' command`);
    const entry = db.find(key);
    if (!entry || !allows(options, Number(at), entry.expiresAt)) return 0;
    // One that is over already lapses with the next look.
    entry.expiresAt = Number(at);
    return 1;
  });

/** -2 without a key, -1 without a time. */
const timeOf = (show: (db: Database, expiresAt: number) => number) =>
  reads(2, (db, [key = '']) => {
    const entry = db.find(key);
    if (!entry) return -2;
    return entry.expiresAt === undefined ? -1 : show(db, entry.expiresAt);
  });

export const expiryCommands: Commands = {
  expire: expire('expire', 1000n, 'now'),
  pexpire: expire('pexpire', 1n, 'now'),
  expireat: expire('expireat', 1000n, '1970'),
  pexpireat: expire('pexpireat', 1n, '1970'),
  ttl: timeOf((db, at) => Math.floor((at - db.now() + 500) / 1000)),
  pttl: timeOf((db, at) => at - db.now()),
  expiretime: timeOf((_, at) => Math.floor((at + 500) / 1000)),
  pexpiretime: timeOf((_, at) => at),
  persist: writes(2, (db, [key = '']) => {
    const entry = db.find(key);
    if (entry?.expiresAt === undefined) return 0;
    entry.expiresAt = undefined;
    return 1;
  }),
};
