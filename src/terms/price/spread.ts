import { type Minor, minor } from '../../platform/money/money.ts';

/**
 * Shares an amount out in proportion to weights, exactly, by largest remainders: each part is its share
 * rounded towards zero, and the units that are left go one by one to the parts that lost most; of equal ones
 * the first. Weights are not negative; where all are zero, so is every part.
 */
export function spread(amount: number, weights: readonly number[]): Minor[] {
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (total === 0n) return weights.map(() => minor(0));
  const size = BigInt(Math.abs(amount));
  const shares = weights.map((weight, index) => {
    const product = BigInt(weight) * size;
    return { index, floor: product / total, remainder: product % total };
  });
  const left = Number(size - shares.reduce((sum, { floor }) => sum + floor, 0n));
  const lostMost = [...shares].sort(
    (a, b) => Number(b.remainder > a.remainder) - Number(b.remainder < a.remainder),
  );
  const raised = new Set(lostMost.slice(0, left).map(({ index }) => index));
  return shares.map(({ index, floor }) => {
    const part = Number(floor) + (raised.has(index) ? 1 : 0);
    return minor(amount < 0 && part !== 0 ? -part : part);
  });
}
