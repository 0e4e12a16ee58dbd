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
  legalEntities,
  legalEntityContentSchema,
  legalEntityListSchema,
  legalEntityVersionSchema,
} from '../../../src/catalogue/editing/legal-entity.ts';
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
import { saveLegalEntity } from '../../../src/workflows/catalogue/save-legal-entity.ts';

export const app = createApp();

app.get(
  '/catalogue/legal-entities',
  access('catalogue:read'),
  limit(limits.staff),
  query(codedQuerySchema),
  responses('List companies', 'Who sells: the companies on invoices.', { 200: legalEntityListSchema }, []),
  async (c) => c.json(await listCoded(c.env.runtime.database, legalEntities, c.req.valid('query').cursor)),
);

app.get(
  '/catalogue/legal-entities/:code',
  access('catalogue:read'),
  limit(limits.staff),
  responses(
    'A company to edit',
    'The whole of it, with its version as `ETag`.',
    { 200: legalEntityVersionSchema },
    [],
  ),
  async (c) => {
    const one = await readCoded(c.env.runtime.database, legalEntities, c.req.param('code'));
    return c.json(one, 200, { ETag: tagOf(one) });
  },
);

app.put(
  '/catalogue/legal-entities/:code',
  access('catalogue:write'),
  limit(limits.staff),
  needsIfMatchOrNone(),
  jsonBody(legalEntityContentSchema),
  responses(
    'Save a company',
    'The whole of it, as a new version; with `If-None-Match: *` one that is new. Documents that were issued keep what it was.',
    { 200: legalEntityVersionSchema },
    codedRefusals,
    undefined,
    { extensions: { 412: { current: described(legalEntityVersionSchema, 'As it is now.') } } },
  ),
  async (c) => {
    const one = await saveLegalEntity(
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
  '/catalogue/legal-entities/:code/versions',
  access('catalogue:read'),
  limit(limits.staff),
  query(versionQuerySchema),
  responses('The versions of a company', 'Who saved it and when.', { 200: versionListSchema }, []),
  async (c) =>
    c.json(
      await listCodedVersions(
        c.env.runtime.database,
        legalEntities,
        c.req.param('code'),
        c.req.valid('query').cursor,
      ),
    ),
);

app.get(
  '/catalogue/legal-entities/:code/versions/:version',
  access('catalogue:read'),
  limit(limits.staff),
  responses('A version of a company', 'The whole of it, as it was.', { 200: legalEntityVersionSchema }, []),
  async (c) =>
    c.json(
      await readCodedVersion(c.env.runtime.database, legalEntities, c.req.param('code'), versionInPath(c)),
    ),
);

export default serve(app);

export const config: RouteConfig = {
  path: ['/api/v1/catalogue/legal-entities', '/api/v1/catalogue/legal-entities/*'],
};
