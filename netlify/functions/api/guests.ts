import {
  banGuest,
  guestBanRequestSchema,
  guestBanSchema,
  guestBansQuerySchema,
  guestBansSchema,
  liftBan,
  listBans,
} from '../../../src/booking/desk/guest-bans.ts';
import { addNote, noteRequestSchema, noteSchema, removeNote } from '../../../src/booking/desk/notes.ts';
import { addTag, removeTag, tagsSchema } from '../../../src/booking/desk/tags.ts';
import { access, actorOf } from '../../../src/http/access/access.ts';
import { limit } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
import { acknowledgedSchema } from '../../../src/http/answer/acknowledged.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { responses } from '../../../src/http/openapi/responses.ts';
import { idempotencyKey, needsIdempotencyKey } from '../../../src/http/request/idempotency-key.ts';
import { jsonBody, query } from '../../../src/http/request/request-body.ts';
import { findGuests, guestsQuerySchema, guestsSchema } from '../../../src/workflows/guest/find-guests.ts';
import { aGuest, guestPage, guestPageSchema } from '../../../src/workflows/guest/guest-page.ts';

export const app = createApp();

app.get(
  '/guests',
  access('guest:manage'),
  limit(limits.staff),
  query(guestsQuerySchema),
  responses(
    'Find guests',
    'By exactly their mail address or number, or by words of their name.',
    { 200: guestsSchema },
    [],
  ),
  async (c) => c.json(await findGuests(c.env.runtime, c.req.valid('query'))),
);

app.get(
  '/guests/:id',
  access('guest:manage'),
  limit(limits.staff),
  responses(
    'A guest',
    'All that they booked, paid, wrote and were sent, and what the staff wrote about them.',
    { 200: guestPageSchema },
    ['not-found'],
  ),
  async (c) => c.json(await guestPage(c.env.runtime, c.req.param('id'))),
);

app.post(
  '/guests/:id/notes',
  access('guest:manage'),
  limit(limits.staff),
  needsIdempotencyKey(),
  jsonBody(noteRequestSchema),
  responses(
    'Write a note about a guest',
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
      aGuest(c.req.param('id')),
      body.text,
      idempotencyKey(c, body),
    );
    if (isReplay) c.header('Idempotent-Replayed', 'true');
    return c.json(note, 201);
  },
);

app.delete(
  '/guests/:id/notes/:noteId',
  access('guest:manage'),
  limit(limits.staff),
  responses('Take a note about a guest away', 'For good.', { 200: acknowledgedSchema }, ['not-found']),
  async (c) => {
    await removeNote(c.env.runtime, actorOf(c), aGuest(c.req.param('id')), c.req.param('noteId'));
    return c.json({ isDone: true });
  },
);

app.put(
  '/guests/:id/tags/:tag',
  access('guest:manage'),
  limit(limits.staff),
  responses(
    'Add a tag to a guest',
    'A short word by which the staff sort. Adding it twice is adding it once; at most 20.',
    { 200: tagsSchema },
    ['not-found', 'validation-failed'],
  ),
  async (c) => c.json(await addTag(c.env.runtime, actorOf(c), aGuest(c.req.param('id')), c.req.param('tag'))),
);

app.delete(
  '/guests/:id/tags/:tag',
  access('guest:manage'),
  limit(limits.staff),
  responses('Take a tag off a guest', 'Doing it twice is doing it once.', { 200: tagsSchema }, [
    'not-found',
    'validation-failed',
  ]),
  async (c) =>
    c.json(await removeTag(c.env.runtime, actorOf(c), aGuest(c.req.param('id')), c.req.param('tag'))),
);

app.get(
  '/guest-bans',
  access('guest:manage'),
  limit(limits.staff),
  query(guestBansQuerySchema),
  responses('Bans of guests', 'From whom no reservations are taken.', { 200: guestBansSchema }, []),
  async (c) => c.json(await listBans(c.env.runtime, c.req.valid('query').cursor?.[0])),
);

app.post(
  '/guest-bans',
  access('guest:ban'),
  limit(limits.staff),
  jsonBody(guestBanRequestSchema),
  responses(
    'Ban a guest',
    'By a mail address or a number: no reservation is taken from it any more, and who tries is not told why. What is booked stays. Saying it twice is saying it once.',
    { 201: guestBanSchema },
    [],
    undefined,
    { isReplayed: true },
  ),
  async (c) => {
    const { ban, isReplay } = await banGuest(c.env.runtime, actorOf(c), c.req.valid('json'));
    if (isReplay) c.header('Idempotent-Replayed', 'true');
    return c.json(ban, 201);
  },
);

app.delete(
  '/guest-bans/:id',
  access('guest:ban'),
  limit(limits.staff),
  responses('Lift a ban', 'Reservations are taken again.', { 200: acknowledgedSchema }, ['not-found']),
  async (c) => {
    await liftBan(c.env.runtime, actorOf(c), c.req.param('id'));
    return c.json({ isDone: true });
  },
);

export default serve(app);

export const config: RouteConfig = {
  path: ['/api/v1/guests', '/api/v1/guests/*', '/api/v1/guest-bans', '/api/v1/guest-bans/*'],
};
