import { randomUUID } from 'node:crypto';
import { memoryStore, type Store } from '../../../kit/client/store.ts';
import type { Surroundings } from '../../../kit/client/surroundings.ts';

const tryMs = 10_000;

/** A page whose time, luck and line are in the hands of the test. */
export interface TestSurroundings extends Surroundings {
  /** The pauses between tries, in milliseconds. They pass at once, on the clock of the page alone. */
  readonly pauses: number[];
  advance(ms: number): void;
  /** The time of every try that still waits for its answer is over. */
  expire(): void;
  goOffline(): void;
  /** The line is back, and the browser says so. */
  goOnline(): void;
}

export async function createTestSurroundings(
  given: { store?: Store; random?: () => number; pageOrigin?: string } = {},
): Promise<TestSurroundings> {
  let nowMs = Date.parse('2027-03-01T09:00:00Z');
  let isOnline = true;
  let limits: (() => void)[] = [];
  const listeners: (() => void)[] = [];
  const pauses: number[] = [];

  return {
    fetch,
    now: () => nowMs,
    random: given.random ?? (() => 0.5),
    newKey: randomUUID,
    pageOrigin: given.pageOrigin,
    store: given.store ?? (await memoryStore()),
    isOnline: () => isOnline,
    onOnline: (listener) => void listeners.push(listener),
    alone: (name, work) => navigator.locks.request(name, work),
    wait: (ms, signal) => {
      if (ms === tryMs)
        return new Promise((resolve) => {
          limits.push(resolve);
          signal?.addEventListener('abort', () => resolve());
        });
      pauses.push(ms);
      nowMs += ms;
      return Promise.resolve();
    },
    pauses,
    advance: (ms) => {
      nowMs += ms;
    },
    expire: () => {
      for (const end of limits) end();
      limits = [];
    },
    goOffline: () => {
      isOnline = false;
    },
    goOnline: () => {
      isOnline = true;
      for (const listener of listeners) listener();
    },
  };
}
