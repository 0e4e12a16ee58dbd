import * as v from 'valibot';
import { minor } from './money.ts';

/**
 * An amount in minor units that a person gives: a whole number above zero and no more than any bill can be.
 */
export const positiveAmount = v.pipe(
  v.number('Give a whole number of minor units.'),
  v.safeInteger('Give a whole number of minor units.'),
  v.minValue(1, 'Give more than zero.'),
  v.maxValue(1_000_000_000_000, 'That is more than anything costs.'),
  v.transform(minor),
);
