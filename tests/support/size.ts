/** How many times as much is tried as in `npm test`; `npm run torture` sets it. */
const times = Number(process.env.TORTURE_TIMES ?? 1);

/** How often a race or a property is tried: `count` in `npm test`, many times that in `npm run torture`. */
export function sized(count: number): number {
  return count * times;
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
