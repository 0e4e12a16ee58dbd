import { versionListSchema, versionQuerySchema } from '../../../src/audit/revisions.ts';
import { itemContentSchema } from '../../../src/catalogue/editing/item-content.ts';
import { itemListQuerySchema, itemListSchema, listItems } from '../../../src/catalogue/editing/item-list.ts';
import {
  itemVersionSchema,
  listItemVersions,
  readItem,
  readItemVersion,
} from '../../../src/catalogue/editing/item-version.ts';
import { access, actorOf } from '../../../src/http/access/access.ts';
import { limit } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { responses } from '../../../src/http/openapi/responses.ts';
import { idempotencyKey, needsIdempotencyKey } from '../../../src/http/request/idempotency-key.ts';
import { expectedVersion, needsIfMatch, tagOf } from '../../../src/http/request/if-match.ts';
import { jsonBody, query } from '../../../src/http/request/request-body.ts';
import { versionInPath } from '../../../src/http/request/version-in-path.ts';
import {
  changeItem,
  createItem,
  restoreItem,
  restoreSchema,
  saveExtensions,
  saveRefusals,
} from '../../../src/workflows/catalogue/save-item.ts';

export const app = createApp();

app.get(
  '/catalogue/items',
  access('catalogue:read'),
  limit(limits.staff),
  query(itemListQuerySchema),
  responses(
    'List items',
    'All items by name, also those that guests do not see.',
    { 200: itemListSchema },
    [],
  ),
  async (c) => c.json(await listItems(c.env.runtime.database, c.req.valid('query'))),
);

app.post(
  '/catalogue/items',
  access('catalogue:write'),
  limit(limits.staff),
  needsIdempotencyKey(),
  jsonBody(itemContentSchema),
  responses(
    'Create an item',
    'With units, seasons, extras and taxes. A copy is another’s content with a slug of its own, and units without ids.',
    { 201: itemVersionSchema },
    ['request-in-flight', 'idempotency-key-reused'],
    undefined,
    { isReplayed: true },
  ),
  async (c) => {
    const content = c.req.valid('json');
    const { item, isReplay } = await createItem(
      c.env.runtime,
      actorOf(c),
      content,
      idempotencyKey(c, content),
    );
    if (isReplay) c.header('Idempotent-Replayed', 'true');
    return c.json(item, 201, { ETag: tagOf(item) });
  },
);

app.get(
  '/catalogue/items/:id',
  access('catalogue:read'),
  limit(limits.staff),
  responses(
    'An item to edit',
    'The whole of it, with its version as `ETag`.',
    { 200: itemVersionSchema },
    [],
  ),
  async (c) => {
    const item = await readItem(c.env.runtime.database, c.req.param('id'));
    return c.json(item, 200, { ETag: tagOf(item) });
  },
);

app.put(
  '/catalogue/items/:id',
  access('catalogue:write'),
  limit(limits.staff),
  needsIfMatch(),
  jsonBody(itemContentSchema),
  responses(
    'Save an item',
    'The whole of it, as a new version. Quotes that are signed and bookings that are made stay as they were. What a booking needs cannot be archived or retired.',
    { 200: itemVersionSchema },
    saveRefusals,
    undefined,
    { extensions: saveExtensions },
  ),
  async (c) => {
    const item = await changeItem(
      c.env.runtime,
      actorOf(c),
      c.req.param('id'),
      c.req.valid('json'),
      expectedVersion(c),
    );
    return c.json(item, 200, { ETag: tagOf(item) });
  },
);

app.get(
  '/catalogue/items/:id/versions',
  access('catalogue:read'),
  limit(limits.staff),
  query(versionQuerySchema),
  responses('The versions of an item', 'Who saved it and when.', { 200: versionListSchema }, []),
  async (c) =>
    c.json(await listItemVersions(c.env.runtime.database, c.req.param('id'), c.req.valid('query').cursor)),
);

app.get(
  '/catalogue/items/:id/versions/:version',
  access('catalogue:read'),
  limit(limits.staff),
  responses('A version of an item', 'The whole of it, as it was.', { 200: itemVersionSchema }, []),
  async (c) => c.json(await readItemVersion(c.env.runtime.database, c.req.param('id'), versionInPath(c))),
);

app.post(
  '/catalogue/items/:id/restore',
  access('catalogue:write'),
  limit(limits.staff),
  needsIfMatch(),
  jsonBody(restoreSchema),
  responses(
    'Restore a version of an item',
    'Saves what it says as a new version. Units that were booked since are retired, not gone.',
    { 200: itemVersionSchema },
    saveRefusals,
    undefined,
    { extensions: saveExtensions },
  ),
  async (c) => {
    const { version } = c.req.valid('json');
    const item = await restoreItem(c.env.runtime, actorOf(c), c.req.param('id'), version, expectedVersion(c));
    return c.json(item, 200, { ETag: tagOf(item) });
  },
);

export default serve(app);

export const config: RouteConfig = { path: ['/api/v1/catalogue/items', '/api/v1/catalogue/items/*'] };
