import { access } from '../../src/http/access.ts';
import { deliverAfterAnswer } from '../../src/http/after-answer.ts';
import { createApp, type RouteConfig, serve } from '../../src/http/app.ts';
import { answers } from '../../src/http/describe.ts';
import { providerOf } from '../../src/payment/providers.ts';
import { receivedSchema, settle } from '../../src/payment/settle.ts';

export const app = createApp();

app.post(
  '/webhooks/stripe',
  access('provider-signature'),
  answers(
    'Events of Stripe',
    'Verified on the raw body, stored once, applied in any order.',
    { 200: receivedSchema },
    [400, 413, 503],
  ),
  async (c) => {
    const event = await providerOf(c.env.runtime, 'stripe').readEvent(await c.req.text(), c.req.raw.headers);
    const { isNew, paymentId } = await settle(c.env.runtime, event);
    c.env.runtime.log('info', 'event', {
      provider: 'stripe',
      eventId: event.eventId,
      eventType: event.type,
      ...(paymentId ? { paymentId } : {}),
    });
    if (isNew) deliverAfterAnswer(c);
    return c.json({ received: true });
  },
);

export default serve(app);

export const config: RouteConfig = { path: '/api/v1/webhooks/stripe' };
