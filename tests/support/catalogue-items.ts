import * as v from 'valibot';
import { catalogue } from '../../dev/seed/catalogue.ts';
import type { SeedItem } from '../../dev/seed/catalogue-types.ts';
import { policies } from '../../dev/seed/policies.ts';
import { type Item, itemSchema } from '../../src/catalogue/item.ts';

/** Every item of the seed as the code under test reads it, without a database. */
export const catalogueItems: readonly Item[] = catalogue.map(itemOf);

/** The item of a slug. */
export function catalogueItem(slug: string): Item {
  const item = catalogueItems.find((one) => one.slug === slug);
  if (!item) throw new Error(`the seed has no ${slug}`);
  return item;
}

function itemOf(seed: SeedItem): Item {
  const { rate, units, place, taxes, extras, seasons, securityDepositMinor, cancellationPolicy, ...same } =
    seed;
  const money = (amount: number) => ({ amount, currency: seed.currency });
  return v.parse(itemSchema, {
    ...same,
    id: `item ${seed.slug}`,
    picture: `/pictures/${seed.slug}.svg`,
    place,
    unitCount: units.length,
    rate: { per: rate.per, price: money(rate.amountMinor) },
    taxes: taxes.map(({ name, basisPoints, included }) => ({ name, basisPoints, isIncluded: included })),
    extras: extras.map(({ amountMinor, ...extra }) => ({ ...extra, price: money(amountMinor) })),
    seasons: seasons.map(({ name, from, to, adjustment }) => ({
      name,
      from,
      to,
      percentBasisPoints: 'percentBasisPoints' in adjustment ? adjustment.percentBasisPoints : null,
      fixedAmount: 'fixedAmountMinor' in adjustment ? adjustment.fixedAmountMinor : null,
    })),
    securityDeposit: money(securityDepositMinor),
    depositLeadHours: 24,
    dueNowBasisPoints: 10_000,
    balanceDueDays: 30,
    cancellationPolicy: policies.find((policy) => policy.code === cancellationPolicy),
  });
}
