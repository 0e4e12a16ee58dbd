import * as v from 'valibot';
import { calendarFile } from '../../../src/booking/calendar/calendar-file.ts';
import { calendarLinkSchema, replaceCalendarLink } from '../../../src/booking/calendar/calendar-link.ts';
import {
  confirmationSchema,
  presentConfirmation,
  requireReservation,
  sendConfirmationAgain,
  sentAgainSchema,
} from '../../../src/booking/confirmation.ts';
import {
  createdReservationSchema,
  presentCreated,
  presentReservation,
  reservationResponseSchema,
} from '../../../src/booking/present-reservation.ts';
import { access, actorOf, freshAccess } from '../../../src/http/access/access.ts';
import { limit } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
import { deliverAfterAnswer } from '../../../src/http/answer/after-answer.ts';
import { conditional, weakTag } from '../../../src/http/answer/conditional.ts';
import { nextPage } from '../../../src/http/answer/next-page.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { acceptanceOf } from '../../../src/http/forms/acceptance.ts';
import { reserveByForm } from '../../../src/http/forms/reservation-form.tsx';
import { stayPage } from '../../../src/http/forms/stay-page.tsx';
import { responses } from '../../../src/http/openapi/responses.ts';
import { idempotencyKey, needsIdempotencyKey } from '../../../src/http/request/idempotency-key.ts';
import { prefers } from '../../../src/http/request/prefers.ts';
import { formPost, jsonBody, query } from '../../../src/http/request/request-body.ts';
import { statementOf, statementSchema } from '../../../src/ledger/statement.ts';
import { databaseRefusals } from '../../../src/platform/problems.ts';
import {
  recordedTransferSchema,
  recordTransfer,
  transferSchema,
} from '../../../src/workflows/payment/transfer/record-transfer.ts';
import { applyCredit, creditApplicationSchema } from '../../../src/workflows/reservation/apply-credit.ts';
import {
  cancellationPreviewSchema,
  cancelReservation,
  previewCancellation,
} from '../../../src/workflows/reservation/cancel-reservation.ts';
import { reservationToShow, stayToShow } from '../../../src/workflows/reservation/read-reservation.ts';
import {
  listQuerySchema,
  listReservations,
  staffReservationsSchema,
} from '../../../src/workflows/reservation/staff/list-reservations.ts';
import { reservationsFile } from '../../../src/workflows/reservation/staff/reservations-file.ts';
import { alternativesSchema } from '../../../src/workflows/reserve/alternatives.ts';
import {
  reservationFormSchema,
  reservationRequestSchema,
} from '../../../src/workflows/reserve/reservation-request.ts';
import { reserve } from '../../../src/workflows/reserve/reserve.ts';

export const app = createApp();

app.post(
  '/reservations',
  access('public'),
  limit(limits.reserve),
  formPost(reservationFormSchema, reserveByForm, [200, 303]),
  needsIdempotencyKey(),
  jsonBody(reservationRequestSchema),
  responses(
    'Reserve',
    'Holds what a signed quote offers for 15 minutes.',
    { 201: createdReservationSchema },
    [
      'slot-taken',
      'request-in-flight',
      'state-conflict',
      'promotion-used-up',
      'idempotency-key-reused',
      'quote-invalid',
      'not-payable',
      'not-found',
      ...databaseRefusals,
    ],
    undefined,
    { isReplayed: true, extensions: { 409: { alternatives: v.optional(alternativesSchema) } } },
  ),
  async (c) => {
    const { quote, guest, billing, language } = c.req.valid('json');
    const { reservation, isReplay } = await reserve(
      c.env.runtime,
      {
        quote,
        guest,
        billing,
        language,
        acceptance: acceptanceOf(c),
      },
      idempotencyKey(c, c.req.valid('json')),
    );
    if (isReplay) c.header('Idempotent-Replayed', 'true');
    return c.json(presentCreated(c.env.runtime, reservation), 201);
  },
);

app.get(
  '/reservations',
  access('reservation:read:any'),
  limit(limits.staff),
  query(listQuerySchema),
  responses(
    'Reservations',
    'For the staff: those that are looked for, a page of them; with `Accept: text/csv` a file of up to 5,000 of them, and a `Link` to the rest.',
    { 200: staffReservationsSchema },
    [],
    { status: 200, mediaType: 'text/csv' },
  ),
  async (c) => {
    const { runtime } = c.env;
    c.header('Vary', 'Accept', { append: true });
    if (!prefers('text/csv', c.req.header('Accept')))
      return c.json(await listReservations(runtime, c.req.valid('query')));
    const { file, next } = await reservationsFile(runtime, c.req.valid('query'));
    if (next) c.header('Link', nextPage(c.req.url, next));
    return c.body(file, 200, {
      'Content-Type': 'text/csv; charset=utf-8; header=present',
      'Content-Disposition': 'attachment; filename="reservations.csv"',
    });
  },
);

app.get(
  '/reservations/:id',
  access('manage-link', 'payment-link', 'own-reservation', 'reservation:read:any'),
  limit(limits.manage),
  responses(
    'A reservation',
    'As its guest sees it, by the token of the manage link.',
    { 200: reservationResponseSchema },
    [],
  ),
  async (c) =>
    c.json(presentReservation(c.env.runtime, await requireReservation(c.env.runtime, c.req.param('id')))),
);

app.get(
  '/reservations/:id/cancellation',
  access('manage-link', 'own-reservation'),
  limit(limits.manage),
  responses(
    'What cancelling gives back',
    'By the policy frozen with the booking, at this moment.',
    { 200: cancellationPreviewSchema },
    [],
  ),
  async (c) => c.json(await previewCancellation(c.env.runtime, c.req.param('id'))),
);

