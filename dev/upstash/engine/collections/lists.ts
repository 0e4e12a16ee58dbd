import { type Commands, fail, NO_KEY, reads, SYNTAX, span, Words, writes, wrongNumber } from '../command.ts';
import type { Database } from '../database.ts';
import { atLeast, count, integer } from '../numbers.ts';

const get = (db: Database, key: string) => db.get(key, 'list');

export type End = 'LEFT' | 'RIGHT';

/** Puts each in turn at that end. */
export function push(list: string[], end: End, items: string[]): number {
  return end === 'LEFT' ? list.unshift(...items.toReversed()) : list.push(...items);
}

/** Takes so many from that end, the outermost first. */
export const pull = (list: string[], end: End, wanted: number): string[] =>
  end === 'LEFT' ? list.splice(0, wanted) : list.splice(Math.max(0, list.length - wanted)).toReversed();

const pushing = (end: End, create: boolean) =>
  writes(-3, (db, [key = '', ...items]) => {
    const list = create ? db.open(key, 'list', () => []) : get(db, key);
    return list ? push(list, end, items) : 0;
  });

const popping = (end: End, name: string) =>
  writes(-2, (db, [key = '', wanted, ...more]) => {
    if (more.length > 0) wrongNumber(name);
    const many = wanted === undefined ? 1 : count(wanted);
    const list = get(db, key);
    if (!list) return null;
    const taken = pull(list, end, many);
    db.dropIfEmpty(key);
    return wanted === undefined ? (taken[0] ?? null) : taken;
  });

function insert(db: Database, [key = '', where = '', pivot = '', item = '']: string[]) {
  const side = where.toUpperCase();
  if (side !== 'BEFORE' && side !== 'AFTER') fail(SYNTAX);
  const list = get(db, key);
  if (!list) return 0;
  const at = list.indexOf(pivot);
  if (at < 0) return -1;
  list.splice(side === 'BEFORE' ? at : at + 1, 0, item);
  return list.length;
}

function remove(db: Database, [key = '', amount = '', item = '']: string[]) {
  const wanted = integer(amount);
  const list = get(db, key);
  if (!list) return 0;
  const places = list.flatMap((each, index) => (each === item ? [index] : []));
  const gone = new Set(wanted < 0 ? places.slice(wanted) : wanted > 0 ? places.slice(0, wanted) : places);
  const kept = list.filter((_, index) => !gone.has(index));
  list.splice(0, list.length, ...kept);
  db.dropIfEmpty(key);
  return gone.size;
}

function set(db: Database, [key = '', index = '', item = '']: string[]) {
  const list = get(db, key) ?? fail(NO_KEY);
  const at = integer(index);
  const place = at < 0 ? list.length + at : at;
  if (place < 0 || place >= list.length) fail('ERR index out of range');
  list[place] = item;
  return 'OK';
}

function trim(db: Database, [key = '', start = '', stop = '']: string[]) {
  const [first, last] = [integer(start), integer(stop)];
  const list = get(db, key);
  if (list) list.splice(0, list.length, ...list.slice(...span(list.length, first, last)));
  db.dropIfEmpty(key);
  return 'OK';
}

const RANK_ZERO =
  "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or use negative to start from the end of the list";

function positions(db: Database, [key = '', item = '', ...rest]: string[]) {
  const words = new Words(rest);
  let [rank, wanted, longest] = [1, -1, 0];
  while (words.left > 0) {
    const option = words.option();
    const value = words.take();
    if (option === 'RANK') {
      rank = integer(value);
      if (rank === 0) fail(RANK_ZERO);
    } else if (option === 'COUNT') {
      wanted = atLeast(0, value, "ERR COUNT can't be negative");
    } else if (option === 'MAXLEN') {
      longest = atLeast(0, value, "ERR MAXLEN can't be negative");
    } else fail(SYNTAX);
  }
  const list = get(db, key) ?? [];
  const compared = [...list.keys()];
  if (rank < 0) compared.reverse();
  const found = compared
    .slice(0, longest || undefined)
    .filter((index) => list[index] === item)
    .slice(Math.abs(rank) - 1);
  if (wanted < 0) return found[0] ?? null;
  return wanted === 0 ? found : found.slice(0, wanted);
}

export const listCommands: Commands = {
  lpush: pushing('LEFT', true),
  rpush: pushing('RIGHT', true),
  lpushx: pushing('LEFT', false),
  rpushx: pushing('RIGHT', false),
  lpop: popping('LEFT', 'lpop'),
  rpop: popping('RIGHT', 'rpop'),
  llen: reads(2, (db, [key = '']) => get(db, key)?.length ?? 0),
  lrange: reads(4, (db, [key = '', start = '', stop = '']) => {
    const [first, last] = [integer(start), integer(stop)];
    const list = get(db, key) ?? [];
    return list.slice(...span(list.length, first, last));
  }),
  lindex: reads(3, (db, [key = '', index = '']) => get(db, key)?.at(integer(index)) ?? null),
  linsert: writes(5, insert),
  lset: writes(4, set),
  lrem: writes(4, remove),
  ltrim: writes(4, trim),
  lpos: reads(-3, positions),
};
