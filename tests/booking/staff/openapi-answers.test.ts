import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { beforeAll, describe, expect, test } from 'vitest';
import { guestBanSchema } from '../../../src/booking/desk/guest-bans.ts';
import { noteSchema } from '../../../src/booking/desk/notes.ts';
import { blockSchema } from '../../../src/workflows/block/block.ts';
import { guestsSchema } from '../../../src/workflows/guest/find-guests.ts';
import { changePreviewSchema } from '../../../src/workflows/reservation/change/preview-change.ts';
import { staff } from '../../support/account/staff.ts';
import { authorized, book, reserve } from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { useStack } from '../../support/harness/stack.ts';
import {
  type DocumentedAnswers,
  documentedAnswers,
  isOfStaff,
} from '../../support/http/documented-answers.ts';

const stack = useStack();
let answers: DocumentedAnswers;
beforeAll(async () => {
  answers = await documentedAnswers(stack);
});

const key = () => ({ 'Idempotency-Key': randomUUID() });
const held = async () => reserve(stack, (await cloneItem(stack)).wish);

describe('what a route of the staff really answers is what the document says', () => {
  test('of the list of reservations for the staff, as JSON and as CSV', async () => {
    const route = 'GET /api/v1/reservations';
    await held();
    await answers.ask(route, '/reservations?limit=1', { headers: staff });
    await answers.ask(route, '/reservations', { headers: { ...staff, Accept: 'text/csv' } });
    await answers.ask(route, '/reservations?status=lost', { headers: staff });
    await answers.ask(route, '/reservations');
  });

  test('of what the staff read and write of a reservation', async () => {
    const { id } = await held();
    const of = (path: string) => `/reservations/${id}${path}`;
    const as = { headers: { ...staff, ...key() } };
    const notes = 'POST /api/v1/reservations/{id}/notes';
    const made = await answers.ask(notes, of('/notes'), { ...as, body: { text: 'Late' } });
    await answers.ask(notes, of('/notes'), { ...as, body: { text: 'Late' } });
    await answers.ask(notes, of('/notes'), { ...as, body: { text: '' } });
    const tags = '/api/v1/reservations/{id}/tags/{tag}';
    await answers.ask(`PUT ${tags}`, of('/tags/vip'), as);
    await answers.ask(`PUT ${tags}`, of('/tags/%3C'), as);
    await answers.ask('GET /api/v1/reservations/{id}/story', of('/story'), as);
    await answers.ask('GET /api/v1/reservations/{id}/story', '/reservations/res_unknown/story', as);
    await answers.ask(`DELETE ${tags}`, of('/tags/vip'), as);
    const note = v.parse(noteSchema, made.json());
    const one = 'DELETE /api/v1/reservations/{id}/notes/{noteId}';
    await answers.ask(one, of(`/notes/${note.id}`), as);
    await answers.ask(one, of(`/notes/${note.id}`), as);
  });

  test('of changes', async () => {
    const { wish } = await cloneItem(stack);
    const reservation = await book(stack, wish);
    const of = (path: string) => `/reservations/${reservation.id}${path}`;
    const as = () => ({ headers: { ...staff, ...key() } });
    const previews = 'POST /api/v1/reservations/{id}/change-previews';
    const changes = 'POST /api/v1/reservations/{id}/changes';
    const free = { from: '2028-02-01', to: '2028-02-03', ignoreStayRules: true };
    const previewed = async (body: object) =>
      v.parse(
        changePreviewSchema,
        (await answers.ask(previews, of('/change-previews'), { ...as(), body })).json(),
      );
    const reason = 'Their flight was moved.';
    const [one, other] = [await previewed(free), await previewed({ ...free, to: '2028-02-02' })];
    const done = { ...as(), body: { change: one.change, reason } };
    await answers.ask(changes, of('/changes'), done);
    await answers.ask(changes, of('/changes'), done);
    await answers.ask(changes, of('/changes'), { ...as(), body: { change: other.change, reason } });
    await answers.ask(changes, of('/changes'), { ...as(), body: { change: 'none', reason } });
    await answers.ask(changes, of('/changes'), { headers: staff, body: { change: other.change, reason } });
    const back = await previewed({ from: wish.from, to: wish.to });
    await reserve(stack, wish);
    await answers.ask(changes, of('/changes'), { ...as(), body: { change: back.change, reason } });
    const taken = await previewed({ from: wish.from, to: wish.to });
    expect(taken.clashes).toHaveLength(1);
    for (const body of [{}, { to: 'soon' }, { guests: 900 }, { item: 'no-such-item' }])
      await answers.ask(previews, of('/change-previews'), { ...as(), body });
    await answers.ask(previews, '/reservations/res_unknown/change-previews', {
      ...as(),
      body: { to: '2028-02-03' },
    });
    await answers.ask('GET /api/v1/reservations/{id}/story', of('/story'), as());
    await stack.call(of('/cancel'), { method: 'POST', headers: authorized(reservation) });
    await answers.ask(previews, of('/change-previews'), { ...as(), body: { to: '2028-02-03' } });
  });

  test('of a price and a booking at the desk', async () => {
    const { wish } = await cloneItem(stack);
    const as = { headers: { ...staff, ...key() } };
    const quotes = 'POST /api/v1/desk-quotes';
    const own = { ownTotal: { amount: 10_000, currency: 'EUR' }, reason: 'Friends.' };
    const asked = await answers.ask(quotes, '/desk-quotes', { ...as, body: { ...wish, ...own } });
    await answers.ask(quotes, '/desk-quotes', { ...as, body: { ...wish, ownTotal: own.ownTotal } });
    const bookings = 'POST /api/v1/desk-bookings';
    const body = { quote: Object(asked.json()).quote, guest: { name: 'Ada' }, status: 'confirmed' };
    await answers.ask(bookings, '/desk-bookings', { ...as, body });
    await answers.ask(bookings, '/desk-bookings', { ...as, body });
    await answers.ask(bookings, '/desk-bookings', { headers: { ...staff, ...key() }, body });
  });

  test('of what the desk does with a reservation', async () => {
    const { id } = await held();
    const posted = async (name: string, body: object, of = id) => {
      const route = `POST /api/v1/reservations/{id}/${name}`;
      return answers.ask(route, `/reservations/${of}/${name}`, { headers: { ...staff, ...key() }, body });
    };
    const choices = 'GET /api/v1/reservations/{id}/staff-cancellations';
    const reason = 'Known to the house.';
    await posted('payment-link', { send: true });
    await posted('cash', { amount: 100, currency: 'EUR', receipt: 'R 1' });
    await posted('cash', { amount: 100, currency: 'EUR', receipt: 'R 1' });
    await posted('confirm', { reason });
    await posted('confirm', { reason });
    await posted('no-show', { reason });
    await answers.ask(choices, `/reservations/${id}/staff-cancellations`, { headers: staff });
    await posted('staff-cancellations', { refund: 'amount', amount: 101, reason });
    await posted('staff-cancellations', { refund: 'amount', amount: 50, reason });
    await posted('staff-cancellations', { refund: 'all', reason });
    const { id: other } = await held();
    await posted('confirm', { reason }, other);
    const checklist = [{ label: 'Keys', isOk: false, note: 'One of two.' }];
    const signature = { name: 'Ada', path: 'M0 0L5 5' };
    await posted(
      'handovers',
      { kind: 'handover', checklist, signature, mileage: 10, fuelPercent: 80 },
      other,
    );
    await posted('handovers', { kind: 'handover' }, other);
    await posted('handovers', { kind: 'return', mileage: 5 }, other);
    await answers.ask('GET /api/v1/reservations/{id}/story', `/reservations/${other}/story`, {
      headers: staff,
    });
    stack.clock.advance({ days: 31 });
    await posted('no-show', { reason }, other);
  });

  test('of blocks', async () => {
    const { wish } = await cloneItem(stack);
    const body = { item: wish.item, from: wish.from, to: wish.to, reason: 'own-use' };
    const as = { headers: { ...staff, ...key() } };
    const made = await answers.ask('POST /api/v1/blocks', '/blocks', { ...as, body });
    await answers.ask('POST /api/v1/blocks', '/blocks', { ...as, body });
    await answers.ask('POST /api/v1/blocks', '/blocks', { headers: { ...staff, ...key() }, body });
    await answers.ask('POST /api/v1/blocks', '/blocks', { ...as, body: { ...body, to: body.from } });
    await answers.ask('GET /api/v1/blocks', `/blocks?item=${wish.item}`, as);
    const path = `/blocks/${v.parse(blockSchema, made.json()).id}`;
    const version = (number: number) => ({ headers: { ...staff, 'If-Match': `"${number}"` } });
    await answers.ask('GET /api/v1/blocks/{id}', path, as);
    await answers.ask('PUT /api/v1/blocks/{id}', path, { ...version(1), body });
    await answers.ask('PUT /api/v1/blocks/{id}', path, { ...version(1), body });
    await answers.ask('PUT /api/v1/blocks/{id}', path, { ...as, body });
    await answers.ask('DELETE /api/v1/blocks/{id}', path, version(1));
    await answers.ask('DELETE /api/v1/blocks/{id}', path, version(2));
    await answers.ask('DELETE /api/v1/blocks/{id}', path, version(2));
  });

  test('of guests and bans', async () => {
    await held();
    const as = { headers: { ...staff, ...key() } };
    const found = await answers.ask('GET /api/v1/guests', '/guests?name=ada', as);
    await answers.ask('GET /api/v1/guests', '/guests', as);
    await answers.ask('GET /api/v1/guests', '/guests?name=ada');
    const id = v.parse(guestsSchema, found.json()).guests[0]?.id;
    const route = '/api/v1/guests/{id}';
    const notes = `${route}/notes`;
    const made = await answers.ask(`POST ${notes}`, `/guests/${id}/notes`, { ...as, body: { text: 'Kind' } });
    await answers.ask(`PUT ${route}/tags/{tag}`, `/guests/${id}/tags/vip`, as);
    await answers.ask(`GET ${route}`, `/guests/${id}`, as);
    await answers.ask(`GET ${route}`, '/guests/gst_unknown', as);
    await answers.ask(`DELETE ${route}/tags/{tag}`, `/guests/${id}/tags/vip`, as);
    const note = v.parse(noteSchema, made.json());
    await answers.ask(`DELETE ${notes}/{noteId}`, `/guests/${id}/notes/${note.id}`, as);
    const bans = '/api/v1/guest-bans';
    const body = { email: 'mallory@guests.example', reason: 'never came' };
    const banned = await answers.ask(`POST ${bans}`, '/guest-bans', { ...as, body });
    await answers.ask(`POST ${bans}`, '/guest-bans', { ...as, body });
    await answers.ask(`POST ${bans}`, '/guest-bans', { ...as, body: { reason: 'nobody' } });
    await answers.ask(`GET ${bans}`, '/guest-bans', as);
    const lifted = `/guest-bans/${v.parse(guestBanSchema, banned.json()).id}`;
    await answers.ask(`DELETE ${bans}/{id}`, lifted, as);
    await answers.ask(`DELETE ${bans}/{id}`, lifted, as);
  });
});

test('each route of the staff was called above, and answered with success', () => {
  expect([...answers.succeeded].sort()).toEqual(answers.routes.filter(isOfStaff));
});
