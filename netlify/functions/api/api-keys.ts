import {
  apiKeyRequestSchema,
  apiKeysSchema,
  issueApiKey,
  issuedApiKeySchema,
  listApiKeys,
  revokeApiKey,
} from '../../../src/account/api-key/api-key-issue.ts';
import { access, actorOf, freshAccess, userOf } from '../../../src/http/access/access.ts';
import { limit } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
import { acknowledgedSchema } from '../../../src/http/answer/acknowledged.ts';
import { deliverAfterAnswer } from '../../../src/http/answer/after-answer.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { responses } from '../../../src/http/openapi/responses.ts';
import { jsonBody } from '../../../src/http/request/request-body.ts';

export const app = createApp();

app.post(
  '/api-keys',
  freshAccess('api-key:manage'),
  limit(limits.staff),
  jsonBody(apiKeyRequestSchema),
  responses(
    'Make a key for a machine',
    'After a fresh authentication. The key is shown this once.',
    { 201: issuedApiKeySchema },
    [],
  ),
  async (c) => {
    const issued = await issueApiKey(c.env.runtime, userOf(c), c.req.valid('json'));
    deliverAfterAnswer(c);
    return c.json(issued, 201);
  },
);

app.get(
  '/api-keys',
  access('api-key:manage'),
  limit(limits.staff),
  responses(
    'Keys of machines',
    'Those that are good and those that were, the newest first.',
    { 200: apiKeysSchema },
    [],
  ),
  async (c) => c.json(await listApiKeys(c.env.runtime)),
);

app.delete(
  '/api-keys/:id',
  access('api-key:manage'),
  limit(limits.staff),
  responses('Revoke a key', 'It is refused from the next request on.', { 200: acknowledgedSchema }, []),
  async (c) => {
    await revokeApiKey(c.env.runtime, actorOf(c), c.req.param('id'));
    return c.json({ isDone: true });
  },
);

export default serve(app);

export const config: RouteConfig = { path: ['/api/v1/api-keys', '/api/v1/api-keys/*'] };
