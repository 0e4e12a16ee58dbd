import { access } from '../../../src/http/access/access.ts';
import { clientKey } from '../../../src/http/access/client-address.ts';
import { limit } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
import { deliverAfterAnswer } from '../../../src/http/answer/after-answer.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { responses } from '../../../src/http/openapi/responses.ts';
import { jsonBody } from '../../../src/http/request/request-body.ts';
import {
  openPayment,
  paymentIntentRequestSchema,
  paymentIntentResponseSchema,
} from '../../../src/workflows/payment/open/open-payment.ts';

export const app = createApp();

app.post(
  '/payment-intents',
  limit(limits.pay),
  jsonBody(paymentIntentRequestSchema),
  access('manage-link', 'payment-link', 'own-reservation'),
  responses(
    'Open a payment',
    'Of what a reservation is due: its share or its whole while it is held, its balance later. Asking again gives the same one.',
    { 201: paymentIntentResponseSchema },
    ['payment-refused', 'state-conflict'],
  ),
  async (c) => {
    const { response, afterwards } = await openPayment(c.env.runtime, c.req.valid('json'), {
      network: clientKey(c.env.context.ip),
      country: c.env.context.geo?.country?.code,
      device: c.req.valid('json').device,
    });
    deliverAfterAnswer(c, 'with-provider-calls', afterwards);
    return c.json(response, 201);
  },
);

export default serve(app);

export const config: RouteConfig = { path: '/api/v1/payment-intents' };
