import type * as v from 'valibot';
import { searchResultSchema } from '../../../src/catalogue/search.ts';
import type { Stack } from '../harness/stack.ts';
import { bodyOf, newClient } from './booking.ts';

type Found = v.InferOutput<typeof searchResultSchema>;
export type FoundItem = Found['items'][number];

/** The query of a search; what is undefined is left out. */
export type Query = Readonly<Record<string, string | number | undefined>>;

/** One page of a search. */
export async function search(stack: Stack, query: Query): Promise<Found> {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.set(name, `${value}`);
  const answer = await stack.call(`/items?${given}`, { from: newClient() });
  return bodyOf(answer, 200, searchResultSchema);
}

/** All pages of a search, as a visitor walks them. Fails when they do not come to an end. */
export async function searchAll(stack: Stack, query: Query): Promise<FoundItem[]> {
  const items: FoundItem[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < 200; page += 1) {
    const found = await search(stack, { limit: 50, ...query, cursor });
    items.push(...found.items);
    if (found.nextCursor === null) return items;
    cursor = found.nextCursor;
  }
  throw new Error('the pages of a search did not come to an end');
}
