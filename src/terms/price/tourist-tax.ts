import { minor } from '../../platform/money/money.ts';
import type { PricedItem } from '../item.ts';
import { nightsOf, type Stay } from '../stay/stay.ts';
import type { Line } from './line.ts';

/**
 * What a town asks of each person and night (such as the French taxe de séjour, Code général des
 * collectivités territoriales L2333-29 and following): a line for each, none where everybody is exempt. Who
 * gives no age is grown up.
 */
export function touristTaxLines(
  item: PricedItem,
  stay: Stay,
  { guests, childAges = [] }: { guests: number; childAges?: readonly number[] | undefined },
): Line[] {
  return item.touristTaxes.flatMap(({ name, language, price, exemptBelowAge, maximumNights }) => {
    const exempt = childAges.filter((age) => exemptBelowAge !== null && age < exemptBelowAge).length;
    const quantity =
      (guests - exempt) * Math.min(nightsOf(item, stay), maximumNights ?? Number.MAX_SAFE_INTEGER);
    if (quantity <= 0) return [];
    return [
      {
        kind: 'tourist-tax',
        name,
        language,
        per: 'person-night',
        quantity,
        unitPrice: price.amount,
        amount: minor(price.amount * quantity),
      },
    ];
  });
}
