import type { PoolClient } from 'pg';
import type { Statement } from './exchange.ts';

/** Below this, planning costs no more than looking up what was planned. */
const LEAST_CHARACTERS = 200;

/** The names under which each connection keeps what it has planned, by the statement's text. */
const known = new WeakMap<PoolClient, Map<string, string>>();
let named = 0;

export type Prepared = {
  /** The name of a statement, and whether it is parsed under it already. Without a name nothing is kept. */
  nameOf(statement: Statement): { name: string; isParsed: boolean };
  /** Keeps the names that were given out: call it once all of them were run. After an error they are not used again. */
  keep(): void;
};

/** What a connection has planned already. */
export function preparedOn(client: PoolClient): Prepared {
  const kept = known.get(client) ?? new Map<string, string>();
  known.set(client, kept);
  const fresh = new Map<string, string>();
  return {
    nameOf({ query }) {
      const name = kept.get(query);
      if (name !== undefined) return { name, isParsed: true };
      // The same text twice in one exchange is parsed twice: the first may fail.
      if (query.length < LEAST_CHARACTERS || fresh.has(query)) return { name: '', isParsed: false };
      named += 1;
      fresh.set(query, `s${named}`);
      return { name: `s${named}`, isParsed: false };
    },
    keep() {
      for (const [query, name] of fresh) kept.set(query, name);
    },
  };
}

/** Nothing of a connection is planned any more: after DISCARD ALL. */
export function forgetPrepared(client: PoolClient): void {
  known.delete(client);
}
