import * as v from 'valibot';
import { wholeBetween } from '../../platform/text/whole-number.ts';

/** More than anything costs, in minor units: what a whole stay comes to can still be reckoned exactly. */
const mostAmount = 1_000_000_000_000;

/** An amount of what costs something, in minor units of the item's currency. */
export const priceAmount = wholeBetween(1, mostAmount);

/** An amount that may be nothing. */
export const amountOrNone = wholeBetween(0, mostAmount);

/** How much more, or less below zero, in 1/10,000: never as much less as everything. */
const adjustment = wholeBetween(-9_999, 1_000_000);

/** A price of weekends, which is one of the two at most. */
export const weekendEntries = {
  weekendPercentBasisPoints: v.nullable(adjustment),
  weekendFixedAmount: v.nullable(priceAmount),
};

/** Another price for a time, which is one of the two. */
export const adjustmentEntries = {
  percentBasisPoints: v.nullable(adjustment),
  fixedAmount: v.nullable(priceAmount),
};
