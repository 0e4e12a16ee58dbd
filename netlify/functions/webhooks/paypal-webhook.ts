import { access } from '../../../src/http/access/access.ts';
import { afterAnswer, deliverAfterAnswer } from '../../../src/http/answer/after-answer.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { responses } from '../../../src/http/openapi/responses.ts';
import { signedBody } from '../../../src/http/request/signed-body.ts';
import { databaseRefusals } from '../../../src/platform/problems.ts';
import { receivedSchema, receiveEvent } from '../../../src/workflows/payment/events/receive-event.ts';

export const app = createApp();

app.post(
  '/webhooks/paypal',
  access('provider-signature'),
  responses(
    'Events of PayPal',
    'Verified on the raw body without asking PayPal, stored once, applied in any order.',
    { 200: receivedSchema },
    ['signature-invalid', 'not-found', ...databaseRefusals],
  ),
  async (c) => {
    const { isNew, afterwards } = await receiveEvent(
      c.env.runtime,
      'paypal',
      await signedBody(c),
      c.req.raw.headers,
    );
    if (afterwards) afterAnswer(c, afterwards);
    if (isNew) deliverAfterAnswer(c, 'with-provider-calls');
    return c.json({ received: true });
  },
);

export default serve(app);

export const config: RouteConfig = { path: '/api/v1/webhooks/paypal' };
