import { type Commands, fail, SYNTAX, Words, writes } from '../command.ts';
import type { Database } from '../database.ts';
import { atLeast } from '../numbers.ts';
import { type End, pull, push } from './lists.ts';

function endOf(word: string): End {
  const end = word.toUpperCase();
  return end === 'LEFT' || end === 'RIGHT' ? end : fail(SYNTAX);
}

function move(db: Database, from: string, to: string, fromEnd: End, toEnd: End) {
  const source = db.get(from, 'list');
  if (!source) return null;
  const target = db.open(to, 'list', () => []);
  const moved = pull(source, fromEnd, 1);
  push(target, toEnd, moved);
  db.dropIfEmpty(from);
  return moved[0] ?? null;
}

function popFirst(db: Database, args: string[]) {
  const words = new Words(args);
  const keys = words.several(atLeast(1, words.take(), 'ERR numkeys should be greater than 0'));
  const end = endOf(words.take());
  const wanted = words.is('COUNT') ? atLeast(1, words.take(), 'ERR count should be greater than 0') : 1;
  words.end();
  for (const key of keys) {
    const list = db.get(key, 'list');
    if (!list) continue;
    const taken = pull(list, end, wanted);
    db.dropIfEmpty(key);
    return [key, taken];
  }
  return null;
}

export const listMoveCommands: Commands = {
  lmove: writes(5, (db, [from = '', to = '', fromEnd = '', toEnd = '']) =>
    move(db, from, to, endOf(fromEnd), endOf(toEnd)),
  ),
  rpoplpush: writes(3, (db, [from = '', to = '']) => move(db, from, to, 'RIGHT', 'LEFT')),
  lmpop: writes(-4, popFirst),
};