app.post(
  '/reservations/:id/cancel',
  access('manage-link', 'own-reservation'),
  limit(limits.manage),
  responses(
    'Cancel',
    'Frees the time and sends back what the policy gives. Cancelling twice is cancelling once.',
    { 200: reservationResponseSchema },
    ['state-conflict'],
  ),
  async (c) => {
    const cancelled = await cancelReservation(c.env.runtime, c.req.param('id'));
    deliverAfterAnswer(c, 'with-provider-calls');
    return c.json(presentReservation(c.env.runtime, cancelled));
  },
);

app.get(
  '/reservations/:id/statement',
  access('manage-link', 'own-reservation', 'reservation:read:any'),
  limit(limits.manage),
  responses(
    'The statement',
    'Every movement of the reservation’s money, in order, and what is owed after it.',
    { 200: statementSchema },
    [],
  ),
  async (c) => c.json(await statementOf(c.env.runtime, c.req.param('id'))),
);

app.post(
  '/reservations/:id/credit',
  access('manage-link', 'own-reservation'),
  limit(limits.credit),
  jsonBody(creditApplicationSchema),
  responses(
    'Pay with a gift card or store credit',
    'As much as is due, or as much as it has. Of a hold it is taken when the reservation is confirmed, and given back when it is not; of a balance at once.',
    { 200: reservationResponseSchema },
    ['state-conflict'],
  ),
  async (c) => {
    const reservation = await applyCredit(c.env.runtime, c.req.param('id'), c.req.valid('json').code);
    deliverAfterAnswer(c, 'with-provider-calls');
    return c.json(presentReservation(c.env.runtime, reservation));
  },
);

app.post(
  '/reservations/:id/transfers',
  freshAccess('payment:refund'),
  limit(limits.staff),
  jsonBody(transferSchema),
  responses(
    'Record a bank transfer',
    'That has arrived, once for each reference of the bank: it pays what a payment by a provider would. What is too late or too much is `returned`, by your hand.',
    { 201: recordedTransferSchema },
    [],
    undefined,
    { isReplayed: true },
  ),
  async (c) => {
    const { transfer, isReplay } = await recordTransfer(
      c.env.runtime,
      actorOf(c),
      c.req.param('id'),
      c.req.valid('json'),
    );
    deliverAfterAnswer(c, 'with-provider-calls');
    if (isReplay) c.header('Idempotent-Replayed', 'true');
    return c.json(transfer, 201);
  },
);

app.get(
  '/reservations/:id/confirmation',
  access('manage-link', 'own-reservation'),
  limit(limits.manage),
  conditional(),
  responses(
    'The confirmation',
    'As JSON, or as a calendar file with `Accept: text/calendar`.',
    { 200: confirmationSchema },
    ['state-conflict'],
    { status: 200, mediaType: 'text/calendar' },
  ),
  async (c) => {
    const { reservation, runtime } = await reservationToShow(c.env.runtime, c.req.param('id'));
    const confirmation = presentConfirmation(runtime, reservation);
    c.header('Vary', 'Accept', { append: true });
    if (!prefers('text/calendar', c.req.header('Accept'))) return c.json(confirmation);
    const file = calendarFile(runtime, reservation);
    return c.body(file, 200, {
      // When it was made says nothing of the stay: without it a calendar that asks again has the same.
      ETag: weakTag(file.replace(/^DTSTAMP:.*$/m, '')),
      'Content-Type': 'text/calendar; charset=utf-8',
      'Content-Disposition': `attachment; filename="${reservation.reference}.ics"`,
    });
  },
);

app.post(
  '/reservations/:id/confirmation',
  access('manage-link', 'own-reservation'),
  limit(limits.resend),
  responses('Send the confirmation again', 'To the address of the guest.', { 202: sentAgainSchema }, [
    'state-conflict',
  ]),
  async (c) => {
    await sendConfirmationAgain(c.env.runtime, c.req.param('id'));
    deliverAfterAnswer(c);
    return c.json({ isQueued: true }, 202);
  },
);

app.post(
  '/reservations/:id/calendar-link',
  access('manage-link', 'own-reservation'),
  limit(limits.manage),
  responses(
    'Replace the link in calendars',
    'Whoever sees the guest’s calendar can open the link of its entry. The links given out before open nothing from now on; calendar files carry the new one.',
    { 200: calendarLinkSchema },
    [],
  ),
  async (c) => c.json(await replaceCalendarLink(c.env.runtime, c.req.param('id'))),
);

app.get(
  '/stays/:link',
  access('public'),
  limit(limits.manage),
  responses(
    'What a calendar entry leads to',
    'A page that shows the stay and how it stands, without its price and without a way to cancel or pay; a page that says so where the link was replaced.',
    {},
    [],
    { status: [200, 404], mediaType: 'text/html' },
  ),
  async (c) => {
    const { reservation, runtime } = await stayToShow(c.env.runtime, c.req.param('link'));
    return stayPage(c, reservation, runtime.config.business);
  },
);

export default serve(app);

export const config: RouteConfig = {
  path: [
    '/api/v1/reservations',
    '/api/v1/reservations/:id',
    '/api/v1/reservations/:id/cancellation',
    '/api/v1/reservations/:id/cancel',
    '/api/v1/reservations/:id/statement',
    '/api/v1/reservations/:id/credit',
    '/api/v1/reservations/:id/transfers',
    '/api/v1/reservations/:id/confirmation',
    '/api/v1/reservations/:id/calendar-link',
    '/api/v1/stays/*',
  ],
};
