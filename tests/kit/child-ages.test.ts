import { expect, test } from 'vitest';
import { agesIn } from '../../kit/rendering/ages.ts';

test.each([
  ['', []],
  ['4, 9', [4, 9]],
  ['4;9 and 17', [4, 9, 17]],
  ['４，９', [4, 9]],
  ['٤، ١٧', [4, 17]],
  ['४ ९', [4, 9]],
  ['۰ و ۱۲', [0, 12]],
])('the ages of children in "%s" are %j, in the figures of whatever script', (text, ages) => {
  expect(agesIn(text)).toEqual(ages);
});
