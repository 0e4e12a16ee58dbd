import { type Commands, fail, pairs, reads, SYNTAX, Words, writes, wrongNumber } from '../command.ts';
import type { Database } from '../database.ts';
import { page, readCursor, readScanOptions, SMALL_AGGREGATE } from '../keys/scanning.ts';
import { big, float, integer } from '../numbers.ts';
import { pick, sample } from '../random.ts';
import { addFloats, addWhole } from '../strings/counters.ts';

const open = (db: Database, key: string) => db.open(key, 'hash', () => new Map());
const get = (db: Database, key: string) => db.get(key, 'hash');

function set(db: Database, name: string, [key = '', ...rest]: string[]): number {
  if (rest.length % 2 === 1) wrongNumber(name);
  const hash = open(db, key);
  const before = hash.size;
  for (const [field, value] of pairs(rest)) hash.set(field, value);
  return hash.size - before;
}

function increment(db: Database, [key = '', field = '', by = '']: string[]) {
  big(by);
  const sum = addWhole(get(db, key)?.get(field) ?? '0', by, 'ERR hash value is not an integer');
  open(db, key).set(field, sum);
  return Number(sum);
}

function incrementFloat(db: Database, [key = '', field = '', by = '']: string[]) {
  if (!Number.isFinite(float(by))) fail('ERR value is NaN or Infinity');
  const sum = addFloats(get(db, key)?.get(field) ?? '0', by, 'ERR hash value is not a float');
  open(db, key).set(field, sum);
  return sum;
}

function random(db: Database, [key = '', count, ...rest]: string[]) {
  if (count === undefined) return pick(db, [...(get(db, key)?.keys() ?? [])]) ?? null;
  const wanted = integer(count);
  const withValues = rest[0]?.toUpperCase() === 'WITHVALUES';
  if (rest.length > 1 || (rest.length === 1 && !withValues)) fail(SYNTAX);
  const chosen = sample(db, [...(get(db, key) ?? [])], wanted);
  return withValues ? chosen.flat() : chosen.map(([field]) => field);
}

function scan(db: Database, [key = '', cursor = '', ...rest]: string[]) {
  const from = readCursor(cursor);
  const hash = get(db, key);
  if (!hash) return ['0', []];
  const { count, matches } = readScanOptions(new Words(rest));
  const [next, fields] =
    hash.size <= SMALL_AGGREGATE ? ['0', [...hash.keys()]] : page(hash.keys(), from, count);
  return [next, fields.filter(matches).flatMap((field) => [field, hash.get(field) ?? ''])];
}

export const hashCommands: Commands = {
  hset: writes(-4, (db, args) => set(db, 'hset', args)),
  hmset: writes(-4, (db, args) => {
    set(db, 'hmset', args);
    return 'OK';
  }),
  hsetnx: writes(4, (db, [key = '', field = '', value = '']) => {
    const hash = open(db, key);
    if (hash.has(field)) return 0;
    hash.set(field, value);
    return 1;
  }),
  hget: reads(3, (db, [key = '', field = '']) => get(db, key)?.get(field) ?? null),
  hmget: reads(-3, (db, [key = '', ...fields]) => {
    const hash = get(db, key);
    return fields.map((field) => hash?.get(field) ?? null);
  }),
  hgetall: reads(2, (db, [key = '']) => [...(get(db, key) ?? [])].flat()),
  hkeys: reads(2, (db, [key = '']) => [...(get(db, key)?.keys() ?? [])]),
  hvals: reads(2, (db, [key = '']) => [...(get(db, key)?.values() ?? [])]),
  hlen: reads(2, (db, [key = '']) => get(db, key)?.size ?? 0),
  hexists: reads(3, (db, [key = '', field = '']) => Number(get(db, key)?.has(field) ?? false)),
  hstrlen: reads(3, (db, [key = '', field = '']) => get(db, key)?.get(field)?.length ?? 0),
  hdel: writes(-3, (db, [key = '', ...fields]) => {
    const hash = get(db, key);
    const removed = fields.filter((field) => hash?.delete(field)).length;
    db.dropIfEmpty(key);
    return removed;
  }),
  hincrby: writes(4, increment),
  hincrbyfloat: writes(4, incrementFloat),
  hrandfield: reads(-2, random),
  hscan: reads(-3, scan),
};
