import { AsyncLocalStorage } from 'node:async_hooks';
import type { SQL } from 'drizzle-orm';
import type { Problem } from './problems.ts';

/**
 * What must hold before anything of a request is read or done: a statement that the database refuses
 * otherwise. It goes in front of the request's first statement, in the same transaction, so that asking costs
 * no round trip and cannot be forgotten.
 */
export interface RequestPrecondition {
  readonly statement: SQL;
  /** What a refusal by a constraint of this name means; nothing for one that is not the guard's. */
  readonly problemOf: (constraint: string) => Problem | undefined;
  hasPassed: boolean;
}

const guards = new AsyncLocalStorage<RequestPrecondition>();

/** Runs `work` so that its first call to the database, and all until one succeeds, carry the guard. */
export function withPrecondition<T>(guard: RequestPrecondition, work: () => Promise<T>): Promise<T> {
  return guards.run(guard, work);
}

/** The guard that the present request has not passed yet. */
export function pendingPrecondition(): RequestPrecondition | undefined {
  const guard = guards.getStore();
  return guard && !guard.hasPassed ? guard : undefined;
}
