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
  policies,
  policyContentSchema,
  policyListSchema,
  policySaveQuerySchema,
  policyVersionSchema,
  savePolicy,
} from '../../../src/catalogue/editing/policy.ts';
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
  '/catalogue/policies',
  access('catalogue:read'),
  limit(limits.staff),
  query(codedQuerySchema),
  responses('List cancellation policies', 'Each in its latest version.', { 200: policyListSchema }, []),
  async (c) => c.json(await listCoded(c.env.runtime.database, policies, c.req.valid('query').cursor)),
);

app.get(
  '/catalogue/policies/:code',
  access('catalogue:read'),
  limit(limits.staff),
  responses(
    'A cancellation policy to edit',
    'The whole of it, with its version as `ETag`.',
    { 200: policyVersionSchema },
    [],
  ),
  async (c) => {
    const one = await readCoded(c.env.runtime.database, policies, c.req.param('code'));
    return c.json(one, 200, { ETag: tagOf(one) });
  },
);

app.put(
  '/catalogue/policies/:code',
  access('catalogue:write'),
  limit(limits.staff),
  needsIfMatchOrNone(),
  jsonBody(policyContentSchema),
  query(policySaveQuerySchema),
  responses(
    'Save a cancellation policy',
    'As its next version; with `If-None-Match: *` one that is new. Bookings and signed quotes keep the version that they were made by.',
    { 200: policyVersionSchema },
    codedRefusals,
    undefined,
    { extensions: { 412: { current: described(policyVersionSchema, 'As it is now.') } } },
  ),
  async (c) => {
    const one = await savePolicy(
      c.env.runtime,
      actorOf(c),
      c.req.param('code'),
      c.req.valid('json'),
      expectedVersionOrNone(c),
      c.req.valid('query').appliesTo === 'all-items',
    );
    return c.json(one, 200, { ETag: tagOf(one) });
  },
);

app.get(
  '/catalogue/policies/:code/versions',
  access('catalogue:read'),
  limit(limits.staff),
  query(versionQuerySchema),
  responses(
    'The versions of a cancellation policy',
    'Who saved it and when.',
    { 200: versionListSchema },
    [],
  ),
  async (c) =>
    c.json(
      await listCodedVersions(
        c.env.runtime.database,
        policies,
        c.req.param('code'),
        c.req.valid('query').cursor,
      ),
    ),
);

app.get(
  '/catalogue/policies/:code/versions/:version',
  access('catalogue:read'),
  limit(limits.staff),
  responses(
    'A version of a cancellation policy',
    'The whole of it, as it was.',
    { 200: policyVersionSchema },
    [],
  ),
  async (c) =>
    c.json(await readCodedVersion(c.env.runtime.database, policies, c.req.param('code'), versionInPath(c))),
);

export default serve(app);

export const config: RouteConfig = {
  path: ['/api/v1/catalogue/policies', '/api/v1/catalogue/policies/*'],
};
