import { creditsQuerySchema, creditsSchema, listCredits } from '../../../src/credit/credit-list.ts';
import { creditIssueSchema, issueCredit, issuedCreditSchema } from '../../../src/credit/issue-credit.ts';
import { access, actorOf, freshAccess } from '../../../src/http/access/access.ts';
import { limit } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { responses } from '../../../src/http/openapi/responses.ts';
import { jsonBody, query } from '../../../src/http/request/request-body.ts';

export const app = createApp();

app.get(
  '/credits',
  access('credit:issue'),
  limit(limits.staff),
  query(creditsQuerySchema),
  responses(
    'Gift cards and store credit',
    'The newest first, with what is left of each.',
    { 200: creditsSchema },
    [],
  ),
  async (c) => c.json(await listCredits(c.env.runtime, c.req.valid('query'))),
);

app.post(
  '/credits',
  freshAccess('credit:issue'),
  limit(limits.staff),
  jsonBody(creditIssueSchema),
  responses(
    'Issue a gift card or store credit',
    'The code is shown this once.',
    { 201: issuedCreditSchema },
    [],
  ),
  async (c) => c.json(await issueCredit(c.env.runtime, actorOf(c), c.req.valid('json')), 201),
);

export default serve(app);

export const config: RouteConfig = { path: '/api/v1/credits' };
