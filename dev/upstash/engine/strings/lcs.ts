import type { Reply } from '../../engine.ts';
import { type Commands, fail, reads, SYNTAX, Words } from '../command.ts';
import type { Database } from '../database.ts';
import { integer } from '../numbers.ts';

type Match = { a: [number, number]; b: [number, number] };

/** How long the longest common subsequence is of the first `i` of one text and the first `j` of the other. */
function lengths(a: string, b: string): (i: number, j: number) => number {
  const width = b.length + 1;
  const table = new Uint32Array((a.length + 1) * width);
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      const both = a[i - 1] === b[j - 1];
      const before = both ? table[(i - 1) * width + j - 1] : table[(i - 1) * width + j];
      table[i * width + j] = both ? (before ?? 0) + 1 : Math.max(before ?? 0, table[i * width + j - 1] ?? 0);
    }
  }
  return (i, j) => table[i * width + j] ?? 0;
}

/** The stretches that both have in common, the last first. */
function matchesOf(a: string, b: string, length: (i: number, j: number) => number): Match[] {
  const matches: Match[] = [];
  let open: Match | undefined;
  let [i, j] = [a.length, b.length];
  while (i > 0 && j > 0) {
    if (a[i - 1] === b[j - 1]) {
      if (open === undefined) {
        open = { a: [i - 1, i - 1], b: [j - 1, j - 1] };
        matches.push(open);
      }
      open.a[0] = i - 1;
      open.b[0] = j - 1;
      i -= 1;
      j -= 1;
    } else {
      open = undefined;
      if (length(i - 1, j) > length(i, j - 1)) i -= 1;
      else j -= 1;
    }
  }
  return matches;
}

function textOf(db: Database, key: string): string {
  const entry = db.find(key);
  if (entry && entry.kind !== 'string') fail('ERR The specified keys must contain string values');
  return db.get(key, 'string') ?? '';
}

function lcs(db: Database, [first = '', second = '', ...rest]: string[]): Reply {
  const [a, b] = [textOf(db, first), textOf(db, second)];
  const words = new Words(rest);
  let [onlyLength, indexes, withLength, shortest] = [false, false, false, 0];
  while (words.left > 0) {
    if (words.is('LEN')) onlyLength = true;
    else if (words.is('IDX')) indexes = true;
    else if (words.is('WITHMATCHLEN')) withLength = true;
    else if (words.is('MINMATCHLEN') && words.left > 0) shortest = integer(words.take());
    else fail(SYNTAX);
  }
  if (onlyLength && indexes) {
    fail('ERR If you want both the length and indexes, please just use IDX.');
  }
  const length = lengths(a, b);
  const longest = length(a.length, b.length);
  if (onlyLength) return longest;
  const matches = matchesOf(a, b, length);
  if (!indexes)
    return matches
      .toReversed()
      .map((match) => a.slice(match.a[0], match.a[1] + 1))
      .join('');
  const shown = matches
    .map((match) => ({ ...match, size: match.a[1] - match.a[0] + 1 }))
    .filter(({ size }) => size >= shortest)
    .map((match) => (withLength ? [match.a, match.b, match.size] : [match.a, match.b]));
  return ['matches', shown, 'len', longest];
}

export const lcsCommands: Commands = { lcs: reads(-3, lcs) };
