import { Temporal } from 'temporal-polyfill';
import { findItem } from '../../src/catalogue/item-query.ts';
import type { Runtime } from '../../src/platform/runtime.ts';
import type { Item } from '../../src/terms/item.ts';
import { priceStay } from '../../src/terms/price/price-stay.ts';
import { makeQuote, signQuote } from '../../src/terms/quote.ts';
import { resolveStay } from '../../src/terms/stay/stay.ts';

/** Signed quotes for stays that do not touch each other, spread over many villas, two nights each. */
export async function signedQuotes(
  runtime: Runtime,
  slugs: readonly string[],
  firstDay: number,
  count: number,
): Promise<string[]> {
  const items = await Promise.all(slugs.map((slug) => requireItem(runtime, slug)));
  const start = Temporal.Now.plainDateISO().add({ days: firstDay });
  return Promise.all(
    Array.from({ length: count }, (_, index) => {
      // Any two nights, whatever the rules of its seasons.
      const free = { seasons: [], minimumStay: 1, leadTimeMinutes: 0, horizonDays: 1_000_000 };
      const item = { ...itemAt(items, index), ...free };
      const from = start.add({ days: Math.floor(index / items.length) * 4 });
      const stay = resolveStay(item, from.toString(), from.add({ days: 2 }).toString(), runtime.clock.now());
      const { quote, expiresAt } = makeQuote(
        runtime,
        item,
        stay,
        1,
        priceStay(item, stay, { guests: 1, extras: {}, discount: undefined }),
      );
      return signQuote(runtime, quote, expiresAt);
    }),
  );
}

async function requireItem(runtime: Runtime, slug: string): Promise<Item> {
  const item = await findItem(runtime.database, slug);
  if (!item) throw new Error(`the catalogue has no ${slug}`);
  return item;
}

function itemAt(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (!item) throw new Error('no items to spread over');
  return item;
}
