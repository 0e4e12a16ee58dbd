import type { Reply } from '../../engine.ts';
import { type Commands, fail, reads, SYNTAX, span, Words, writes } from '../command.ts';
import type { Database } from '../database.ts';
import { integer } from '../numbers.ts';
import { type Scored, SortedSet } from './sorted-set.ts';
import { between, byLex, byScore, type Within } from './sorted-set-bounds.ts';
import { get, withScore } from './sorted-sets.ts';

type By = 'RANK' | 'SCORE' | 'LEX';
type Options = { by: By; reverse: boolean; withScores: boolean; limit?: [offset: number, count: number] };

/** What a command's name says already cannot be said again by an option. */
type Fixed = { by?: By; reverse?: boolean; storing?: boolean };

function readOptions(rest: string[], { by, reverse, storing }: Fixed): Options {
  const words = new Words(rest);
  const options: Options = { by: by ?? 'RANK', reverse: reverse ?? false, withScores: false };
  while (words.left > 0) {
    const option = words.option();
    if (option === 'WITHSCORES' && !storing) options.withScores = true;
    else if (option === 'LIMIT') options.limit = [integer(words.take()), integer(words.take())];
    else if (option === 'REV' && reverse === undefined) options.reverse = true;
    else if (option === 'BYLEX' && by === undefined) options.by = 'LEX';
    else if (option === 'BYSCORE' && by === undefined) options.by = 'SCORE';
    else fail(SYNTAX);
  }
  if (options.limit && options.by === 'RANK') {
    fail('ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX');
  }
  if (options.withScores && options.by === 'LEX') {
    fail('ERR syntax error, WITHSCORES not supported in combination with BYLEX');
  }
  return options;
}

function select(db: Database, key: string, from: string, to: string, options: Options): Scored[] {
  const { by, reverse, limit } = options;
  if (by === 'RANK') {
    const [start, stop] = [integer(from), integer(to)];
    const items = get(db, key)?.sorted() ?? [];
    return (reverse ? items.toReversed() : items).slice(...span(items.length, start, stop));
  }
  // In reverse the higher bound comes first.
  const [min, max] = reverse ? [to, from] : [from, to];
  const within = by === 'LEX' ? byLex(min, max) : byScore(min, max);
  const items = between(get(db, key), within);
  const ordered = reverse ? items.reverse() : items;
  if (!limit) return ordered;
  const [offset, count] = limit;
  if (offset < 0) return [];
  return ordered.slice(offset, count < 0 ? undefined : offset + count);
}

const show = (items: Scored[], withScores: boolean): Reply =>
  items.flatMap((item) => (withScores ? withScore(item) : [item.member]));

const ranging = (fixed: Fixed) =>
  reads(-4, (db, [key = '', from = '', to = '', ...rest]) => {
    const options = readOptions(rest, fixed);
    return show(select(db, key, from, to, options), options.withScores);
  });

function store(db: Database, [target = '', key = '', from = '', to = '', ...rest]: string[]) {
  const options = readOptions(rest, { storing: true });
  const set = new SortedSet(select(db, key, from, to, options));
  db.replace(target, 'zset', set);
  return set.size;
}

const counting = (bounds: (min: string, max: string) => Within) =>
  reads(4, (db, [key = '', min = '', max = '']) => {
    const within = bounds(min, max);
    return between(get(db, key), within).length;
  });

const removing = (by: By) =>
  writes(4, (db, [key = '', from = '', to = '']) => {
    const items = select(db, key, from, to, { by, reverse: false, withScores: false });
    const set = get(db, key);
    for (const { member } of items) set?.delete(member);
    db.dropIfEmpty(key);
    return items.length;
  });

export const sortedSetRangeCommands: Commands = {
  zrange: ranging({}),
  zrevrange: ranging({ by: 'RANK', reverse: true }),
  zrangebyscore: ranging({ by: 'SCORE', reverse: false }),
  zrevrangebyscore: ranging({ by: 'SCORE', reverse: true }),
  zrangebylex: ranging({ by: 'LEX', reverse: false }),
  zrevrangebylex: ranging({ by: 'LEX', reverse: true }),
  zrangestore: writes(-5, store),
  zcount: counting(byScore),
  zlexcount: counting(byLex),
  zremrangebyrank: removing('RANK'),
  zremrangebyscore: removing('SCORE'),
  zremrangebylex: removing('LEX'),
};
