import { type Commands, fail, reads, SYNTAX, Words, writes } from '../command.ts';
import type { Database } from '../database.ts';
import { page, readCursor, readScanOptions, SMALL_AGGREGATE } from '../keys/scanning.ts';
import { atLeast, count, integer } from '../numbers.ts';
import { pick, sample } from '../random.ts';

const get = (db: Database, key: string) => db.get(key, 'set');
const all = (db: Database, keys: string[]) => keys.map((key) => get(db, key) ?? new Set<string>());

type Combine = (first: Set<string>, others: Set<string>[]) => Set<string>;

const difference: Combine = (first, others) =>
  new Set([...first].filter((member) => !others.some((other) => other.has(member))));
const intersection: Combine = (first, others) =>
  new Set([...first].filter((member) => others.every((other) => other.has(member))));
const union: Combine = (first, others) => new Set([first, ...others].flatMap((set) => [...set]));

function combined(db: Database, combine: Combine, keys: string[]): Set<string> {
  const [first = new Set<string>(), ...others] = all(db, keys);
  return combine(first, others);
}

const combining = (combine: Combine) => reads(-2, (db, keys) => [...combined(db, combine, keys)]);

const storing = (combine: Combine) =>
  writes(-3, (db, [to = '', ...keys]) => {
    const set = combined(db, combine, keys);
    db.replace(to, 'set', set);
    return set.size;
  });

function countCommon(db: Database, args: string[]) {
  const words = new Words(args);
  const many = atLeast(1, words.take(), 'ERR numkeys should be greater than 0');
  const keys = words.several(many, "ERR Number of keys can't be greater than number of args");
  let limit = 0;
  while (words.left > 0) {
    if (!words.is('LIMIT')) fail(SYNTAX);
    limit = atLeast(0, words.take(), "ERR LIMIT can't be negative");
  }
  const { size } = combined(db, intersection, keys);
  return limit === 0 ? size : Math.min(limit, size);
}

function move(db: Database, [from = '', to = '', member = '']: string[]) {
  const source = get(db, from);
  if (!source) return 0;
  const target = get(db, to);
  if (!source.has(member)) return 0;
  if (source === target) return 1;
  source.delete(member);
  db.dropIfEmpty(from);
  (target ?? db.open(to, 'set', () => new Set())).add(member);
  return 1;
}

function pop(db: Database, [key = '', wanted, ...more]: string[]) {
  if (more.length > 0) fail(SYNTAX);
  const many = wanted === undefined ? 1 : count(wanted);
  const set = get(db, key);
  const taken = sample(db, [...(set ?? [])], many);
  for (const member of taken) set?.delete(member);
  db.dropIfEmpty(key);
  return wanted === undefined ? (taken[0] ?? null) : taken;
}

function random(db: Database, [key = '', wanted, ...more]: string[]) {
  if (more.length > 0) fail(SYNTAX);
  if (wanted === undefined) return pick(db, [...(get(db, key) ?? [])]) ?? null;
  const many = integer(wanted);
  return sample(db, [...(get(db, key) ?? [])], many);
}

function scan(db: Database, [key = '', cursor = '', ...rest]: string[]) {
  const from = readCursor(cursor);
  const set = get(db, key);
  if (!set) return ['0', []];
  const { count: many, matches } = readScanOptions(new Words(rest));
  const [next, members] = set.size <= SMALL_AGGREGATE ? ['0', [...set]] : page(set, from, many);
  return [next, members.filter(matches)];
}

export const setCommands: Commands = {
  sadd: writes(-3, (db, [key = '', ...members]) => {
    const set = db.open(key, 'set', () => new Set());
    const before = set.size;
    for (const member of members) set.add(member);
    return set.size - before;
  }),
  srem: writes(-3, (db, [key = '', ...members]) => {
    const set = get(db, key);
    const removed = members.filter((member) => set?.delete(member)).length;
    db.dropIfEmpty(key);
    return removed;
  }),
  scard: reads(2, (db, [key = '']) => get(db, key)?.size ?? 0),
  sismember: reads(3, (db, [key = '', member = '']) => Number(get(db, key)?.has(member) ?? false)),
  smismember: reads(-3, (db, [key = '', ...members]) => {
    const set = get(db, key);
    return members.map((member) => Number(set?.has(member) ?? false));
  }),
  smembers: reads(2, (db, [key = '']) => [...(get(db, key) ?? [])]),
  smove: writes(4, move),
  spop: writes(-2, pop),
  srandmember: reads(-2, random),
  sdiff: combining(difference),
  sinter: combining(intersection),
  sunion: combining(union),
  sdiffstore: storing(difference),
  sinterstore: storing(intersection),
  sunionstore: storing(union),
  sintercard: reads(-3, countCommon),
  sscan: reads(-3, scan),
};
