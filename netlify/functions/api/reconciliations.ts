import { access } from '../../../src/http/access/access.ts';
import { limit } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { responses } from '../../../src/http/openapi/responses.ts';
import { query } from '../../../src/http/request/request-body.ts';
import {
  differencesQuerySchema,
  differencesSchema,
  listDifferences,
} from '../../../src/payment/reconciliation/difference-list.ts';
import {
  reconciliationReport,
  reconciliationReportSchema,
} from '../../../src/payment/reconciliation/report.ts';

export const app = createApp();

app.get(
  '/reconciliations',
  access('reconciliation:read'),
  limit(limits.staff),
  responses(
    'How our books compare with the providers’',
    'The last comparison with each, and every difference that is open.',
    { 200: reconciliationReportSchema },
    [],
  ),
  async (c) => c.json(await reconciliationReport(c.env.runtime)),
);

app.get(
  '/reconciliation-differences',
  access('reconciliation:read'),
  limit(limits.staff),
  query(differencesQuerySchema),
  responses(
    'Differences',
    'What a provider and we have told differently, open and settled, the newest first.',
    { 200: differencesSchema },
    [],
  ),
  async (c) => c.json(await listDifferences(c.env.runtime, c.req.valid('query'))),
);

export default serve(app);

export const config: RouteConfig = {
  path: ['/api/v1/reconciliations', '/api/v1/reconciliation-differences'],
};
