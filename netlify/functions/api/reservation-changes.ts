import { access, actorOf } from '../../../src/http/access/access.ts';
import { limit } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
import { deliverAfterAnswer } from '../../../src/http/answer/after-answer.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { responses } from '../../../src/http/openapi/responses.ts';
import { idempotencyKey, needsIdempotencyKey } from '../../../src/http/request/idempotency-key.ts';
import { jsonBody } from '../../../src/http/request/request-body.ts';
import { databaseRefusals } from '../../../src/platform/problems.ts';
import {
  changePreviewRequestSchema,
  changeRequestSchema,
} from '../../../src/workflows/reservation/change/change-request.ts';
import {
  changedReservationSchema,
  changeExtensions,
  changeReservation,
} from '../../../src/workflows/reservation/change/change-reservation.ts';
import {
  changePreviewSchema,
  previewChange,
} from '../../../src/workflows/reservation/change/preview-change.ts';

export const app = createApp();

app.post(
  '/reservations/:id/change-previews',
  access('reservation:manage'),
  limit(limits.staff),
  jsonBody(changePreviewRequestSchema),
  responses(
    'What a change would come to',
    'For the staff: other times, another unit or item, other guests or extras, with the new price, the difference, what is due or goes back, and what is in the way. Changes nothing; good for 30 minutes.',
    { 200: changePreviewSchema },
    ['not-found', 'state-conflict', 'not-payable'],
  ),
  async (c) => c.json(await previewChange(c.env.runtime, c.req.param('id'), c.req.valid('json'))),
);

app.post(
  '/reservations/:id/changes',
  access('reservation:manage'),
  limit(limits.staff),
  needsIdempotencyKey(),
  jsonBody(changeRequestSchema),
  responses(
    'Change a reservation',
    'As it was previewed. Takes the new time or leaves all as it was; books, documents, deposit and mails follow, and what is paid too much goes back.',
    { 201: changedReservationSchema },
    [
      'not-found',
      'slot-taken',
      'state-conflict',
      'version-changed',
      'quote-invalid',
      'request-in-flight',
      'idempotency-key-reused',
      ...databaseRefusals,
    ],
    undefined,
    { isReplayed: true, extensions: changeExtensions },
  ),
  async (c) => {
    const body = c.req.valid('json');
    const { changed, isReplay } = await changeReservation(
      c.env.runtime,
      actorOf(c),
      c.req.param('id'),
      body,
      idempotencyKey(c, body),
    );
    deliverAfterAnswer(c, 'with-provider-calls');
    if (isReplay) c.header('Idempotent-Replayed', 'true');
    return c.json(changed, 201);
  },
);

export default serve(app);

export const config: RouteConfig = {
  path: ['/api/v1/reservations/:id/change-previews', '/api/v1/reservations/:id/changes'],
};
