import { addNote, noteRequestSchema, noteSchema, removeNote } from '../../../src/booking/desk/notes.ts';
import { aReservation } from '../../../src/booking/desk/subject.ts';
import { addTag, removeTag, tagsSchema } from '../../../src/booking/desk/tags.ts';
import { access, actorOf } from '../../../src/http/access/access.ts';
import { limit } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
import { acknowledgedSchema } from '../../../src/http/answer/acknowledged.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { responses } from '../../../src/http/openapi/responses.ts';
import { idempotencyKey, needsIdempotencyKey } from '../../../src/http/request/idempotency-key.ts';
import { jsonBody } from '../../../src/http/request/request-body.ts';
import {
  reservationStory,
  reservationStorySchema,
} from '../../../src/workflows/reservation/staff/reservation-story.ts';

export const app = createApp();

app.get(
  '/reservations/:id/story',
  access('reservation:read:any'),
  limit(limits.staff),
  responses(
    'The whole story of a reservation',
    'For the staff: its guest, money, payments, documents, messages, notes, tags, and what was done about it.',
    { 200: reservationStorySchema },
    ['not-found'],
  ),
  async (c) => c.json(await reservationStory(c.env.runtime, c.req.param('id'))),
);

app.post(
  '/reservations/:id/notes',
  access('reservation:manage'),
  limit(limits.staff),
  needsIdempotencyKey(),
  jsonBody(noteRequestSchema),
  responses(
    'Write a note',
    'For the others of the staff; no guest sees it. Kept sealed.',
    { 201: noteSchema },
    ['not-found', 'request-in-flight', 'idempotency-key-reused'],
    undefined,
    { isReplayed: true },
  ),
  async (c) => {
    const body = c.req.valid('json');
    const { note, isReplay } = await addNote(
      c.env.runtime,
      actorOf(c),
      aReservation(c.req.param('id')),
      body.text,
      idempotencyKey(c, body),
    );
    if (isReplay) c.header('Idempotent-Replayed', 'true');
    return c.json(note, 201);
  },
);

app.delete(
  '/reservations/:id/notes/:noteId',
  access('reservation:manage'),
  limit(limits.staff),
  responses('Take a note away', 'For good.', { 200: acknowledgedSchema }, ['not-found']),
  async (c) => {
    await removeNote(c.env.runtime, actorOf(c), aReservation(c.req.param('id')), c.req.param('noteId'));
    return c.json({ isDone: true });
  },
);

app.put(
  '/reservations/:id/tags/:tag',
  access('reservation:manage'),
  limit(limits.staff),
  responses(
    'Add a tag',
    'A short word by which the staff sort. Adding it twice is adding it once; at most 20.',
    { 200: tagsSchema },
    ['not-found', 'validation-failed'],
  ),
  async (c) =>
    c.json(await addTag(c.env.runtime, actorOf(c), aReservation(c.req.param('id')), c.req.param('tag'))),
);

app.delete(
  '/reservations/:id/tags/:tag',
  access('reservation:manage'),
  limit(limits.staff),
  responses('Take a tag off', 'Doing it twice is doing it once.', { 200: tagsSchema }, [
    'not-found',
    'validation-failed',
  ]),
  async (c) =>
    c.json(await removeTag(c.env.runtime, actorOf(c), aReservation(c.req.param('id')), c.req.param('tag'))),
);

export default serve(app);

export const config: RouteConfig = {
  path: [
    '/api/v1/reservations/:id/story',
    '/api/v1/reservations/:id/notes',
    '/api/v1/reservations/:id/notes/:noteId',
    '/api/v1/reservations/:id/tags/:tag',
  ],
};
