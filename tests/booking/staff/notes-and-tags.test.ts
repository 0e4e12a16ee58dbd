import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { noteSchema } from '../../../src/booking/desk/notes.ts';
import { tagsSchema } from '../../../src/booking/desk/tags.ts';
import { staffReservationsSchema } from '../../../src/workflows/reservation/staff/list-reservations.ts';
import { reservationStorySchema } from '../../../src/workflows/reservation/staff/reservation-story.ts';
import { staff } from '../../support/account/staff.ts';
import {
  authorized,
  bodyOf,
  book,
  type CreatedReservation,
  newClient,
  reserve,
} from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { useStack } from '../../support/harness/stack.ts';

const stack = useStack();
let booked: CreatedReservation;
beforeAll(async () => {
  booked = await book(stack, (await cloneItem(stack)).wish);
});

const ask = (method: string, path: string, body?: unknown, key: string = randomUUID()) =>
  stack.call(`/reservations/${path}`, {
    method,
    headers: { ...staff, 'Idempotency-Key': key },
    from: newClient(),
    ...(body === undefined ? {} : { body }),
  });
const storyOf = async (id: string) => bodyOf(await ask('GET', `${id}/story`), 200, reservationStorySchema);
const actions = async (id: string) => (await storyOf(id)).audit.map(({ action }) => action);

test('the story tells guest, money, payments, documents, mails and deeds of a reservation at once', async () => {
  const story = await storyOf(booked.id);
  expect(story.reservation.guest).toEqual({ name: 'Ada Lovelace', email: 'ada@guests.example' });
  expect(story.payments).toMatchObject([{ provider: 'stripe', status: 'succeeded', captured: booked.total }]);
  expect(story.documents.map(({ kind }) => kind).sort()).toEqual(['invoice', 'receipt']);
  expect(story.messages.map(({ template, status }) => `${template} ${status}`)).toContain(
    'guest-confirmation sent',
  );
  expect(story.audit.map(({ action }) => action)).toContain('reservation.confirmed');
  expect((await ask('GET', 'res_unknown/story')).status).toBe(404);
});

test('a note is sealed, told to the staff alone, written once for each key, and its writing and going stay in the log', async () => {
  const text = 'Wants the <b>quiet</b> room; “VIP” \u{1f451}\nknows the owner';
  const key = randomUUID();
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => ask('POST', `${booked.id}/notes`, { text }, key)),
  );
  const made = answers.filter(({ status }) => status === 201);
  expect(made.length).toBeGreaterThan(0);
  expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
  const notes = (await storyOf(booked.id)).notes;
  expect(notes.map((note) => note.text)).toEqual([text]);
  const again = await ask('POST', `${booked.id}/notes`, { text }, key);
  expect(bodyOf(again, 201, noteSchema)).toEqual(notes[0]);
  expect(again.headers.get('Idempotent-Replayed')).toBe('true');
  expect((await ask('POST', `${booked.id}/notes`, { text: 'other' }, key)).status).toBe(422);

  const { rows } = await stack.database.query<{ row: string }>('select n::text as row from notes n');
  expect(rows.map(({ row }) => row).join()).not.toMatch(/quiet|VIP/);
  for (const path of ['', '/statement', '/confirmation', '/cancellation']) {
    const seen = await stack.call(`/reservations/${booked.id}${path}`, {
      headers: authorized(booked),
      from: newClient(),
    });
    expect(seen.text, path).not.toMatch(/quiet|VIP|nte_|tags/);
  }

  const id = notes[0]?.id ?? '';
  const other = await reserve(stack, (await cloneItem(stack)).wish);
  expect((await ask('DELETE', `${other.id}/notes/${id}`)).status).toBe(404);
  expect((await ask('DELETE', `${booked.id}/notes/${id}`)).status).toBe(200);
  expect((await ask('DELETE', `${booked.id}/notes/${id}`)).status).toBe(404);
  expect((await storyOf(booked.id)).notes).toEqual([]);
  const log = await actions(booked.id);
  expect(log.filter((action) => action.startsWith('reservation.note')).sort()).toEqual([
    'reservation.note-added',
    'reservation.note-removed',
  ]);
  // Who asks again for what has gone is told so, and it does not come back.
  expect((await ask('POST', `${booked.id}/notes`, { text }, key)).status).toBe(404);
});

test('a note of nothing, of too much or to no reservation is refused at its field', async () => {
  for (const text of ['', '   ', '\u200b', 'x'.repeat(4001)])
    expect(Object((await ask('POST', `${booked.id}/notes`, { text })).json()).errors?.[0]?.field).toBe(
      'text',
    );
  expect((await ask('POST', 'res_unknown/notes', { text: 'x' })).status).toBe(404);
});

test('a tag is the same in any case, is added and taken off once, and finds its reservations', async () => {
  const tag = (method: string, text: string) => ask(method, `${booked.id}/tags/${encodeURIComponent(text)}`);
  await tag('PUT', 'Early  Check-in');
  const { tags } = bodyOf(await tag('PUT', 'EARLY check-in'), 200, tagsSchema);
  expect(tags).toEqual(['early check-in']);
  expect(bodyOf(await tag('PUT', 'Été'), 200, tagsSchema).tags).toEqual(['early check-in', 'été']);
  const list = await stack.call(`/reservations?tag=${encodeURIComponent('ÉTÉ')}`, {
    headers: staff,
    from: newClient(),
  });
  expect(
    bodyOf(list, 200, staffReservationsSchema).reservations.map(({ id, tags: own }) => [id, own]),
  ).toEqual([[booked.id, ['early check-in', 'été']]]);
  for (let times = 0; times < 2; times += 1)
    expect(bodyOf(await tag('DELETE', 'été'), 200, tagsSchema).tags).toEqual(['early check-in']);
  const log = await actions(booked.id);
  expect(log.filter((action) => action.startsWith('reservation.tag'))).toEqual([
    'reservation.tag-removed',
    'reservation.tag-added',
    'reservation.tag-added',
  ]);
});

test('tags that are none are refused, and at most twenty stand on a reservation', async () => {
  for (const text of ['-', 'a;b', '<b>', 'x'.repeat(31), ' '])
    expect((await ask('PUT', `${booked.id}/tags/${encodeURIComponent(text)}`)).status, text).toBe(422);
  const { id } = await reserve(stack, (await cloneItem(stack)).wish);
  for (let count = 0; count < 20; count += 1) await ask('PUT', `${id}/tags/t${count}`);
  const answer = await ask('PUT', `${id}/tags/one-more`);
  expect([answer.status, Object(answer.json()).errors?.[0]?.field]).toEqual([422, 'tag']);
  expect((await storyOf(id)).row.tags).toHaveLength(20);
  expect((await ask('PUT', 'res_unknown/tags/x')).status).toBe(404);
});
