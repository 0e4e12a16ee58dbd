import * as v from 'valibot';
import { access, actorOf } from '../../../src/http/access/access.ts';
import { limit } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
import { deliverAfterAnswer } from '../../../src/http/answer/after-answer.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { responses } from '../../../src/http/openapi/responses.ts';
import { idempotencyKey, needsIdempotencyKey } from '../../../src/http/request/idempotency-key.ts';
import { jsonBody } from '../../../src/http/request/request-body.ts';
import {
  bookAtDesk,
  deskBookingRequestSchema,
  deskBookingSchema,
} from '../../../src/workflows/desk/desk-booking.ts';
import { deskQuote, deskQuoteRequestSchema } from '../../../src/workflows/desk/desk-quote.ts';
import { alternativesSchema } from '../../../src/workflows/reserve/alternatives.ts';
import { quoteResponseSchema } from '../../../src/workflows/reserve/quote-request.ts';

export const app = createApp();

app.post(
  '/desk-quotes',
  access('reservation:manage'),
  limit(limits.staff),
  jsonBody(deskQuoteRequestSchema),
  responses(
    'A price at the desk',
    'As a guest gets it, or of our own: then a line says by how much it differs, and all lines come to exactly what was asked for.',
    { 201: quoteResponseSchema },
    ['not-found'],
  ),
  async (c) => c.json(await deskQuote(c.env.runtime, c.req.valid('json')), 201),
);

app.post(
  '/desk-bookings',
  access('reservation:manage'),
  limit(limits.staff),
  needsIdempotencyKey(),
  jsonBody(deskBookingRequestSchema),
  responses(
    'Book for somebody',
    'On the telephone or at the door: held until a time that you choose, or confirmed without payment. Who is banned is a warning. Nobody accepts the policy: who booked is recorded.',
    { 201: deskBookingSchema },
    [
      'slot-taken',
      'request-in-flight',
      'state-conflict',
      'promotion-used-up',
      'idempotency-key-reused',
      'quote-invalid',
    ],
    undefined,
    { isReplayed: true, extensions: { 409: { alternatives: v.optional(alternativesSchema) } } },
  ),
  async (c) => {
    const body = c.req.valid('json');
    const { booking, isReplay } = await bookAtDesk(c.env.runtime, actorOf(c), body, idempotencyKey(c, body));
    deliverAfterAnswer(c);
    if (isReplay) c.header('Idempotent-Replayed', 'true');
    return c.json(booking, 201);
  },
);

export default serve(app);

export const config: RouteConfig = { path: ['/api/v1/desk-quotes', '/api/v1/desk-bookings'] };
