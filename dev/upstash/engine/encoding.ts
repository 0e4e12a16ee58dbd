import type { Entry } from './database.ts';
import { readBig } from './numbers.ts';
import { SortedSet } from './sorted-sets/sorted-set.ts';
import { isStream } from './streams/stream.ts';

const allShort = (texts: Iterable<string>) => [...texts].every((text) => text.length <= 64);

/** How Redis 7 would keep such a value, by the limits of its own configuration. */
export function encodingOf(value: Entry['value']): string {
  if (typeof value === 'string') {
    if (readBig(value) !== undefined) return 'int';
    return value.length <= 44 ? 'embstr' : 'raw';
  }
  if (Array.isArray(value)) return 'quicklist';
  if (value instanceof Set) {
    const whole = value.size <= 512 && [...value].every((member) => readBig(member) !== undefined);
    return whole ? 'intset' : 'hashtable';
  }
  if (value instanceof SortedSet) {
    return value.size <= 128 && allShort(value.members()) ? 'listpack' : 'skiplist';
  }
  if (isStream(value)) return 'stream';
  return value.size <= 512 && allShort([...value].flat()) ? 'listpack' : 'hashtable';
}
