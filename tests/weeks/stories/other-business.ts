import { comes, deed, type Season } from '../season.ts';

const hourMs = 3_600_000;

/** What else moves on the same accounts: another shop's sales, and the money that is paid out. */
export function otherBusiness(season: Season): void {
  const { draw, timeline, stack } = season;
  const codes = ['T0006', 'T0002', 'T0003', 'T0013'] as const;
  for (let sale = 0; sale < 4; sale += 1) {
    const atMs = timeline.now() + draw.between(1, 10 * 24) * hourMs;
    const amount = draw.between(500, 90_000);
    const code = codes[draw.between(0, 3)];
    const isStripe = draw.chance(0.5);
    if (!comes(season, 'foreign', 0.6)) continue;
    timeline.begin(atMs, async () => {
      await deed(season, () => {
        if (isStripe) stack.stripe.sellElsewhere(amount, 'eur');
        else stack.paypal.sellElsewhere({ currency_code: 'EUR', value: (amount / 100).toFixed(2) }, code);
      });
    });
  }
  for (const day of [5, 12]) {
    const isExchanged = comes(season, 'exchange', 0.4);
    if (!comes(season, 'foreign', 0.7)) continue;
    timeline.begin(timeline.now() + (day * 24 + 3) * hourMs, async () => {
      await deed(season, () => {
        for (const currency of new Set(['eur', 'usd', season.currency.toLowerCase()]))
          stack.stripe.payOut(currency);
        stack.paypal.withdraw('EUR', 12_345);
        if (isExchanged)
          stack.paypal.exchange(
            { currency_code: 'EUR', value: '20.00' },
            { currency_code: 'USD', value: '21.68' },
          );
      });
    });
  }
}
