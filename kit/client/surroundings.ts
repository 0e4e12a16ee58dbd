import { indexedStore } from './indexed-store.ts';
import { firstStoreThatWorks, localStore, memoryStore, type Store } from './store.ts';

/** What the client runs on. Tests give their own. */
export interface Surroundings {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** From 0 up to but not including 1. */
  readonly random: () => number;
  /** Ends early, without a fuss, when the signal is given. */
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly newKey: () => string;
  /** Where the page is from; Node is no page. */
  readonly pageOrigin: string | undefined;
  readonly store: Store;
  readonly isOnline: () => boolean;
  readonly onOnline: (listener: () => void) => void;
  /** Runs one piece of work of a name at a time, over all tabs where the browser can tell. */
  readonly alone: (name: string, work: () => Promise<void>) => Promise<void>;
}

/** Those of a browser; Node will do too. */
export function ownSurroundings(): Surroundings {
  const { navigator, location } = globalThis as {
    navigator?: { onLine?: boolean; locks?: Locks };
    location?: { origin: string };
  };
  return {
    fetch: (url, init) => fetch(url, init),
    now: Date.now,
    random: Math.random,
    wait: (ms, signal) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        const end = () => {
          clearTimeout(timer);
          resolve();
        };
        signal?.addEventListener('abort', end, { once: true });
      }),
    newKey: () => crypto.randomUUID(),
    pageOrigin: location?.origin,
    store: firstStoreThatWorks([indexedStore, localStore, memoryStore]),
    isOnline: () => navigator?.onLine !== false,
    onOnline: (listener) => {
      // Only a page has a line that comes back.
      (globalThis as { addEventListener?: (type: string, listener: () => void) => void }).addEventListener?.(
        'online',
        listener,
      );
    },
    alone: (name, work) => withLock(navigator?.locks, name, work),
  };
}

/** As much of the browser's own as is used; pages that are not secure have none. */
interface Locks {
  request(name: string, work: () => Promise<void>): Promise<void>;
}

async function withLock(locks: Locks | undefined, name: string, work: () => Promise<void>): Promise<void> {
  let isBegun = false;
  try {
    await locks?.request(name, () => {
      isBegun = true;
      return work();
    });
  } catch (error) {
    // A sandboxed frame has locks that it may not use.
    if (isBegun) throw error;
  }
  if (!isBegun) await work();
}
