import { findItem, itemQuerySchema } from '../../../src/catalogue/item-query.ts';
import { searchItems, searchResultSchema, searchSchema } from '../../../src/catalogue/search.ts';
import { access } from '../../../src/http/access/access.ts';
import { limit } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
import { cacheForMinutes } from '../../../src/http/answer/cache.ts';
import { conditional } from '../../../src/http/answer/conditional.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { responses } from '../../../src/http/openapi/responses.ts';
import { query } from '../../../src/http/request/request-body.ts';
import { databaseRefusals, Problem } from '../../../src/platform/problems.ts';
import { itemSchema } from '../../../src/terms/item.ts';
import {
  availabilityOf,
  availabilityQuerySchema,
  availabilitySchema,
} from '../../../src/workflows/search/availability.ts';
import { offeredBetween } from '../../../src/workflows/search/offered.ts';

export const app = createApp();

app.get(
  '/items',
  access('public'),
  limit(limits.read),
  conditional(),
  query(searchSchema),
  responses(
    'Find items',
    'By category, place, price and text; with dates, those that can be had then for that long, each with the whole price of it.',
    { 200: searchResultSchema },
    [...databaseRefusals],
  ),
  async (c) => {
    const search = c.req.valid('query');
    const { from, to, guests = 1 } = search;
    const { runtime } = c.env;
    const offered = from && to ? offeredBetween(runtime, { from, to }, guests) : undefined;
    const found = await searchItems(runtime.database, search, offered);
    // With dates the answer changes with every booking; without, only when the owner changes the catalogue.
    if (!offered) cacheForMinutes(c, 5, ['catalogue', 'lists']);
    return c.json(found);
  },
);

app.get(
  '/items/:slug',
  access('public'),
  limit(limits.read),
  conditional(),
  query(itemQuerySchema),
  responses(
    'One item',
    'With rates, seasons, extras, taxes and the cancellation policy.',
    { 200: itemSchema },
    [...databaseRefusals],
  ),
  async (c) => {
    const slug = c.req.param('slug');
    const item = await findItem(c.env.runtime.database, slug, c.req.valid('query').language);
    if (!item) throw new Problem('not-found', 'There is no such item.');
    cacheForMinutes(c, 5, ['catalogue', `item-${item.slug}`]);
    return c.json(item);
  },
);

app.get(
  '/items/:slug/availability',
  access('public'),
  limit(limits.read),
  conditional(),
  query(availabilityQuerySchema),
  responses(
    'What is free',
    'Local dates of the item from `from` up to but not including `to`, at most 92 days.',
    { 200: availabilitySchema },
    [...databaseRefusals],
  ),
  async (c) => c.json(await availabilityOf(c.env.runtime, c.req.param('slug'), c.req.valid('query'))),
);

export default serve(app);

export const config: RouteConfig = { path: ['/api/v1/items', '/api/v1/items/*'] };
