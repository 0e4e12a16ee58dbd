/** Lets so many pieces of work go on at once; the others wait in the order in which they came. */
export function lanes(count: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = [];
  let free = count;
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((go) => waiting.push(go));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // Who waits takes the lane over, so that nobody who comes now is before them.
      if (next) next();
      else free += 1;
    }
  };
}
