import { CommandError } from '../engine.ts';
import type { SortedSet } from './sorted-sets/sorted-set.ts';
import type { Stream } from './streams/stream.ts';

/** What a key may hold. Every string is one of bytes: each of its characters is a byte (latin1). */
type Kinds = {
  string: string;
  list: string[];
  set: Set<string>;
  hash: Map<string, string>;
  zset: SortedSet;
  stream: Stream;
};
export type Kind = keyof Kinds;

export type Entry = {
  kind: Kind;
  value: Kinds[Kind];
  /** Milliseconds since 1970 at which the key lapses. */
  expiresAt: number | undefined;
};

const WRONG_TYPE = 'WRONGTYPE Operation against a key holding the wrong kind of value';

/** Whether an aggregate has nothing left; Redis keeps no such key, but for a stream. */
function isEmpty({ value }: Entry): boolean {
  if (typeof value === 'string') return false;
  return Array.isArray(value) ? value.length === 0 : 'size' in value && value.size === 0;
}

/** The keys with their values. A key that lapsed is gone as soon as anybody looks. */
export class Database {
  readonly #entries = new Map<string, Entry>();
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** At least 0, below 1. */
  readonly random: () => number;

  constructor(now: () => number, random: () => number) {
    this.now = now;
    this.random = random;
  }

  find(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry?.expiresAt !== undefined && entry.expiresAt <= this.now()) {
      this.#entries.delete(key);
      return undefined;
    }
    return entry;
  }

  /** Throws WRONGTYPE when the key holds something else. */
  get<K extends Kind>(key: string, kind: K): Kinds[K] | undefined {
    const entry = this.find(key);
    if (entry === undefined) return undefined;
    if (entry.kind !== kind) throw new CommandError(WRONG_TYPE);
    // The kind beside the value was just compared, and `put` alone sets the two.
    return entry.value as Kinds[K];
  }

  /** The value of the key, or the empty one, which it then holds. Throws WRONGTYPE. */
  open<K extends Kind>(key: string, kind: K, empty: () => Kinds[K]): Kinds[K] {
    const found = this.get(key, kind);
    if (found !== undefined) return found;
    const value = empty();
    this.put(key, kind, value);
    return value;
  }

  /** Puts a value in the place of whatever the key held. */
  put<K extends Kind>(key: string, kind: K, value: Kinds[K], expiresAt?: number): void {
    this.#entries.set(key, { kind, value, expiresAt });
  }

  /** Puts another string in a key and leaves its time as it was. */
  rewrite(key: string, value: string): void {
    this.put(key, 'string', value, this.find(key)?.expiresAt);
  }

  /** An aggregate that takes the place of a key; an empty one removes it. */
  replace<K extends Kind>(key: string, kind: K, value: Kinds[K]): void {
    this.put(key, kind, value);
    this.dropIfEmpty(key);
  }

  putEntry(key: string, entry: Entry): void {
    this.#entries.set(key, entry);
  }

  delete(key: string): boolean {
    return this.find(key) !== undefined && this.#entries.delete(key);
  }

  dropIfEmpty(key: string): void {
    const entry = this.#entries.get(key);
    if (entry && isEmpty(entry)) this.#entries.delete(key);
  }

  keys(): string[] {
    return [...this.#entries.keys()].filter((key) => this.find(key) !== undefined);
  }

  clear(): void {
    this.#entries.clear();
  }
}
