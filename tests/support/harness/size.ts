import { seededRandom } from '../../../dev/seeded-random.ts';

/** How many times as much is tried as in `npm test`; `npm run torture` sets it. */
const times = Number(process.env.TORTURE_TIMES ?? 1);

/** How often a race or a property is tried: `count` in `npm test`, many times that in `npm run torture`. */
export function sized(count: number): number {
  return count * times;
}

/** As many at once as `npm test` can afford, and `most` in `npm run torture`. */
export function sizedUpTo(most: number, count: number): number {
  return Math.min(most, sized(count));
}

/** What samples are drawn by in `npm test`: another seed every day, which the run prints at its start. `PROPERTY_SEED` repeats one. */
export const sampleSeed = Number(process.env.PROPERTY_SEED ?? Math.floor(Date.now() / 86_400_000));

/** `count` of a list, drawn by the seed and `what` they are for; all of them in `npm run torture`. */
export function sampleOf<T>(all: readonly T[], count: number, what: string): readonly T[] {
  if (times > 1) return all;
  const random = seededRandom(`${what} ${sampleSeed}`);
  return all
    .map((one) => ({ one, place: random() }))
    .sort((a, b) => a.place - b.place)
    .slice(0, count)
    .map(({ one }) => one);
}

/** Tells of a long run how far it is, at most every five seconds: call what it answers after each of `total`. Silent in `npm test`. */
export function countTo(total: number): () => void {
  let done = 0;
  let toldAtMs = performance.now();
  return () => {
    done += 1;
    if (times === 1 || (done < total && performance.now() - toldAtMs < 5000)) return;
    toldAtMs = performance.now();
    process.stdout.write(`  ${done} of ${total}\n`);
  };
}
