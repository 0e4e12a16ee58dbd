import type { Clock } from '../../../src/platform/time/clock.ts';

/** A clock that stands still until it is told to move. */
export interface TestClock extends Clock {
  set(instant: string): void;
  advance(time: { minutes?: number; hours?: number; days?: number; seconds?: number }): void;
}

export function createTestClock(start = '2027-03-01T09:00:00Z'): TestClock {
  let atMs = Date.parse(start);
  return {
    now: () => new Date(atMs),
    set(instant) {
      atMs = Date.parse(instant);
    },
    advance({ seconds = 0, minutes = 0, hours = 0, days = 0 }) {
      atMs += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
    },
  };
}
