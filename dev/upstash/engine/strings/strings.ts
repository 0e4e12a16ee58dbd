import { type Commands, fail, pairs, reads, SYNTAX, span, Words, writes, wrongNumber } from '../command.ts';
import type { Database } from '../database.ts';
import { type Expiry, expiryAt, readExpiry } from '../keys/expiry-options.ts';
import { integer } from '../numbers.ts';

const LONGEST = 512 * 1024 * 1024;
const TOO_LONG = 'ERR string exceeds maximum allowed size (proto-max-bulk-len)';

type SetOptions = { condition?: 'NX' | 'XX'; get?: boolean; keepTime?: boolean; expiry?: Expiry };

function readSetOptions(words: Words): SetOptions {
  const options: SetOptions = {};
  while (words.left > 0) {
    const option = words.option();
    if ((option === 'NX' || option === 'XX') && (options.condition ?? option) === option) {
      options.condition = option;
    } else if (option === 'GET') options.get = true;
    else if (option === 'KEEPTTL' && options.expiry === undefined) options.keepTime = true;
    else if (!options.keepTime) options.expiry = readExpiry(option, words, options.expiry);
    else fail(SYNTAX);
  }
  return options;
}

function set(db: Database, [key = '', value = '', ...rest]: string[]) {
  if (rest.length === 0) {
    db.put(key, 'string', value);
    return 'OK';
  }
  const { condition, get, keepTime, expiry } = readSetOptions(new Words(rest));
  const expiresAt = expiry && expiryAt(db, expiry, 'set');
  const before = db.find(key);
  const old = get ? (db.get(key, 'string') ?? null) : null;
  if (condition && (condition === 'NX') === (before !== undefined)) return old;
  db.put(key, 'string', value, keepTime ? before?.expiresAt : expiresAt);
  return get ? old : 'OK';
}

const setFor = (unit: 'EX' | 'PX', name: string) =>
  writes(4, (db, [key = '', time = '', value = '']) => {
    db.put(key, 'string', value, expiryAt(db, { unit, time }, name));
    return 'OK';
  });

function getAndExpire(db: Database, [key = '', ...rest]: string[]) {
  const words = new Words(rest);
  let persist = false;
  let expiry: Expiry | undefined;
  while (words.left > 0) {
    const option = words.option();
    if (option === 'PERSIST' && expiry === undefined) persist = true;
    else if (!persist) expiry = readExpiry(option, words, expiry);
    else fail(SYNTAX);
  }
  const value = db.get(key, 'string');
  if (value === undefined) return null;
  if (expiry) db.put(key, 'string', value, expiryAt(db, expiry, 'getex'));
  if (persist) db.put(key, 'string', value);
  return value;
}

function overwrite(db: Database, [key = '', offset = '', value = '']: string[]) {
  const from = integer(offset);
  if (from < 0) fail('ERR offset is out of range');
  const old = db.get(key, 'string') ?? '';
  if (value === '') return old.length;
  if (from + value.length > LONGEST) fail(TOO_LONG);
  const start = old.slice(0, from).padEnd(from, '\0');
  const text = start + value + old.slice(from + value.length);
  db.rewrite(key, text);
  return text.length;
}

function range(db: Database, [key = '', start = '', stop = '']: string[]) {
  const [first, last] = [integer(start), integer(stop)];
  const text = db.get(key, 'string') ?? '';
  return first < 0 && last < 0 && first > last ? '' : text.slice(...span(text.length, first, last));
}

function readPairs(name: string, words: string[]): [string, string][] {
  if (words.length % 2 === 1) wrongNumber(name);
  return pairs(words);
}

export const stringCommands: Commands = {
  get: reads(2, (db, [key = '']) => db.get(key, 'string') ?? null),
  set: writes(-3, set),
  setnx: writes(3, (db, [key = '', value = '']) => {
    if (db.find(key)) return 0;
    db.put(key, 'string', value);
    return 1;
  }),
  setex: setFor('EX', 'setex'),
  psetex: setFor('PX', 'psetex'),
  getex: writes(-2, getAndExpire),
  getdel: writes(2, (db, [key = '']) => {
    const value = db.get(key, 'string') ?? null;
    db.delete(key);
    return value;
  }),
  getset: writes(3, (db, [key = '', value = '']) => {
    const old = db.get(key, 'string') ?? null;
    db.put(key, 'string', value);
    return old;
  }),
  mget: reads(-2, (db, keys) =>
    keys.map((key) => (db.find(key)?.kind === 'string' ? (db.get(key, 'string') ?? null) : null)),
  ),
  mset: writes(-3, (db, words) => {
    for (const [key, value] of readPairs('mset', words)) db.put(key, 'string', value);
    return 'OK';
  }),
  msetnx: writes(-3, (db, words) => {
    const all = readPairs('msetnx', words);
    if (all.some(([key]) => db.find(key))) return 0;
    for (const [key, value] of all) db.put(key, 'string', value);
    return 1;
  }),
  append: writes(3, (db, [key = '', value = '']) => {
    const text = (db.get(key, 'string') ?? '') + value;
    db.rewrite(key, text);
    return text.length;
  }),
  strlen: reads(2, (db, [key = '']) => db.get(key, 'string')?.length ?? 0),
  getrange: reads(4, range),
  substr: reads(4, range),
  setrange: writes(4, overwrite),
};
