import { promotionTries } from '../../../src/account/attempt-limit.ts';
import { access } from '../../../src/http/access/access.ts';
import { clientKey } from '../../../src/http/access/client-address.ts';
import { limit } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { responses } from '../../../src/http/openapi/responses.ts';
import { jsonBody } from '../../../src/http/request/request-body.ts';
import { databaseRefusals } from '../../../src/platform/problems.ts';
import {
  quoteFor,
  quoteRequestSchema,
  quoteResponseSchema,
} from '../../../src/workflows/reserve/quote-request.ts';

export const app = createApp();

app.post(
  '/quotes',
  access('public'),
  limit(limits.quote),
  jsonBody(quoteRequestSchema),
  responses(
    'A price',
    'Computed here, line by line, frozen for 30 minutes and signed.',
    { 201: quoteResponseSchema },
    ['not-found', 'not-payable', ...databaseRefusals],
  ),
  async (c) =>
    c.json(
      await quoteFor(
        c.env.runtime,
        c.req.valid('json'),
        promotionTries(c.env.runtime, clientKey(c.env.context.ip)),
      ),
      201,
    ),
);

export default serve(app);

export const config: RouteConfig = { path: '/api/v1/quotes' };
