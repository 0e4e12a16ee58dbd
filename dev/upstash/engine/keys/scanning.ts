import { fail, SYNTAX, type Words } from '../command.ts';
import { atLeast, integer } from '../numbers.ts';
import { matcher } from './glob.ts';

/** Redis gives smaller aggregates whole, whatever COUNT says. */
export const SMALL_AGGREGATE = 128;

export type ScanOptions = { count: number; matches: (text: string) => boolean; kind?: string };

export function readCursor(text: string): number {
  const value = /^[+-]?\d{1,20}$/.test(text) ? Number(text) : fail('ERR invalid cursor');
  // C reads a negative one as far beyond the end.
  return value < 0 ? Infinity : value;
}

export function readScanOptions(words: Words, withKind = false): ScanOptions {
  const options: ScanOptions = { count: 10, matches: () => true };
  while (words.left > 0) {
    const option = words.option();
    if (option === 'COUNT') {
      const count = words.take();
      integer(count);
      options.count = atLeast(1, count, SYNTAX);
    } else if (option === 'MATCH') options.matches = matcher(words.take());
    else if (option === 'TYPE' && withKind) options.kind = words.take().toLowerCase();
    else fail(SYNTAX);
  }
  return options;
}

/** A place between 1 and 2 ** 32 for a name, which depends on nothing else (FNV-1a). */
function placeOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i += 1) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return (hash >>> 0) + 1;
}

/**
 * A page of names from a cursor on, and the next cursor, 0 at the end. Names go by a place of their own, so that each that is there from
 * the first page to the last is given, whatever else comes and goes.
 */
export function page(names: Iterable<string>, cursor: number, count: number): [next: string, page: string[]] {
  const ahead = [...names]
    .map((name) => ({ name, place: placeOf(name) }))
    .filter(({ place }) => place > cursor)
    .sort((a, b) => a.place - b.place);
  const last = ahead[count - 1]?.place ?? Infinity;
  const taken = ahead.filter(({ place }) => place <= last);
  return [taken.length < ahead.length ? String(last) : '0', taken.map(({ name }) => name)];
}
