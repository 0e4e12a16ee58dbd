import * as v from 'valibot';
import { catalogue } from '../../../demo/seed/catalogue.ts';
import type { SeedItem } from '../../../demo/seed/catalogue-types.ts';
import { policies } from '../../../demo/seed/policies.ts';
import { type Item, itemSchema } from '../../../src/terms/item.ts';

/** Every item of the seed as the code under test reads it, without a database. */
export const catalogueItems: readonly Item[] = catalogue.map(itemOf);

/** The item of a slug. */
export function catalogueItem(slug: string): Item {
  const item = catalogueItems.find((one) => one.slug === slug);
  if (!item) throw new Error(`the seed has no ${slug}`);
  return item;
}

function itemOf(seed: SeedItem): Item {
  const { rate, units, place, taxes, touristTaxes, extras, seasons, weekend, ...rest } = seed;
  const { securityDepositMinor, cancellationPolicy, ...same } = rest;
  const money = (amount: number) => ({ amount, currency: seed.currency });
  return v.parse(itemSchema, {
    ...same,
    id: `item ${seed.slug}`,
    picture: `/pictures/${seed.slug}.svg`,
    place,
    unitCount: units.length,
    rate: { per: rate.per, price: money(rate.amountMinor) },
    arrivalDays: seed.arrivalDays ?? [1, 2, 3, 4, 5, 6, 7],
    departureDays: seed.departureDays ?? [1, 2, 3, 4, 5, 6, 7],
    ...weekendOf(weekend, [5, 6]),
    taxes: taxes.map(({ name, basisPoints, included, onStay = true, onExtras = null }) => ({
      name,
      basisPoints,
      isIncluded: included,
      onStay,
      onExtras,
      onTouristTax: false,
    })),
    touristTaxes: (touristTaxes ?? []).map((tax) => ({
      name: tax.name,
      price: money(tax.amountMinor),
      exemptBelowAge: tax.exemptBelowAge ?? null,
      maximumNights: tax.maximumNights ?? null,
    })),
    extras: extras.map(({ amountMinor, ...extra }) => ({ ...extra, price: money(amountMinor) })),
    seasons: seasons.map((season) => ({
      name: season.name,
      from: season.from,
      to: season.to,
      ...adjustmentOf(season.adjustment),
      minimumStay: season.minimumStay ?? null,
      arrivalDays: season.arrivalDays ?? null,
      departureDays: season.departureDays ?? null,
      ...weekendOf(season.weekend, null),
    })),
    securityDeposit: money(securityDepositMinor),
    depositLeadHours: 24,
    dueNowBasisPoints: 10_000,
    balanceDueDays: 30,
    cancellationPolicy: policies.find((policy) => policy.code === cancellationPolicy),
  });
}

type Adjustment = SeedItem['seasons'][number]['adjustment'];

function adjustmentOf(adjustment: Adjustment | undefined) {
  return {
    percentBasisPoints:
      adjustment && 'percentBasisPoints' in adjustment ? adjustment.percentBasisPoints : null,
    fixedAmount: adjustment && 'fixedAmountMinor' in adjustment ? adjustment.fixedAmountMinor : null,
  };
}

function weekendOf(weekend: SeedItem['weekend'], days: number[] | null) {
  const { percentBasisPoints, fixedAmount } = adjustmentOf(weekend?.adjustment);
  return {
    weekendDays: weekend?.days ?? days,
    weekendPercentBasisPoints: percentBasisPoints,
    weekendFixedAmount: fixedAmount,
  };
}
