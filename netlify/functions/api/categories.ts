import { versionListSchema, versionQuerySchema } from '../../../src/audit/revisions.ts';
import {
  categoriesQuerySchema,
  categoriesSchema,
  listCategories,
} from '../../../src/catalogue/categories.ts';
import {
  categories,
  categoryContentSchema,
  categoryListSchema,
  categoryVersionSchema,
  saveCategory,
} from '../../../src/catalogue/editing/category.ts';
import {
  codedQuerySchema,
  codedRefusals,
  listCoded,
  listCodedVersions,
  readCoded,
  readCodedVersion,
} from '../../../src/catalogue/editing/coded.ts';
import { access, actorOf } from '../../../src/http/access/access.ts';
import { limit } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
import { cacheForMinutes } from '../../../src/http/answer/cache.ts';
import { conditional } from '../../../src/http/answer/conditional.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { responses } from '../../../src/http/openapi/responses.ts';
import { expectedVersionOrNone, needsIfMatchOrNone, tagOf } from '../../../src/http/request/if-match.ts';
import { jsonBody, query } from '../../../src/http/request/request-body.ts';
import { versionInPath } from '../../../src/http/request/version-in-path.ts';
import { described } from '../../../src/platform/described.ts';
import { databaseRefusals } from '../../../src/platform/problems.ts';

export const app = createApp();

app.get(
  '/categories',
  access('public'),
  limit(limits.read),
  conditional(),
  query(categoriesQuerySchema),
  responses(
    'List categories',
    'The kinds of things that guests can see, by their names in a language.',
    { 200: categoriesSchema },
    [...databaseRefusals],
  ),
  async (c) => {
    const found = await listCategories(c.env.runtime.database, c.req.valid('query').language);
    cacheForMinutes(c, 5, ['catalogue', 'categories', 'lists']);
    return c.json(found);
  },
);

app.get(
  '/catalogue/categories',
  access('catalogue:read'),
  limit(limits.staff),
  query(codedQuerySchema),
  responses(
    'List categories',
    'All kinds of things, also those without an item.',
    { 200: categoryListSchema },
    [],
  ),
  async (c) => c.json(await listCoded(c.env.runtime.database, categories, c.req.valid('query').cursor)),
);

app.get(
  '/catalogue/categories/:code',
  access('catalogue:read'),
  limit(limits.staff),
  responses(
    'A category to edit',
    'The whole of it, with its version as `ETag`.',
    { 200: categoryVersionSchema },
    [],
  ),
  async (c) => {
    const one = await readCoded(c.env.runtime.database, categories, c.req.param('code'));
    return c.json(one, 200, { ETag: tagOf(one) });
  },
);

app.put(
  '/catalogue/categories/:code',
  access('catalogue:write'),
  limit(limits.staff),
  needsIfMatchOrNone(),
  jsonBody(categoryContentSchema),
  responses(
    'Save a category',
    'Its names and its place, as a new version; with `If-None-Match: *` one that is new.',
    { 200: categoryVersionSchema },
    codedRefusals,
    undefined,
    { extensions: { 412: { current: described(categoryVersionSchema, 'As it is now.') } } },
  ),
  async (c) => {
    const one = await saveCategory(
      c.env.runtime,
      actorOf(c),
      c.req.param('code'),
      c.req.valid('json'),
      expectedVersionOrNone(c),
    );
    return c.json(one, 200, { ETag: tagOf(one) });
  },
);

app.get(
  '/catalogue/categories/:code/versions',
  access('catalogue:read'),
  limit(limits.staff),
  query(versionQuerySchema),
  responses('The versions of a category', 'Who saved it and when.', { 200: versionListSchema }, []),
  async (c) =>
    c.json(
      await listCodedVersions(
        c.env.runtime.database,
        categories,
        c.req.param('code'),
        c.req.valid('query').cursor,
      ),
    ),
);

app.get(
  '/catalogue/categories/:code/versions/:version',
  access('catalogue:read'),
  limit(limits.staff),
  responses('A version of a category', 'The whole of it, as it was.', { 200: categoryVersionSchema }, []),
  async (c) =>
    c.json(await readCodedVersion(c.env.runtime.database, categories, c.req.param('code'), versionInPath(c))),
);

export default serve(app);

export const config: RouteConfig = {
  path: ['/api/v1/categories', '/api/v1/catalogue/categories', '/api/v1/catalogue/categories/*'],
};
