import { CommandError, type Reply } from '../engine.ts';
import type { Database } from './database.ts';

/** Does a command; `args` are what follows its name. */
export type Handler = (db: Database, args: string[]) => Reply;

export type Command = {
  /** What the command counts as arguments, its own name included; negative means at least. */
  arity: number;
  /** Whether it may change data; a read-only script may not use such a one. */
  writes: boolean;
  run: Handler;
};

/** Commands by their names in lower case. */
export type Commands = Readonly<Record<string, Command>>;

export const reads = (arity: number, run: Handler): Command => ({ arity, writes: false, run });
export const writes = (arity: number, run: Handler): Command => ({ arity, writes: true, run });

export function fail(message: string): never {
  throw new CommandError(message);
}

export const SYNTAX = 'ERR syntax error';
export const NOT_INTEGER = 'ERR value is not an integer or out of range';
export const NOT_FLOAT = 'ERR value is not a valid float';
export const NO_KEY = 'ERR no such key';

export const wrongNumber = (name: string): never =>
  fail(`ERR wrong number of arguments for '${name}' command`);

/** Reads a command's options one after the other. */
export class Words {
  readonly #words: string[];
  #next: number;

  constructor(words: string[], from = 0) {
    this.#words = words;
    this.#next = from;
  }

  get left(): number {
    return this.#words.length - this.#next;
  }

  /** The next word; without one the command is malformed. */
  take(error = SYNTAX): string {
    const word = this.#words[this.#next];
    if (word === undefined) return fail(error);
    this.#next += 1;
    return word;
  }

  /** The next word in upper case, as options are compared. */
  option(): string {
    return this.take().toUpperCase();
  }

  /** Takes the next word when it is this option. */
  is(option: string): boolean {
    if (this.#words[this.#next]?.toUpperCase() !== option) return false;
    this.#next += 1;
    return true;
  }

  /** So many words; without them the command is malformed. */
  several(count: number, error = SYNTAX): string[] {
    if (count > this.left) fail(error);
    const words = this.#words.slice(this.#next, this.#next + count);
    this.#next += count;
    return words;
  }

  rest(): string[] {
    return this.several(this.left);
  }

  end(): void {
    if (this.left > 0) fail(SYNTAX);
  }
}

/** Pairs of an even list. */
export function pairs(words: string[]): [string, string][] {
  const result: [string, string][] = [];
  for (let i = 0; i + 1 < words.length; i += 2) result.push([words[i] ?? '', words[i + 1] ?? '']);
  return result;
}

/** The part of a list between two places, of which negative ones count from the end; both are included. */
export function span(length: number, start: number, stop: number): [from: number, to: number] {
  const from = start < 0 ? Math.max(0, length + start) : start;
  const to = Math.min(length - 1, stop < 0 ? length + stop : stop);
  return [from, Math.max(from, to + 1)];
}
