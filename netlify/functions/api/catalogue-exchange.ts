import {
  exportItems,
  exportQuerySchema,
  exportSchema,
} from '../../../src/catalogue/exchange/export-items.ts';
import { readTable, writeTable } from '../../../src/catalogue/exchange/item-table.ts';
import { access, actorOf } from '../../../src/http/access/access.ts';
import { limit } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { responses } from '../../../src/http/openapi/responses.ts';
import { idempotencyKey, needsIdempotencyKey } from '../../../src/http/request/idempotency-key.ts';
import { query } from '../../../src/http/request/request-body.ts';
import { tableOrJson } from '../../../src/http/request/table-or-json.ts';
import {
  fieldOfJson,
  fieldOfTable,
  importBodySchema,
  importItems,
  importQuerySchema,
  importSchema,
  inTheWaySchema,
  undoImport,
} from '../../../src/workflows/catalogue/import-items.ts';

/** What Netlify hands to a function at most is 6 MB. */
const mostBytes = 6 * 1024 * 1024;

export const app = createApp('/api/v1', mostBytes);

app.get(
  '/catalogue/export',
  access('catalogue:read'),
  limit(limits.staff),
  query(exportQuerySchema),
  responses(
    'Export items',
    'All of them, whole, as JSON or as a table of a row for each; what an import takes. Amounts are in minor units; lists within an item are JSON in their cells.',
    { 200: exportSchema },
    [],
    { status: 200, mediaType: 'text/csv' },
  ),
  async (c) => {
    const asked = c.req.valid('query');
    const page = await exportItems(c.env.runtime.database, asked);
    if (asked.format === 'json') return c.json(page);
    const next = new URL(c.req.url);
    next.searchParams.set('cursor', page.nextCursor ?? '');
    return c.body(writeTable(page.items), 200, {
      'Content-Type': 'text/csv; charset=utf-8; header=present',
      'Content-Disposition': 'attachment; filename="catalogue.csv"',
      ...(page.nextCursor ? { Link: `<${next.pathname}${next.search}>; rel="next"` } : {}),
    });
  },
);

app.post(
  '/catalogue/import',
  access('catalogue:write'),
  limit(limits.staff),
  needsIdempotencyKey(),
  tableOrJson(importBodySchema),
  query(importQuerySchema),
  responses(
    'Import items',
    'As they were exported, as JSON or as a table (`text/csv`): all or none. A row with id and version is saved as the version after that, one without is new. Every error is named by its field, of a table by row and column.',
    { 200: importSchema },
    ['request-in-flight', 'idempotency-key-reused'],
    undefined,
    { isReplayed: true },
  ),
  async (c) => {
    const isDryRun = c.req.valid('query').dryRun === 'true';
    const sent = c.req.valid('json');
    const isTable = 'table' in sent;
    const { result, isReplay } = await importItems(
      c.env.runtime,
      actorOf(c),
      isTable ? readTable(sent.table) : sent.items,
      isTable ? fieldOfTable : fieldOfJson,
      isDryRun,
      idempotencyKey(c, sent),
    );
    if (isReplay) c.header('Idempotent-Replayed', 'true');
    return c.json(result);
  },
);

app.post(
  '/catalogue/imports/:id/undo',
  access('catalogue:write'),
  limit(limits.staff),
  responses(
    'Undo an import',
    'What it changed is as it was, what it created is gone; all or nothing. Refused where an item of it was changed or booked since. Doing it twice is doing it once.',
    { 200: importSchema },
    ['state-conflict'],
    undefined,
    { extensions: { 409: { items: inTheWaySchema } } },
  ),
  async (c) => c.json(await undoImport(c.env.runtime, actorOf(c), c.req.param('id'))),
);

export default serve(app);

export const config: RouteConfig = {
  path: ['/api/v1/catalogue/export', '/api/v1/catalogue/import', '/api/v1/catalogue/imports/*'],
};
