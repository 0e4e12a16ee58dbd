import { versionListSchema, versionQuerySchema } from '../../../src/audit/revisions.ts';
import {
  codedQuerySchema,
  codedRefusals,
  listCoded,
  listCodedVersions,
  readCoded,
  readCodedVersion,
} from '../../../src/catalogue/editing/coded.ts';
import {
  promotionContentSchema,
  promotionListSchema,
  promotions,
  promotionVersionSchema,
  savePromotion,
} from '../../../src/catalogue/editing/promotion.ts';
import { access, actorOf } from '../../../src/http/access/access.ts';
import { limit } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { responses } from '../../../src/http/openapi/responses.ts';
import { expectedVersionOrNone, needsIfMatchOrNone, tagOf } from '../../../src/http/request/if-match.ts';
import { jsonBody, query } from '../../../src/http/request/request-body.ts';
import { versionInPath } from '../../../src/http/request/version-in-path.ts';
import { described } from '../../../src/platform/described.ts';

export const app = createApp();

app.get(
  '/catalogue/promotions',
  access('catalogue:read'),
  limit(limits.staff),
  query(codedQuerySchema),
  responses(
    'List promotions',
    'All codes, also those that are over, with how often each was used.',
    { 200: promotionListSchema },
    [],
  ),
  async (c) => c.json(await listCoded(c.env.runtime.database, promotions, c.req.valid('query').cursor)),
);

app.get(
  '/catalogue/promotions/:code',
  access('catalogue:read'),
  limit(limits.staff),
  responses(
    'A promotion to edit',
    'The whole of it, with its version as `ETag`.',
    { 200: promotionVersionSchema },
    [],
  ),
  async (c) => {
    const one = await readCoded(c.env.runtime.database, promotions, c.req.param('code'));
    return c.json(one, 200, { ETag: tagOf(one) });
  },
);

app.put(
  '/catalogue/promotions/:code',
  access('catalogue:write'),
  limit(limits.staff),
  needsIfMatchOrNone(),
  jsonBody(promotionContentSchema),
  responses(
    'Save a promotion',
    'The whole of it, as a new version; with `If-None-Match: *` one that is new. Not below what has been redeemed. It is ended by its `validTo`.',
    { 200: promotionVersionSchema },
    codedRefusals,
    undefined,
    { extensions: { 412: { current: described(promotionVersionSchema, 'As it is now.') } } },
  ),
  async (c) => {
    const one = await savePromotion(
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
  '/catalogue/promotions/:code/versions',
  access('catalogue:read'),
  limit(limits.staff),
  query(versionQuerySchema),
  responses('The versions of a promotion', 'Who saved it and when.', { 200: versionListSchema }, []),
  async (c) =>
    c.json(
      await listCodedVersions(
        c.env.runtime.database,
        promotions,
        c.req.param('code'),
        c.req.valid('query').cursor,
      ),
    ),
);

app.get(
  '/catalogue/promotions/:code/versions/:version',
  access('catalogue:read'),
  limit(limits.staff),
  responses('A version of a promotion', 'The whole of it, as it was.', { 200: promotionVersionSchema }, []),
  async (c) =>
    c.json(await readCodedVersion(c.env.runtime.database, promotions, c.req.param('code'), versionInPath(c))),
);

export default serve(app);

export const config: RouteConfig = {
  path: ['/api/v1/catalogue/promotions', '/api/v1/catalogue/promotions/*'],
};
