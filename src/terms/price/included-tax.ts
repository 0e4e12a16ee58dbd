import { basisPointsWithin, type Minor, minor } from '../../platform/money/money.ts';
import type { Item } from '../item.ts';

/**
 * The taxes inside a gross amount, which together are exactly the tax of their summed rate; the last takes
 * what rounding leaves.
 */
export function shareOfIncludedTax(
  taxes: Item['taxes'],
  gross: Minor,
): { name: string; basisPoints: number; amount: Minor }[] {
  const included = taxes.filter((tax) => tax.isIncluded);
  const rate = included.reduce((sum, tax) => sum + tax.basisPoints, 0);
  // Of exempt stays the taxes are named, at no rate.
  if (rate === 0) return included.map(({ name, basisPoints }) => ({ name, basisPoints, amount: minor(0) }));
  let left: number = basisPointsWithin(gross, rate);
  const whole = left;
  return included.map((tax, index) => {
    const amount = index === included.length - 1 ? left : Math.floor((whole * tax.basisPoints) / rate);
    left -= amount;
    return { name: tax.name, basisPoints: tax.basisPoints, amount: minor(amount) };
  });
}
