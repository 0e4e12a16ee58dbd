import { access, actorOf } from '../../../src/http/access/access.ts';
import { limit } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
import { acknowledgedSchema } from '../../../src/http/answer/acknowledged.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { responses } from '../../../src/http/openapi/responses.ts';
import { idempotencyKey, needsIdempotencyKey } from '../../../src/http/request/idempotency-key.ts';
import { expectedVersion, needsIfMatch, tagOf } from '../../../src/http/request/if-match.ts';
import { jsonBody, query } from '../../../src/http/request/request-body.ts';
import { blockRequestSchema, blockSchema } from '../../../src/workflows/block/block.ts';
import {
  blocksQuerySchema,
  blocksSchema,
  listBlocks,
  readBlock,
} from '../../../src/workflows/block/list-blocks.ts';
import {
  blockExtensions,
  changeBlock,
  makeBlock,
  removeBlock,
} from '../../../src/workflows/block/save-block.ts';

export const app = createApp();

app.get(
  '/blocks',
  access('block:manage'),
  limit(limits.staff),
  query(blocksQuerySchema),
  responses('Blocks', 'The time that the business keeps for itself, by its end.', { 200: blocksSchema }, []),
  async (c) => c.json(await listBlocks(c.env.runtime, c.req.valid('query'))),
);

app.post(
  '/blocks',
  access('block:manage'),
  limit(limits.staff),
  needsIdempotencyKey(),
  jsonBody(blockRequestSchema),
  responses(
    'Block time',
    'Of a unit, an item or everything: quotes, searches and reservations see it at once. Bookings and blocks in the way are listed, and nothing is changed.',
    { 201: blockSchema },
    ['time-in-use', 'request-in-flight', 'idempotency-key-reused', 'not-found'],
    undefined,
    { isReplayed: true, extensions: { 409: blockExtensions[409] } },
  ),
  async (c) => {
    const request = c.req.valid('json');
    const { block, isReplay } = await makeBlock(
      c.env.runtime,
      actorOf(c),
      request,
      idempotencyKey(c, request),
    );
    if (isReplay) c.header('Idempotent-Replayed', 'true');
    c.header('ETag', tagOf(block));
    return c.json(block, 201);
  },
);

app.get(
  '/blocks/:id',
  access('block:manage'),
  limit(limits.staff),
  responses('A block', 'With its version as `ETag`.', { 200: blockSchema }, ['not-found']),
  async (c) => {
    const block = await readBlock(c.env.runtime, c.req.param('id'));
    c.header('ETag', tagOf(block));
    return c.json(block);
  },
);

app.put(
  '/blocks/:id',
  access('block:manage'),
  limit(limits.staff),
  needsIfMatch(),
  jsonBody(blockRequestSchema),
  responses(
    'Save a block anew',
    'The whole of it: other dates, another unit, another reason. What is in the way is listed, and nothing is changed.',
    { 200: blockSchema },
    ['time-in-use', 'version-changed', 'not-found'],
    undefined,
    { extensions: blockExtensions },
  ),
  async (c) => {
    const block = await changeBlock(
      c.env.runtime,
      actorOf(c),
      c.req.param('id'),
      expectedVersion(c),
      c.req.valid('json'),
    );
    c.header('ETag', tagOf(block));
    return c.json(block);
  },
);

app.delete(
  '/blocks/:id',
  access('block:manage'),
  limit(limits.staff),
  needsIfMatch(),
  responses(
    'Take a block away',
    'Its time can be had again at once.',
    { 200: acknowledgedSchema },
    ['version-changed', 'not-found'],
    undefined,
    { extensions: { 412: blockExtensions[412] } },
  ),
  async (c) => {
    await removeBlock(c.env.runtime, actorOf(c), c.req.param('id'), expectedVersion(c));
    return c.json({ isDone: true });
  },
);

export default serve(app);

export const config: RouteConfig = { path: ['/api/v1/blocks', '/api/v1/blocks/*'] };
