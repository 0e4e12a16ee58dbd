import { access } from '../../../src/http/access/access.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { checkHealth, healthSchema } from '../../../src/http/health.ts';
import { responses } from '../../../src/http/openapi/responses.ts';

export const app = createApp();

app.get(
  '/health',
  access('public'),
  responses(
    'Health',
    'Of the database, Redis and the mail queue. 503 names what is broken.',
    { 200: healthSchema, 503: healthSchema },
    [],
  ),
  async (c) => {
    const health = await checkHealth(c.env.runtime);
    if (!health.isHealthy) c.header('Retry-After', '60');
    return c.json(health, health.isHealthy ? 200 : 503);
  },
);

export default serve(app);

export const config: RouteConfig = { path: '/api/v1/health' };
