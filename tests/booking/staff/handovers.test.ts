import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import makeProviderCalls from '../../../netlify/functions/scheduled/make-provider-calls.ts';
import keepDeposits from '../../../netlify/functions/scheduled/sync-deposits.ts';
import { recordedHandoverSchema } from '../../../src/workflows/desk/record-handover.ts';
import { staffReservationsSchema } from '../../../src/workflows/reservation/staff/list-reservations.ts';
import { reservationStorySchema } from '../../../src/workflows/reservation/staff/reservation-story.ts';
import { staff } from '../../support/account/staff.ts';
import { bodyOf, book, newClient, reserve, settledAll } from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { ask } from '../../support/booking/desk.ts';
import { fireSchedule } from '../../support/harness/fire-schedule.ts';
import { useStack } from '../../support/harness/stack.ts';
import { expectRefusal, refusedFields } from '../../support/http/refusal.ts';

const stack = useStack();
beforeEach(() => stack.clock.set('2027-03-01T09:00:00Z'));

const hand = (id: string, body: object, key?: string) =>
  ask(stack, `/reservations/${id}/handovers`, body, key);
const recorded = async (id: string, body: object) =>
  bodyOf(await hand(id, body), 201, recordedHandoverSchema);
const booked = async () => book(stack, (await cloneItem(stack)).wish);
const get = (path: string) => stack.call(path, { headers: staff, from: newClient() });
const out = async (which: string, item: string) =>
  bodyOf(await get(`/reservations?out=${which}&item=${item}`), 200, staffReservationsSchema).reservations;

const seen = {
  checklist: [
    { label: 'Paintwork', isOk: true },
    { label: 'Doors', isOk: false, note: 'Left door scratched.' },
  ],
  note: 'Asked for a second key.',
  signature: { name: 'Ada Lovelace', path: 'M0 0C1 1 2 2 3 3' },
};

test('handed over and taken back: what was seen is kept sealed, in the story, and says what may be charged of the deposit', async () => {
  const reservation = await booked();
  stack.clock.set('2027-03-31T15:00:00Z');
  await fireSchedule(stack, keepDeposits);
  await fireSchedule(stack, makeProviderCalls);
  await settledAll(stack);
  const first = await recorded(reservation.id, { kind: 'handover', mileage: 41_200, fuelPercent: 100 });
  expect(first).toMatchObject({ lateMinutes: 0, driven: null, notInOrder: [] });
  expect(await out('now', reservation.item.slug)).toMatchObject([
    { id: reservation.id, flags: ['handed-over'] },
  ]);
  expect(await out('late', reservation.item.slug)).toEqual([]);
  stack.clock.set('2027-04-01T11:30:00Z');
  expect(await out('late', reservation.item.slug)).toMatchObject([{ flags: ['handed-over', 'late-return'] }]);
  const back = await recorded(reservation.id, { kind: 'return', mileage: 41_950, fuelPercent: 40, ...seen });
  expect(back).toMatchObject({
    handover: { ...seen, fuelPercent: 40 },
    lateMinutes: 90,
    driven: 750,
    notInOrder: ['Doors'],
    chargeable: reservation.securityDeposit,
  });
  expect(await out('now', reservation.item.slug)).toEqual([]);
  const story = bodyOf(await get(`/reservations/${reservation.id}/story`), 200, reservationStorySchema);
  expect(story.handovers.map(({ kind }) => kind)).toEqual(['handover', 'return']);
  expect(story.row.flags).toEqual(['returned', 'late-return']);
  const { rows } = await stack.database.query<{ row: string }>('select h::text as row from handovers h');
  for (const { row } of rows) expect(row).not.toMatch(/Ada|scratched|second key/);
  await expect(stack.database.query('update handovers set mileage = 0')).rejects.toThrow();
  await expect(stack.database.query('delete from handovers')).rejects.toThrow();
});

test('each once, in order, of what is confirmed, at a time that has been, and a drawing that is only a drawing', async () => {
  const held = await reserve(stack, (await cloneItem(stack)).wish);
  expectRefusal(await hand(held.id, { kind: 'handover' }), 409, 'state-conflict');
  expectRefusal(await hand('res_none', { kind: 'handover' }), 404, 'not-found');
  const { id } = await booked();
  expectRefusal(await hand(id, { kind: 'return' }), 409, 'state-conflict');
  expect(refusedFields(await hand(id, { kind: 'handover', at: '2027-03-02T00:00:00Z' }))).toEqual(['at']);
  for (const path of ['<script>', 'M0 0" onload="x', 'url(#a)', ''])
    expect(refusedFields(await hand(id, { kind: 'handover', signature: { name: 'A', path } }))).toEqual([
      'signature.path',
    ]);
  const key = randomUUID();
  expect((await hand(id, { kind: 'handover', mileage: 100 }, key)).status).toBe(201);
  const again = await hand(id, { kind: 'handover', mileage: 100 }, key);
  expect([again.status, again.headers.get('Idempotent-Replayed')]).toEqual([201, 'true']);
  expectRefusal(await hand(id, { kind: 'handover', mileage: 1 }, key), 422, 'idempotency-key-reused');
  expectRefusal(await hand(id, { kind: 'handover' }), 409, 'state-conflict');
  expect(refusedFields(await hand(id, { kind: 'return', at: '2027-02-27T00:00:00Z' }))).toEqual(['at']);
  expect(refusedFields(await hand(id, { kind: 'return', mileage: 99 }))).toEqual(['mileage']);
  const answers = await Promise.all([1, 2, 3].map(() => hand(id, { kind: 'return' })));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
});
