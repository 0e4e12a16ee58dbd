import { fail, SYNTAX, type Words } from '../command.ts';
import type { Database } from '../database.ts';
import { big, MAX } from '../numbers.ts';

/** `EX` and `PX` count from now, `EXAT` and `PXAT` from 1970; `P` stands for milliseconds. */
export type Expiry = { unit: 'EX' | 'PX' | 'EXAT' | 'PXAT'; time: string };

const UNITS: readonly string[] = ['EX', 'PX', 'EXAT', 'PXAT'] satisfies Expiry['unit'][];
const isUnit = (option: string): option is Expiry['unit'] => UNITS.includes(option);

/** Reads what stands behind such an option; another unit beside it is malformed. */
export function readExpiry(option: string, words: Words, before?: Expiry): Expiry {
  if (!isUnit(option) || (before && before.unit !== option)) return fail(SYNTAX);
  return { unit: option, time: words.take() };
}

/** Milliseconds since 1970. The time must be above 0, and no more than 64 bits hold. */
export function expiryAt(db: Database, { unit, time }: Expiry, name: string): number {
  const invalid = `ERR invalid expire time in '${name}' command`;
  const value = big(time);
  const ms = unit.startsWith('EX') ? value * 1000n : value;
  const at = unit.endsWith('AT') ? ms : ms + BigInt(db.now());
  if (value <= 0n || at > MAX) fail(invalid);
  return Number(at);
}
