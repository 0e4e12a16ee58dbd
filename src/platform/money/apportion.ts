import { type Minor, minor } from './money.ts';

/**
 * Divides an amount of minor units over weights, exactly: the parts add up to it, and each is its fair share
 * to about a unit. By the method of Webster (Sainte-Laguë), not by largest remainders: there a part can
 * shrink while the whole grows (the Alabama paradox), so a second credit note would take back what the first
 * had given. Here every part only grows with the amount, and at the sum of the weights the parts are the
 * weights.
 *
 * Weights below zero (a discount) get parts below zero. `amount` is not negative; RangeError where nothing
 * has weight.
 */
export function apportion(amount: number, weights: readonly number[]): Minor[] {
  const total = sum(weights);
  if (amount < 0 || total < 0 || (amount > 0 && total === 0))
    throw new RangeError(`cannot divide ${amount} over weights of ${total}`);
  if (amount === 0) return weights.map(() => minor(0));
  const below = nearest(-sum(weights.filter((weight) => weight < 0)), amount, total);
  const parts = divide(
    amount + below,
    weights.map((weight) => Math.max(weight, 0)),
  );
  const discounts = divide(
    below,
    weights.map((weight) => Math.max(-weight, 0)),
  );
  return weights.map((weight, index) => minor((weight < 0 ? -(discounts[index] ?? 0) : parts[index]) || 0));
}

/** `share * amount / total` to the nearest unit, halves up; none is negative. */
export function nearest(share: number, amount: number, total: number): number {
  return Number((BigInt(share) * BigInt(amount) * 2n + BigInt(total)) / (BigInt(total) * 2n));
}

/**
 * Rounds every share, then gives or takes single units in the order of the quotients weight / (part ± 1/2),
 * until the parts add up. Of equal quotients the first is served first and gives back last.
 */
function divide(amount: number, weights: readonly number[]): number[] {
  const total = sum(weights);
  const parts = weights.map((weight) => (total === 0 ? 0 : nearest(weight, amount, total)));
  for (let left = amount - sum(parts); left !== 0; left -= Math.sign(left)) {
    const step = Math.sign(left);
    const open = parts.map((_, index) => index).filter((index) => (step > 0 ? weights[index] : parts[index]));
    const next = open.reduce((best, index) => (isBefore(index, best) ? index : best));
    parts[next] = (parts[next] ?? 0) + step;

    function isBefore(index: number, best: number): boolean {
      const difference = quotient(index, best) - quotient(best, index);
      return step > 0 ? difference > 0n : difference <= 0n;
    }

    /** The quotient of one part, times the divisors of both: what is compared is exact. */
    function quotient(one: number, other: number): bigint {
      return BigInt(weights[one] ?? 0) * BigInt(2 * (parts[other] ?? 0) + step);
    }
  }
  return parts;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
