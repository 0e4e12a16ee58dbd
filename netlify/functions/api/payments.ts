import { access, actorOf, freshAccess, linkTokenOf } from '../../../src/http/access/access.ts';
import { limit } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
import { deliverAfterAnswer } from '../../../src/http/answer/after-answer.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { responses } from '../../../src/http/openapi/responses.ts';
import { idempotencyKey, needsIdempotencyKey } from '../../../src/http/request/idempotency-key.ts';
import { jsonBody, query } from '../../../src/http/request/request-body.ts';
import { listPayments, paymentsQuerySchema, paymentsSchema } from '../../../src/payment/payment-list.ts';
import { paymentViewSchema, viewPayment } from '../../../src/payment/payment-view.ts';
import { listRefunds, refundsQuerySchema, refundsSchema } from '../../../src/payment/refund-list.ts';
import { databaseRefusals } from '../../../src/platform/problems.ts';
import {
  captureReturned,
  collectApproved,
  turnedBack,
} from '../../../src/workflows/payment/capture/capture-returned.ts';
import {
  refundRequestSchema,
  refundSchema,
  requestRefund,
} from '../../../src/workflows/payment/request-refund.ts';
import { markSentBack, sentBackSchema } from '../../../src/workflows/payment/transfer/transfer-back.ts';
import {
  decideReview,
  openReviews,
  reviewDecisionSchema,
  reviewsSchema,
} from '../../../src/workflows/reservation/review.ts';

export const app = createApp();

app.get(
  '/payments',
  access('payment:read:any'),
  limit(limits.staff),
  query(paymentsQuerySchema),
  responses('Payments', 'Every way of paying, the newest first.', { 200: paymentsSchema }, []),
  async (c) => c.json(await listPayments(c.env.runtime, c.req.valid('query'))),
);

app.get(
  '/refunds',
  access('payment:read:any'),
  limit(limits.staff),
  query(refundsQuerySchema),
  responses('Refunds', 'Of all payments, the newest first.', { 200: refundsSchema }, []),
  async (c) => c.json(await listRefunds(c.env.runtime, c.req.valid('query'))),
);

app.get(
  '/payments/:id',
  access('manage-link', 'payment-link', 'own-payment', 'payment:read:any'),
  limit(limits.manage),
  responses(
    'A payment',
    'Its state and its whole story, for its guest or the staff.',
    { 200: paymentViewSchema },
    [],
  ),
  async (c) => c.json(await viewPayment(c.env.runtime, c.req.param('id'), linkTokenOf(c))),
);

app.post(
  '/payments/:id/capture',
  access('manage-link', 'payment-link', 'own-payment', 'payment:review'),
  limit(limits.pay),
  responses(
    'Collect what was approved',
    'After the guest has approved a payment at PayPal. Asking again changes nothing; a payment that still waits says so.',
    { 200: paymentViewSchema },
    [],
  ),
  async (c) => {
    const { runtime } = c.env;
    const { id } = await viewPayment(runtime, c.req.param('id'), linkTokenOf(c));
    await collectApproved(runtime, id);
    deliverAfterAnswer(c, 'with-provider-calls');
    return c.json(await viewPayment(runtime, id, linkTokenOf(c)));
  },
);

app.get(
  '/payments/:id/return',
  access('payment-return'),
  limit(limits.pay),
  responses(
    'The way back from a provider’s page',
    'Collects what was approved there, unless the guest turned back, and goes on to the page that asked for the payment (`returnUrl`).',
    {},
    [...databaseRefusals],
    { status: 303, mediaType: 'text/html' },
  ),
  async (c) => {
    const { runtime } = c.env;
    const { id } = c.req.param();
    if (c.req.query('outcome') === 'canceled') return c.redirect(await turnedBack(runtime, id), 303);
    const page = await captureReturned(runtime, id, c.req.query('token'));
    deliverAfterAnswer(c, 'with-provider-calls');
    return c.redirect(page, 303);
  },
);

app.post(
  '/payments/:id/refunds',
  freshAccess('payment:refund'),
  limit(limits.staff),
  needsIdempotencyKey(),
  jsonBody(refundRequestSchema),
  responses(
    'Refund',
    'Part of a payment (`amount`), or all that is left of it (`all`), with a reason. The same Idempotency-Key is the same refund. What came by bank transfer no provider can move: it stays pending until you say that you sent it.',
    { 202: refundSchema },
    ['idempotency-key-reused'],
    undefined,
    { isReplayed: true },
  ),
  async (c) => {
    const request = c.req.valid('json');
    const { refund, isReplay } = await requestRefund(
      c.env.runtime,
      actorOf(c),
      c.req.param('id'),
      request,
      idempotencyKey(c, request),
    );
    deliverAfterAnswer(c, 'with-provider-calls');
    if (isReplay) c.header('Idempotent-Replayed', 'true');
    return c.json(refund, 202);
  },
);

app.post(
  '/payments/:id/refunds/:refundId/sent',
  freshAccess('payment:refund'),
  limit(limits.staff),
  jsonBody(sentBackSchema),
  responses(
    'Say that a refund was sent by hand',
    'Of a payment that came by bank transfer or in cash. The guest is told. The same reference again changes nothing.',
    { 200: refundSchema },
    ['state-conflict'],
  ),
  async (c) => {
    const { id, refundId } = c.req.param();
    const { reference } = c.req.valid('json');
    const refund = await markSentBack(c.env.runtime, actorOf(c), id, refundId, reference);
    deliverAfterAnswer(c);
    return c.json(refund);
  },
);

app.get(
  '/payment-reviews',
  access('payment:review'),
  limit(limits.staff),
  responses('Payments to look at', 'The oldest first, with what gave cause.', { 200: reviewsSchema }, []),
  async (c) => c.json(await openReviews(c.env.runtime)),
);

app.post(
  '/payments/:id/review',
  freshAccess('payment:review'),
  limit(limits.staff),
  jsonBody(reviewDecisionSchema),
  responses(
    'Decide a review',
    'Approve, and the guest pays or is confirmed; refuse, and the reservation ends and what was paid goes back.',
    { 200: reviewDecisionSchema },
    ['state-conflict'],
  ),
  async (c) => {
    const { decision } = c.req.valid('json');
    await decideReview(c.env.runtime, actorOf(c), c.req.param('id'), decision);
    deliverAfterAnswer(c, 'with-provider-calls');
    return c.json({ decision });
  },
);

export default serve(app);

export const config: RouteConfig = {
  path: ['/api/v1/payments', '/api/v1/payments/*', '/api/v1/refunds', '/api/v1/payment-reviews'],
};
