import { expect, test } from 'vitest';
import { beginRun, orHalves } from '../../src/platform/run.ts';
import { createTestClock } from '../support/harness/clock.ts';

/** How many seconds a run of twenty takes whose steps take so many each. */
function lastsWith(stepSeconds: readonly number[]): number {
  const clock = createTestClock();
  const begunMs = clock.now().getTime();
  const isOver = beginRun({ clock }, { seconds: 20 }).paced();
  for (const seconds of stepSeconds) {
    if (isOver()) break;
    clock.advance({ seconds });
  }
  return (clock.now().getTime() - begunMs) / 1000;
}

test.each([
  // The time is over.
  [Array(40).fill(1), 20],
  [Array(40).fill(4), 20],
  // At 18 s another step would be through at 27 s.
  [Array(40).fill(9), 18],
  // Once it was slow: at 16 s a step may be so again.
  [[8, ...Array(40).fill(1)], 16],
  // The first is begun whatever it takes.
  [[60, 1], 60],
])(
  'steps of %j seconds last %i: a run begins no step that would not be through in 24, were it as slow as the slowest',
  (steps, lasts) => {
    expect(lastsWith(steps)).toBe(lasts);
  },
);

test('what is done for all at once is done for each but those that fail, though they fail the whole', async () => {
  const done: number[] = [];
  const failed: unknown[] = [];
  let calls = 0;
  const work = async (all: readonly number[]) => {
    calls += 1;
    if (all.includes(5)) throw new Error(`refused with ${all.length}`);
    done.push(...all);
  };
  const numbers = Array.from({ length: 16 }, (_, index) => index);
  expect(await orHalves(work, numbers, (error) => failed.push(error))).toBe(15);
  expect(done.toSorted((a, b) => a - b)).toEqual(numbers.filter((one) => one !== 5));
  expect(failed).toEqual([new Error('refused with 1')]);
  expect(calls).toBe(9);
});
