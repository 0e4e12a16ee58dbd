import type { TestClock } from '../support/harness/clock.ts';

/** Simulated time: stories that wait for instants, of which one goes on at a time, the earliest first. */
export interface Timeline {
  now(): number;
  /** Begins a story at an instant. */
  begin(atMs: number, story: () => Promise<void>): void;
  /** Waits, in a story, until an instant; at once where it is past. */
  until(atMs: number): Promise<void>;
  /** The instant of what comes next, if anything does. */
  next(): number | undefined;
  /** Goes on with what comes next, until that waits again or has ended. Throws what it threw. */
  step(): Promise<void>;
}

interface Waiting {
  readonly atMs: number;
  readonly go: () => void;
}

export function createTimeline(clock: TestClock): Timeline {
  const waiting: Waiting[] = [];
  const now = () => clock.now().getTime();
  let rest: () => void = () => {};
  let fail: (error: unknown) => void = () => {};

  function wait(atMs: number, go: () => void): void {
    const after = waiting.findIndex((one) => one.atMs > atMs);
    waiting.splice(after === -1 ? waiting.length : after, 0, { atMs: Math.max(atMs, now()), go });
  }

  return {
    now,
    begin(atMs, story) {
      wait(atMs, () => {
        // Whoever waits by then is told: a story that waited has outlived the step that began it.
        story().then(
          () => rest(),
          (error) => fail(error),
        );
      });
    },
    until(atMs) {
      return new Promise((resolve) => {
        wait(atMs, resolve);
        rest();
      });
    },
    next: () => waiting[0]?.atMs,
    async step() {
      const one = waiting.shift();
      if (!one) return;
      clock.set(new Date(Math.max(one.atMs, now())).toISOString());
      const rested = Promise.withResolvers<void>();
      rest = rested.resolve;
      fail = rested.reject;
      one.go();
      await rested.promise;
    },
  };
}
