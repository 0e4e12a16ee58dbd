import { basisPointsOf, type Minor } from '../../platform/money/money.ts';
import { weekdayOf } from '../../platform/time/iso-date.ts';
import type { PricedItem, StayRules } from '../item.ts';

type Season = StayRules['seasons'][number];

/** The season in which a local date of the item lies. */
export function seasonOn({ seasons }: Pick<StayRules, 'seasons'>, date: string): Season | undefined {
  return seasons.find(({ from, to }) => from <= date && date < to);
}

/**
 * What one hour, day or night of a local date costs. A price of weekends that the season has stands for the
 * item's there. One in per cent is laid on the price of the season, one of an amount replaces it; an amount
 * of the item takes the place of its rate, so that a season in per cent is laid on it, and a season with an
 * amount of its own leaves it aside. Each step is rounded to the minor unit, halves away from zero.
 */
export function rateOn(item: PricedItem, season: Season | undefined, date: string): Minor {
  const { amount } = item.rate.price;
  const days = season?.weekendDays ?? item.weekendDays;
  if (!days.includes(weekdayOf(date))) return seasonal(season, amount);
  if (season?.weekendFixedAmount != null) return season.weekendFixedAmount;
  if (season?.weekendPercentBasisPoints != null)
    return changed(seasonal(season, amount), season.weekendPercentBasisPoints);
  return changed(seasonal(season, item.weekendFixedAmount ?? amount), item.weekendPercentBasisPoints);
}

function seasonal(season: Season | undefined, base: Minor): Minor {
  return season?.fixedAmount ?? changed(base, season?.percentBasisPoints);
}

function changed(amount: Minor, percentBasisPoints: number | null | undefined): Minor {
  return percentBasisPoints == null ? amount : basisPointsOf(amount, 10_000 + percentBasisPoints);
}
