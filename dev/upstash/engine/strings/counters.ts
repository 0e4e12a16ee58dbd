import { type Commands, fail, NOT_FLOAT, writes } from '../command.ts';
import type { Database } from '../database.ts';
import { big, float, MAX, MIN, NOT_A_SUM } from '../numbers.ts';
import { addLongDoubles } from './long-double.ts';

/** A sum of 64 bits as text; small ones, which are nearly all, without the slower large numbers. */
export function addWhole(old: string, by: string, error?: string): string {
  if (old.length < 15 && by.length < 15) {
    const [a, b] = [Number(big15(old, error)), Number(big15(by))];
    return String(a + b);
  }
  const sum = big(old, error) + big(by);
  return sum > MAX || sum < MIN ? fail('ERR increment or decrement would overflow') : String(sum);
}

const SMALL = /^(?:0|-?[1-9]\d{0,13})$/;
const big15 = (text: string, error?: string) => (SMALL.test(text) ? text : big(text, error));

function add(db: Database, key: string, by: string): number {
  const sum = addWhole(db.get(key, 'string') ?? '0', by);
  db.rewrite(key, sum);
  return Number(sum);
}

function subtract(db: Database, key: string, by: string): number {
  const value = big(by);
  if (value === MIN) fail('ERR decrement would overflow');
  return add(db, key, String(-value));
}

/** The sum of two floats as Redis prints it. Throws when one of them is none, or the sum is not finite. */
export function addFloats(old: string, by: string, oldError = NOT_FLOAT): string {
  const sum = float(old, oldError) + float(by);
  return Number.isFinite(sum) ? addLongDoubles(old, by) : fail(NOT_A_SUM);
}

export const counterCommands: Commands = {
  incr: writes(2, (db, [key = '']) => add(db, key, '1')),
  decr: writes(2, (db, [key = '']) => add(db, key, '-1')),
  incrby: writes(3, (db, [key = '', by = '']) => {
    big(by);
    return add(db, key, by);
  }),
  decrby: writes(3, (db, [key = '', by = '']) => subtract(db, key, by)),
  incrbyfloat: writes(3, (db, [key = '', by = '']) => {
    const sum = addFloats(db.get(key, 'string') ?? '0', by);
    db.rewrite(key, sum);
    return sum;
  }),
};
