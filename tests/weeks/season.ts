import type { Book } from './checks/book.ts';
import { type Clockwork, settled } from './clockwork.ts';
import type { Draw } from './draw.ts';
import type { Outage } from './stories/outages.ts';
import type { Timeline } from './timeline.ts';
import type { Trouble } from './troubles.ts';
import type { World } from './world.ts';

/** What all that happens in a week has at hand. */
export interface Season extends World {
  readonly draw: Draw;
  readonly timeline: Timeline;
  readonly clockwork: Clockwork;
  readonly on: ReadonlySet<Trouble>;
  readonly books: Book[];
  /** When a provider is away; filled before anything begins. */
  readonly outages: Outage[];
}

/** Whether this kind of trouble comes, where it may. */
export function comes({ on, draw }: Season, trouble: Trouble, probability: number): boolean {
  // Drawn in any case, so that a week with a kind left out stays the same but for it.
  return draw.chance(probability) && on.has(trouble);
}

/** Writes into a guest's diary. */
export function note({ timeline }: Season, book: Book, what: string): void {
  book.diary.push(`${new Date(timeline.now()).toISOString()} ${what}`);
}

/** Does something, waits until what it set off is through, and has the schedules fired that may have to do with it. */
export async function deed<T>({ stack, clockwork }: Season, work: () => T | Promise<T>): Promise<T> {
  const result = await work();
  await settled(stack);
  clockwork.deed();
  return result;
}

/** An instant between two others. */
export function between({ draw }: Season, fromMs: number, toMs: number): number {
  return fromMs + Math.floor((draw.between(0, 1_000_000) / 1_000_000) * Math.max(0, toMs - fromMs));
}
