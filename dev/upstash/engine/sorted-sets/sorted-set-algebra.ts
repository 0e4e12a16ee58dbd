import { type Commands, fail, reads, SYNTAX, Words, writes } from '../command.ts';
import type { Database } from '../database.ts';
import { atLeast, float, integer } from '../numbers.ts';
import { SortedSet } from './sorted-set.ts';
import { withScore } from './sorted-sets.ts';

type Operation = 'union' | 'inter' | 'diff';
type Scores = Map<string, number>;
type Asked = { sets: Scores[]; withScores: boolean; limit: number };

const AGGREGATES: Record<string, (a: number, b: number) => number> = {
  // An infinity and its opposite make 0.
  SUM: (a, b) => (Number.isNaN(a + b) ? 0 : a + b),
  MIN: Math.min,
  MAX: Math.max,
};

/** A set counts as a sorted set whose scores are all 1. */
function scoresOf(db: Database, key: string): Scores {
  if (db.find(key)?.kind === 'set') {
    return new Map([...(db.get(key, 'set') ?? [])].map((member) => [member, 1]));
  }
  return new Map([...(db.get(key, 'zset') ?? [])].map(({ member, score }) => [member, score]));
}

const weighted = (scores: Scores, weight: number): Scores =>
  new Map([...scores].map(([member, score]) => [member, score * weight || 0]));

type Means = 'reply' | 'store' | 'count';

function readSources(db: Database, name: string, words: Words): Scores[] {
  const many = integer(words.take());
  if (many < 1) fail(`ERR at least 1 input key is needed for '${name}' command`);
  return words.several(many).map((key) => scoresOf(db, key));
}

type Aggregate = (a: number, b: number) => number;

function read(db: Database, name: string, operation: Operation, means: Means, words: Words) {
  let sets = readSources(db, name, words);
  let aggregate: Aggregate = AGGREGATES.SUM ?? Math.max;
  const asked: Asked = { sets, withScores: false, limit: 0 };
  const combines = operation !== 'diff' && means !== 'count';
  while (words.left > 0) {
    const option = words.option();
    if (option === 'WEIGHTS' && combines && words.left >= sets.length) {
      const weights = words
        .several(sets.length)
        .map((word) => float(word, 'ERR weight value is not a float'));
      sets = sets.map((scores, index) => weighted(scores, weights[index] ?? 1));
    } else if (option === 'AGGREGATE' && combines) {
      aggregate = AGGREGATES[words.option()] ?? fail(SYNTAX);
    } else if (option === 'WITHSCORES' && means === 'reply') asked.withScores = true;
    else if (option === 'LIMIT' && means === 'count') {
      asked.limit = atLeast(0, words.take(), "ERR LIMIT can't be negative");
    } else fail(SYNTAX);
  }
  return { ...asked, set: combine(operation, sets, aggregate) };
}

function combine(operation: Operation, sets: Scores[], aggregate: Aggregate): SortedSet {
  const [first = new Map<string, number>(), ...others] = sets;
  const result: Scores = new Map();
  for (const [member, score] of first) {
    const among = others.filter((other) => other.has(member)).length;
    if (operation === 'inter' && among < others.length) continue;
    if (operation === 'diff' && among > 0) continue;
    result.set(member, score);
  }
  for (const other of operation === 'diff' ? [] : others) {
    for (const [member, score] of other) {
      const old = result.get(member);
      if (old !== undefined) result.set(member, aggregate(old, score));
      else if (operation === 'union') result.set(member, score);
    }
  }
  return new SortedSet([...result].map(([member, score]) => ({ member, score })));
}

const replying = (operation: Operation) =>
  reads(-3, (db, args) => {
    const { set, withScores } = read(db, `z${operation}`, operation, 'reply', new Words(args));
    return set.sorted().flatMap((item) => (withScores ? withScore(item) : [item.member]));
  });

const storing = (operation: Operation) =>
  writes(-4, (db, [target = '', ...args]) => {
    const { set } = read(db, `z${operation}store`, operation, 'store', new Words(args));
    db.replace(target, 'zset', set);
    return set.size;
  });

export const sortedSetAlgebraCommands: Commands = {
  zunion: replying('union'),
  zinter: replying('inter'),
  zdiff: replying('diff'),
  zunionstore: storing('union'),
  zinterstore: storing('inter'),
  zdiffstore: storing('diff'),
  zintercard: reads(-3, (db, args) => {
    const { set, limit } = read(db, 'zintercard', 'inter', 'count', new Words(args));
    return limit === 0 ? set.size : Math.min(limit, set.size);
  }),
};
