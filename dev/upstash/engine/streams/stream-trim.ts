import { fail, type Words } from '../command.ts';
import { integer } from '../numbers.ts';
import { type Id, indexFrom, readId, type Stream } from './stream.ts';

export type Trim = { maxLength?: number; minId?: Id; approximate: boolean; limit?: number };

/** Redis lays a hundred entries beside one another, and with `~` drops such a node whole or not at all. */
const NODE = 100;

function positive(name: string, text: string): number {
  const value = integer(text);
  return value < 0 ? fail(`ERR The ${name} argument must be >= 0.`) : value;
}

/** Reads `MAXLEN|MINID [=|~] threshold [LIMIT count]` as far as the words are such. */
export class TrimOptions {
  readonly trim: Trim = { approximate: false };

  /** Whether it was one of these options, which it then read. */
  read(option: string, words: Words): boolean {
    if (words.left === 0) return false;
    if (option === 'LIMIT') {
      this.trim.limit = positive('LIMIT', words.take());
      return true;
    }
    if (option !== 'MAXLEN' && option !== 'MINID') return false;
    if (this.given) {
      fail('ERR syntax error, MAXLEN and MINID options at the same time are not compatible');
    }
    this.trim.approximate = words.is('~');
    if (!this.trim.approximate) words.is('=');
    const threshold = words.take();
    if (option === 'MINID') this.trim.minId = readId(threshold, 0n);
    else this.trim.maxLength = positive('MAXLEN', threshold);
    return true;
  }

  get given(): boolean {
    return this.trim.maxLength !== undefined || this.trim.minId !== undefined;
  }

  check(): void {
    if (this.trim.limit === undefined) return;
    if (!this.given) {
      fail('ERR syntax error, LIMIT cannot be used without specifying a trimming strategy');
    }
    if (!this.trim.approximate) fail('ERR syntax error, LIMIT cannot be used without the special ~ option');
  }
}

/** Removes the oldest entries; answers how many. */
export function trimStream(
  stream: Stream,
  { maxLength = Infinity, minId, approximate, limit }: Trim,
): number {
  const { entries } = stream;
  const exact = minId === undefined ? Math.max(0, entries.length - maxLength) : indexFrom(stream, minId);
  const most = approximate && limit ? Math.min(exact, limit) : exact;
  // The last node may have fewer.
  const count = approximate && most < entries.length ? most - (most % NODE) : most;
  entries.splice(0, count);
  return count;
}
