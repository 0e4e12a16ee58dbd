import { CommandError } from '../../engine.ts';
import { type Commands, fail, NO_KEY, reads, SYNTAX, Words, writes } from '../command.ts';
import type { Database, Entry } from '../database.ts';
import { encodingOf } from '../encoding.ts';
import { integer } from '../numbers.ts';
import { SortedSet } from '../sorted-sets/sorted-set.ts';
import { copyStream, isStream } from '../streams/stream.ts';
import { matcher } from './glob.ts';
import { page, readCursor, readScanOptions } from './scanning.ts';

const counted = (keys: string[], holds: (key: string) => boolean) => keys.filter(holds).length;

function copyOf({ kind, value, expiresAt }: Entry): Entry {
  if (typeof value === 'string') return { kind, value, expiresAt };
  if (Array.isArray(value)) return { kind, value: [...value], expiresAt };
  if (value instanceof Set) return { kind, value: new Set(value), expiresAt };
  if (value instanceof SortedSet) return { kind, value: new SortedSet(value), expiresAt };
  return { kind, value: isStream(value) ? copyStream(value) : new Map(value), expiresAt };
}

function copy(db: Database, [from = '', to = '', ...rest]: string[]) {
  const words = new Words(rest);
  let replace = false;
  while (words.left > 0) {
    if (words.is('REPLACE')) replace = true;
    else if (words.is('DB') && words.left > 0) {
      if (integer(words.take()) !== 0) fail('ERR DB index is out of range');
    } else fail(SYNTAX);
  }
  if (from === to) fail('ERR source and destination objects are the same');
  const entry = db.find(from);
  if (!entry || (!replace && db.find(to))) return 0;
  db.putEntry(to, copyOf(entry));
  return 1;
}

function rename(db: Database, from: string, to: string, unlessThere: boolean): boolean {
  const entry = db.find(from) ?? fail(NO_KEY);
  if (unlessThere && db.find(to)) return false;
  db.delete(from);
  db.putEntry(to, entry);
  return true;
}

function scan(db: Database, [cursor = '', ...rest]: string[]) {
  const from = readCursor(cursor);
  const { count, matches, kind } = readScanOptions(new Words(rest), true);
  const [next, keys] = page(db.keys(), from, count);
  const wanted = keys.filter((key) => matches(key) && (kind === undefined || db.find(key)?.kind === kind));
  return [next, wanted];
}

function flush(db: Database, [mode = 'SYNC', ...more]: string[]) {
  if (more.length > 0 || !['SYNC', 'ASYNC'].includes(mode.toUpperCase())) fail(SYNTAX);
  db.clear();
  return 'OK';
}

function object(db: Database, [action = '', key, ...more]: string[]) {
  const name = action.toUpperCase();
  if (!['ENCODING', 'REFCOUNT', 'IDLETIME', 'FREQ'].includes(name)) {
    fail(`ERR unknown subcommand '${action}'. Try OBJECT HELP.`);
  }
  if (key === undefined || more.length > 0) {
    fail(`ERR wrong number of arguments for 'object|${action.toLowerCase()}' command`);
  }
  const entry = db.find(key);
  if (!entry) return null;
  if (name === 'FREQ') {
    throw new CommandError(
      'ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note that when switching between policies at runtime LRU and LFU data will take some time to adjust.',
    );
  }
  return name === 'ENCODING' ? encodingOf(entry.value) : name === 'REFCOUNT' ? 1 : 0;
}

const remove = writes(-2, (db, keys) => counted(keys, (key) => db.delete(key)));
const present = reads(-2, (db, keys) => counted(keys, (key) => db.find(key) !== undefined));

export const keyCommands: Commands = {
  del: remove,
  unlink: remove,
  exists: present,
  touch: present,
  type: reads(2, (db, [key = '']) => db.find(key)?.kind ?? 'none'),
  rename: writes(3, (db, [from = '', to = '']) => {
    rename(db, from, to, false);
    return 'OK';
  }),
  renamenx: writes(3, (db, [from = '', to = '']) => Number(rename(db, from, to, true))),
  copy: writes(-3, copy),
  keys: reads(2, (db, [glob = '']) => db.keys().filter(matcher(glob))),
  scan: reads(-2, scan),
  randomkey: reads(1, (db) => {
    const keys = db.keys();
    return keys[Math.floor(db.random() * keys.length)] ?? null;
  }),
  dbsize: reads(1, (db) => db.keys().length),
  flushdb: writes(-1, flush),
  flushall: writes(-1, flush),
  object: reads(-2, object),
};
