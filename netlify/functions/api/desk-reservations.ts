import { handoverRequestSchema } from '../../../src/booking/desk/handover.ts';
import { presentReservation, reservationResponseSchema } from '../../../src/booking/present-reservation.ts';
import { access, actorOf, freshAccess } from '../../../src/http/access/access.ts';
import { limit } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
import { deliverAfterAnswer } from '../../../src/http/answer/after-answer.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { responses } from '../../../src/http/openapi/responses.ts';
import { idempotencyKey, needsIdempotencyKey } from '../../../src/http/request/idempotency-key.ts';
import { jsonBody } from '../../../src/http/request/request-body.ts';
import { confirmationOrderSchema, confirmUnpaid } from '../../../src/workflows/desk/confirm-unpaid.ts';
import { recordedHandoverSchema, recordHandover } from '../../../src/workflows/desk/record-handover.ts';
import {
  paymentLinkRequestSchema,
  paymentLinkSchema,
  sendPaymentLink,
} from '../../../src/workflows/desk/send-payment-link.ts';
import {
  cancelByStaff,
  cancellationChoices,
  cancellationChoicesSchema,
  noShowSchema,
  staffCancellationSchema,
} from '../../../src/workflows/desk/staff-cancellation.ts';
import {
  cashSchema,
  recordCash,
  recordedCashSchema,
} from '../../../src/workflows/payment/cash/record-cash.ts';

export const app = createApp();

app.post(
  '/reservations/:id/cash',
  freshAccess('payment:refund'),
  limit(limits.staff),
  needsIdempotencyKey(),
  jsonBody(cashSchema),
  responses(
    'Record cash',
    'That you have taken: it pays what a payment by a provider would. What is too late or too much is `returned`, by your hand.',
    { 201: recordedCashSchema },
    ['idempotency-key-reused'],
    undefined,
    { isReplayed: true },
  ),
  async (c) => {
    const body = c.req.valid('json');
    const { cash, isReplay } = await recordCash(
      c.env.runtime,
      actorOf(c),
      c.req.param('id'),
      body,
      idempotencyKey(c, body),
    );
    deliverAfterAnswer(c, 'with-provider-calls');
    if (isReplay) c.header('Idempotent-Replayed', 'true');
    return c.json(cash, 201);
  },
);

app.post(
  '/reservations/:id/confirm',
  access('reservation:manage'),
  limit(limits.staff),
  jsonBody(confirmationOrderSchema),
  responses(
    'Confirm without payment',
    'What is held, or has run out and is still free. What is due is paid by a date or at the place.',
    { 200: reservationResponseSchema },
    ['not-found', 'state-conflict'],
  ),
  async (c) => {
    const { runtime } = c.env;
    const reservation = await confirmUnpaid(runtime, actorOf(c), c.req.param('id'), c.req.valid('json'));
    deliverAfterAnswer(c, 'with-provider-calls');
    return c.json(presentReservation(runtime, reservation));
  },
);

app.post(
  '/reservations/:id/payment-link',
  access('reservation:manage'),
  limit(limits.staff),
  jsonBody(paymentLinkRequestSchema),
  responses(
    'The link to pay',
    'What is due now: to hand on by hand, or sent to the guest by mail.',
    { 200: paymentLinkSchema },
    ['not-found', 'state-conflict'],
  ),
  async (c) => {
    const link = await sendPaymentLink(c.env.runtime, actorOf(c), c.req.param('id'), c.req.valid('json'));
    deliverAfterAnswer(c);
    return c.json(link);
  },
);

app.get(
  '/reservations/:id/staff-cancellations',
  access('reservation:manage'),
  limit(limits.staff),
  responses(
    'What cancelling can give back',
    'By each choice of the staff, at this moment.',
    { 200: cancellationChoicesSchema },
    ['not-found'],
  ),
  async (c) => c.json(await cancellationChoices(c.env.runtime, c.req.param('id'))),
);

app.post(
  '/reservations/:id/staff-cancellations',
  freshAccess('payment:refund'),
  limit(limits.staff),
  needsIdempotencyKey(),
  jsonBody(staffCancellationSchema),
  responses(
    'Cancel for the house',
    'Also what has begun. Frees the time and sends back what you choose; the guest reads your reason.',
    { 200: reservationResponseSchema },
    ['not-found', 'state-conflict', 'idempotency-key-reused'],
    undefined,
    { isReplayed: true },
  ),
  async (c) => {
    const { runtime } = c.env;
    const body = c.req.valid('json');
    const key = idempotencyKey(c, body);
    const { reservation, isReplay } = await cancelByStaff(
      runtime,
      actorOf(c),
      c.req.param('id'),
      'staff',
      body,
      key,
    );
    deliverAfterAnswer(c, 'with-provider-calls');
    if (isReplay) c.header('Idempotent-Replayed', 'true');
    return c.json(presentReservation(runtime, reservation));
  },
);

app.post(
  '/reservations/:id/no-show',
  freshAccess('payment:refund'),
  limit(limits.staff),
  needsIdempotencyKey(),
  jsonBody(noShowSchema),
  responses(
    'Say that nobody came',
    'Once the stay has begun: it is cancelled, the rest of its time is free, and nothing goes back unless you say so.',
    { 200: reservationResponseSchema },
    ['not-found', 'state-conflict', 'idempotency-key-reused'],
    undefined,
    { isReplayed: true },
  ),
  async (c) => {
    const { runtime } = c.env;
    const body = c.req.valid('json');
    const key = idempotencyKey(c, body);
    const { reservation, isReplay } = await cancelByStaff(
      runtime,
      actorOf(c),
      c.req.param('id'),
      'no-show',
      body,
      key,
    );
    deliverAfterAnswer(c, 'with-provider-calls');
    if (isReplay) c.header('Idempotent-Replayed', 'true');
    return c.json(presentReservation(runtime, reservation));
  },
);

app.post(
  '/reservations/:id/handovers',
  access('reservation:manage'),
  limit(limits.staff),
  needsIdempotencyKey(),
  jsonBody(handoverRequestSchema),
  responses(
    'Record a handover or a return',
    'With checklist, counter, fuel and signature, once each; nothing of it changes afterwards. It answers what may be charged.',
    { 201: recordedHandoverSchema },
    ['not-found', 'state-conflict', 'idempotency-key-reused'],
    undefined,
    { isReplayed: true },
  ),
  async (c) => {
    const body = c.req.valid('json');
    const { recorded, isReplay } = await recordHandover(
      c.env.runtime,
      actorOf(c),
      c.req.param('id'),
      body,
      idempotencyKey(c, body),
    );
    if (isReplay) c.header('Idempotent-Replayed', 'true');
    return c.json(recorded, 201);
  },
);

export default serve(app);

export const config: RouteConfig = {
  path: [
    '/api/v1/reservations/:id/cash',
    '/api/v1/reservations/:id/confirm',
    '/api/v1/reservations/:id/payment-link',
    '/api/v1/reservations/:id/staff-cancellations',
    '/api/v1/reservations/:id/no-show',
    '/api/v1/reservations/:id/handovers',
  ],
};
