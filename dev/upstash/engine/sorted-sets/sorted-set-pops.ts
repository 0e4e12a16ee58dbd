import { type Commands, fail, SYNTAX, Words, writes } from '../command.ts';
import type { Database } from '../database.ts';
import { atLeast, count } from '../numbers.ts';
import type { Scored } from './sorted-set.ts';
import { get, withScore } from './sorted-sets.ts';

type End = 'MIN' | 'MAX';

/** Takes so many from the lower or the upper end, the outermost first. */
function pull(db: Database, key: string, end: End, wanted: number): Scored[] {
  const set = get(db, key);
  const items = set?.sorted() ?? [];
  const taken = (end === 'MIN' ? [...items] : items.toReversed()).slice(0, wanted);
  for (const { member } of taken) set?.delete(member);
  db.dropIfEmpty(key);
  return taken;
}

const popping = (end: End) =>
  writes(-2, (db, [key = '', wanted, ...more]) => {
    if (more.length > 0) fail(SYNTAX);
    const many = wanted === undefined ? 1 : count(wanted);
    return pull(db, key, end, many).flatMap(withScore);
  });

function popFirst(db: Database, args: string[]) {
  const words = new Words(args);
  const keys = words.several(atLeast(1, words.take(), 'ERR numkeys should be greater than 0'));
  const end = words.option();
  if (end !== 'MIN' && end !== 'MAX') return fail(SYNTAX);
  const wanted = words.is('COUNT') ? atLeast(1, words.take(), 'ERR count should be greater than 0') : 1;
  words.end();
  for (const key of keys) {
    if (get(db, key)) return [key, pull(db, key, end, wanted).map(withScore)];
  }
  return null;
}

export const sortedSetPopCommands: Commands = {
  zpopmin: popping('MIN'),
  zpopmax: popping('MAX'),
  zmpop: writes(-4, popFirst),
};
