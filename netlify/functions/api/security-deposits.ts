import { access, actorOf, freshAccess } from '../../../src/http/access/access.ts';
import { limit } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
import { deliverAfterAnswer } from '../../../src/http/answer/after-answer.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { responses } from '../../../src/http/openapi/responses.ts';
import { jsonBody, query } from '../../../src/http/request/request-body.ts';
import {
  depositsQuerySchema,
  depositsSchema,
  listDeposits,
} from '../../../src/payment/deposit/deposit-list.ts';
import {
  captureDepositPart,
  depositCaptureSchema,
  depositSchema,
  findDeposit,
  releaseDeposit,
} from '../../../src/workflows/deposit/decide-deposit.ts';

export const app = createApp();

app.get(
  '/security-deposits',
  access('deposit:manage'),
  limit(limits.staff),
  query(depositsQuerySchema),
  responses('Security deposits', 'By when they are held, the last first.', { 200: depositsSchema }, []),
  async (c) => c.json(await listDeposits(c.env.runtime, c.req.valid('query'))),
);

app.get(
  '/security-deposits/:id',
  access('manage-link', 'own-reservation', 'deposit:manage'),
  limit(limits.manage),
  responses('A security deposit', 'By the id of its reservation.', { 200: depositSchema }, []),
  async (c) => c.json(await findDeposit(c.env.runtime, c.req.param('id'))),
);

app.post(
  '/security-deposits/:id/capture',
  freshAccess('deposit:manage'),
  limit(limits.staff),
  jsonBody(depositCaptureSchema),
  responses(
    'Take a part of a security deposit',
    'With a reason and a note of the evidence. The rest is released. Once.',
    { 202: depositSchema },
    ['state-conflict'],
  ),
  async (c) => {
    const { runtime } = c.env;
    const deposit = await captureDepositPart(runtime, actorOf(c), c.req.param('id'), c.req.valid('json'));
    deliverAfterAnswer(c, 'with-provider-calls');
    return c.json(deposit, 202);
  },
);

app.post(
  '/security-deposits/:id/release',
  freshAccess('deposit:manage'),
  limit(limits.staff),
  responses(
    'Release a security deposit',
    'What is held goes back; what is not held yet never will be.',
    { 202: depositSchema },
    [],
  ),
  async (c) => {
    const deposit = await releaseDeposit(c.env.runtime, actorOf(c), c.req.param('id'));
    deliverAfterAnswer(c, 'with-provider-calls');
    return c.json(deposit, 202);
  },
);

export default serve(app);

export const config: RouteConfig = { path: ['/api/v1/security-deposits', '/api/v1/security-deposits/*'] };
