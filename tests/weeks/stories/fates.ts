import type { Draw } from '../draw.ts';
import type { Fate } from '../postman.ts';

const minuteMs = 60_000;

/** Events of payments, which schedules ask about within minutes. Of the others, the list of the day says what was lost. */
const ofPayments = /^(payment_intent|CHECKOUT|PAYMENT\.CAPTURE\.(COMPLETED|PENDING|DENIED))/;

/** Whether events come at once, again, late, out of order, or never. */
export function fates(isTroubled: boolean, draw: Draw): Fate {
  return (type) => {
    const lot = draw.between(1, 100);
    const laterMs = draw.between(1, ofPayments.test(type) ? 600 : 10) * minuteMs;
    if (!isTroubled || lot <= 65) return [0];
    if (lot <= 75) return [0, laterMs];
    if (lot <= 90) return [laterMs];
    return ofPayments.test(type) ? [] : [0, 0, laterMs];
  };
}
