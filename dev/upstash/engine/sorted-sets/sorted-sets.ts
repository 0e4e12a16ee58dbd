import { type Commands, fail, pairs, reads, SYNTAX, Words, writes } from '../command.ts';
import type { Database } from '../database.ts';
import { page, readCursor, readScanOptions, SMALL_AGGREGATE } from '../keys/scanning.ts';
import { float, formatDouble, integer } from '../numbers.ts';
import { pick, sample } from '../random.ts';
import { type Scored, SortedSet } from './sorted-set.ts';

export const get = (db: Database, key: string) => db.get(key, 'zset');

export const withScore = ({ member, score }: Scored): string[] => [member, formatDouble(score)];
const scoreOr = (score: number | undefined) => (score === undefined ? null : formatDouble(score));

const ADD_OPTIONS = ['NX', 'XX', 'GT', 'LT', 'CH', 'INCR'];
type AddOptions = ReadonlySet<string>;

function check(options: AddOptions, members: number): void {
  const has = (option: string) => options.has(option);
  if (has('NX') && has('XX')) fail('ERR XX and NX options at the same time are not compatible');
  if ((has('NX') && (has('GT') || has('LT'))) || (has('GT') && has('LT'))) {
    fail('ERR GT, LT, and/or NX options at the same time are not compatible');
  }
  if (has('INCR') && members > 1) fail('ERR INCR option supports a single increment-element pair');
}

/** The score that a member is to have; nothing when the options leave it as it is. */
function newScore(options: AddOptions, old: number | undefined, given: number): number | undefined {
  if (old === undefined) return options.has('XX') ? undefined : given;
  if (options.has('NX')) return undefined;
  const score = options.has('INCR') ? old + given : given;
  if (Number.isNaN(score)) fail('ERR resulting score is not a number (NaN)');
  if ((options.has('GT') && score <= old) || (options.has('LT') && score >= old)) return undefined;
  return score;
}

/** Adds members or changes their scores; with INCR it answers the new score. */
export function addTo(db: Database, key: string, options: AddOptions, items: Scored[]) {
  const set = get(db, key) ?? new SortedSet();
  let [added, changed] = [0, 0];
  let last: number | undefined;
  for (const { member, score } of items) {
    const old = set.score(member);
    last = newScore(options, old, score);
    if (last === undefined || last === old) continue;
    if (old === undefined) added += 1;
    else changed += 1;
    set.set(member, last);
  }
  if (added > 0 && !db.find(key)) db.put(key, 'zset', set);
  if (options.has('INCR')) return scoreOr(last);
  return options.has('CH') ? added + changed : added;
}

function add(db: Database, [key = '', ...rest]: string[]) {
  const first = rest.findIndex((word) => !ADD_OPTIONS.includes(word.toUpperCase()));
  const words = first < 0 ? [] : rest.slice(first);
  const options = new Set(rest.slice(0, rest.length - words.length).map((word) => word.toUpperCase()));
  if (words.length === 0 || words.length % 2 === 1) fail(SYNTAX);
  check(options, words.length / 2);
  const items = pairs(words).map(([score, member]) => ({ member, score: float(score) }));
  return addTo(db, key, options, items);
}

function random(db: Database, [key = '', count, ...rest]: string[]) {
  if (count === undefined) return pick(db, get(db, key)?.sorted() ?? [])?.member ?? null;
  const wanted = integer(count);
  const withScores = rest[0]?.toUpperCase() === 'WITHSCORES';
  if (rest.length > 1 || (rest.length === 1 && !withScores)) fail(SYNTAX);
  const chosen = sample(db, get(db, key)?.sorted() ?? [], wanted);
  return chosen.flatMap((item) => (withScores ? withScore(item) : [item.member]));
}

function scan(db: Database, [key = '', cursor = '', ...rest]: string[]) {
  const from = readCursor(cursor);
  const set = get(db, key);
  if (!set) return ['0', []];
  const { count, matches } = readScanOptions(new Words(rest));
  const all = set.sorted().map(({ member }) => member);
  const [next, members] = set.size <= SMALL_AGGREGATE ? ['0', all] : page(all, from, count);
  const found = members.filter(matches);
  return [next, found.flatMap((member) => withScore({ member, score: set.score(member) ?? 0 }))];
}

const rank = (from: 'lowest' | 'highest') =>
  reads(3, (db, [key = '', member = '']) => {
    const set = get(db, key);
    const place = set?.rank(member);
    if (set === undefined || place === undefined) return null;
    return from === 'lowest' ? place : set.size - 1 - place;
  });

export const sortedSetCommands: Commands = {
  zadd: writes(-4, add),
  zincrby: writes(4, (db, [key = '', by = '', member = '']) =>
    addTo(db, key, new Set(['INCR']), [{ member, score: float(by) }]),
  ),
  zrem: writes(-3, (db, [key = '', ...members]) => {
    const set = get(db, key);
    const removed = members.filter((member) => set?.delete(member)).length;
    db.dropIfEmpty(key);
    return removed;
  }),
  zcard: reads(2, (db, [key = '']) => get(db, key)?.size ?? 0),
  zscore: reads(3, (db, [key = '', member = '']) => scoreOr(get(db, key)?.score(member))),
  zmscore: reads(-3, (db, [key = '', ...members]) => {
    const set = get(db, key);
    return members.map((member) => scoreOr(set?.score(member)));
  }),
  zrank: rank('lowest'),
  zrevrank: rank('highest'),
  zrandmember: reads(-2, random),
  zscan: reads(-3, scan),
};
