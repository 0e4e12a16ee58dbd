import { auditEventsSchema, auditQuerySchema, listAuditEvents } from '../../../src/audit/audit-list.ts';
import { access } from '../../../src/http/access/access.ts';
import { limit } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { responses } from '../../../src/http/openapi/responses.ts';
import { query } from '../../../src/http/request/request-body.ts';

export const app = createApp();

app.get(
  '/audit-events',
  access('audit:read'),
  limit(limits.staff),
  query(auditQuerySchema),
  responses(
    'The audit log',
    'What was done, by whom and to what, the latest first. Nothing of it can be changed.',
    { 200: auditEventsSchema },
    [],
  ),
  async (c) => c.json(await listAuditEvents(c.env.runtime, c.req.valid('query'))),
);

export default serve(app);

export const config: RouteConfig = { path: '/api/v1/audit-events' };
