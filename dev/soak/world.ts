import { isDeepStrictEqual } from 'node:util';
import { Problem, type ProblemCode } from '../../src/platform/problems.ts';
import type { Runtime } from '../../src/platform/runtime.ts';
import type { Balances, Credit, Payment, Stay } from './books.ts';
import type { Draw } from './draw.ts';
import type { Remote } from './remote.ts';

/** Everything that the soak knows: the system under test, and what ought to be true of it. */
export interface World {
  readonly runtime: Runtime;
  readonly draw: Draw;
  readonly clock: SoakClock;
  readonly items: readonly SoakItem[];
  /** The reservations of which the story goes on, by id. */
  readonly stays: Map<string, Story>;
  readonly credits: Credit[];
  /** What reservations that are over, credits, fees and payouts have left in the books. */
  readonly settled: Balances;
  /** Ids of fees and payouts, to be listed again. */
  readonly movements: string[];
  readonly counts: { operations: number; refused: number; checks: number; made: number };
  /** Of which reservation the operation under way may touch the books; none while it may touch many. */
  current: Stay | undefined;
  /** The last movement of the ledger whose balance was looked at. */
  lastSequence: number;
}

export interface Story {
  readonly stay: Stay;
  readonly remotes: Map<string, Remote>;
  actsLeft: number;
}

export interface SoakClock {
  now(): Date;
  advance(ms: number): void;
}

export interface SoakItem {
  readonly id: string;
  readonly category: string;
  readonly currency: string;
  /** How many reservations it has had: each has an instant of its own, so that a unit is always free. */
  stays: number;
}

export function soakClock(start: string): SoakClock {
  let at = Date.parse(start);
  return {
    now: () => new Date(at),
    advance: (ms) => {
      at += ms;
    },
  };
}

export const nowOf = (world: World) => world.clock.now().getTime();

/** An id that nothing else in this run has. */
export function unique(world: World, prefix: string): string {
  world.counts.made += 1;
  return `${prefix}_${world.counts.made.toString().padStart(8, '0')}`;
}

/** Counts an operation on our books, lets time pass, and notes it in the story of a reservation. */
export function begin(world: World, stay: Stay | undefined, what: string): void {
  world.counts.operations += 1;
  pass(world, stay, what);
}

/** The same for what is no operation on our books. */
export function pass(world: World, stay: Stay | undefined, what: string): void {
  world.current = stay;
  world.clock.advance(world.draw.between(1, 8000));
  stay?.history.push(`#${world.counts.operations} ${world.clock.now().toISOString()} ${what}`);
}

/** Throws unless both are the same. */
export function same(what: string, theirs: unknown, expected: unknown): void {
  if (isDeepStrictEqual(theirs, expected)) return;
  throw new Error(
    `${what}: the database says ${JSON.stringify(theirs)}, the model ${JSON.stringify(expected)}`,
  );
}

/** Runs what must be refused with this problem. */
export async function refused(world: World, code: ProblemCode, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    same('the refusal', error.code, code);
    world.counts.refused += 1;
    return;
  }
  throw new Error(`not refused, and ought to be: ${code}`);
}

export function paymentOf(stay: Stay, paymentId: string): Payment {
  const payment = stay.payments.find(({ id }) => id === paymentId);
  if (!payment) throw new Error(`the model has no payment ${paymentId}`);
  return payment;
}
