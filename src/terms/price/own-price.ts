import { type Minor, minor } from '../../platform/money/money.ts';
import type { Price } from './price-stay.ts';

/** A price of exactly so much, or what can be had instead: taxes are rounded, and extras cost what they cost. */
export type OwnPrice =
  | { readonly price: Price }
  | { readonly least: Minor }
  | { readonly below: Minor; readonly above: Minor };

/**
 * The price with the adjustment by which its total is what is wanted. The total only grows with the adjustment, so
 * it is found by halving. The stay itself costs nothing at the least.
 * @param priceOf the price with an adjustment of so much.
 * @param step the smallest amount that can be paid.
 */
export function ownPrice(priceOf: (adjustment: Minor) => Price, wanted: Minor, step: number): OwnPrice {
  const at = (steps: number) => priceOf(minor(steps * step));
  const { lines, total } = at(0);
  const stay = lines.reduce((sum, line) => sum + (line.kind === 'stay' ? line.amount : 0), 0);
  let low = -Math.floor(stay / step);
  const least = at(low).total;
  if (least > wanted) return { least };
  // What is added makes the total so much higher at the least, so this many steps are beyond it.
  let high = Math.max(0, Math.floor((wanted - total) / step)) + 1;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (at(middle).total <= wanted) low = middle;
    else high = middle;
  }
  const price = at(low);
  return price.total === wanted ? { price } : { below: price.total, above: at(high).total };
}
