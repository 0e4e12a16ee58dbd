import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { reservationResponseSchema } from '../../../src/booking/present-reservation.ts';
import { cancellationChoicesSchema } from '../../../src/workflows/desk/staff-cancellation.ts';
import { staff } from '../../support/account/staff.ts';
import { bodyOf, book, newClient, reserve, settledAll } from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { ask, deskQuote } from '../../support/booking/desk.ts';
import {
  messagesAbout,
  reservationState,
  unbalancedTransactions,
} from '../../support/booking/settled-state.ts';
import { useStack } from '../../support/harness/stack.ts';
import { expectRefusal, refusedFields } from '../../support/http/refusal.ts';
import { said } from '../../support/payment/at-provider.ts';

const stack = useStack();
beforeEach(() => stack.clock.set('2027-03-01T09:00:00Z'));
afterEach(async () => expect(await unbalancedTransactions(stack)).toEqual([]));

const reason = 'The boiler broke; we are very sorry.';
const cancel = (id: string, body: object, key?: string) =>
  ask(stack, `/reservations/${id}/staff-cancellations`, { reason, ...body }, key);
const noShow = (id: string, body: object = {}, key?: string) =>
  ask(stack, `/reservations/${id}/no-show`, { reason: 'Never came.', ...body }, key);
const choices = async (id: string) =>
  bodyOf(
    await stack.call(`/reservations/${id}/staff-cancellations`, { headers: staff, from: newClient() }),
    200,
    cancellationChoicesSchema,
  );
const booked = async (language = 'en') => {
  const reservation = await book(stack, (await cloneItem(stack)).wish);
  await stack.database.query('update reservations set language = $2 where id = $1', [
    reservation.id,
    language,
  ]);
  return reservation;
};
const mailTo = async (id: string, template: string) => {
  const { rows } = await stack.database.query<{ id: string }>(
    'select id from outbox where subject_id = $1 and template = $2',
    [id, template],
  );
  return (
    stack.mailbox.messages().find(({ messageId }) => messageId?.includes(rows[0]?.id ?? 'none'))?.text ?? ''
  );
};

test.each([
  ['all', {}, (total: number) => total],
  ['none', {}, () => 0],
  ['amount', { amount: 12_345 }, () => 12_345],
] as const)(
  'the house cancels and gives back %s: what was told before is what goes back, and the guest reads why',
  async (refund, more, backOf) => {
    const reservation = await booked();
    const total = reservation.total.amount;
    expect(await choices(reservation.id)).toMatchObject({
      canCancel: true,
      paid: { amount: total },
      all: { amount: total },
      none: { amount: 0 },
    });
    const answer = await cancel(reservation.id, { refund, ...more });
    expect(bodyOf(answer, 200, reservationResponseSchema)).toMatchObject({ status: 'cancelled' });
    await settledAll(stack);
    const back = backOf(total);
    expect(await said(stack, reservation)).toMatchObject({
      status: 'cancelled',
      paid: total - back,
      balance: 0,
    });
    expect(await reservationState(stack, reservation.id)).toMatchObject({ refundDue: back });
    expect(await mailTo(reservation.id, 'guest-staff-cancelled')).toContain(reason);
  },
);

test('after the start the house still cancels; by the policy then nothing comes back', async () => {
  const reservation = await booked('fr');
  stack.clock.set('2027-03-31T20:00:00Z');
  expect(await choices(reservation.id)).toMatchObject({ canCancel: true, policy: { amount: 0 } });
  expect((await cancel(reservation.id, { refund: 'policy' })).status).toBe(200);
  await settledAll(stack);
  expect(await mailTo(reservation.id, 'guest-staff-cancelled')).toContain('Aucun remboursement');
});

test('what cannot go back is refused at its field and changes nothing; what is over is refused', async () => {
  const reservation = await booked();
  const total = reservation.total.amount;
  expect(refusedFields(await cancel(reservation.id, { refund: 'amount', amount: total + 1 }))).toEqual([
    'amount',
  ]);
  expect(refusedFields(await cancel(reservation.id, { refund: 'amount' }))).toEqual(['amount']);
  expect(refusedFields(await cancel(reservation.id, { refund: 'all', amount: 1 }))).toEqual(['amount']);
  expect((await said(stack, reservation)).status).toBe('confirmed');
  // What was paid for a hold goes back whole: nothing was sold.
  const held = await reserve(stack, (await cloneItem(stack)).wish);
  await ask(stack, `/reservations/${held.id}/cash`, { amount: 700, currency: 'EUR' });
  expect(refusedFields(await cancel(held.id, { refund: 'none' }))).toEqual(['refund']);
  expect((await cancel(held.id, { refund: 'amount', amount: 700 })).status).toBe(200);
  expectRefusal(await cancel(held.id, { refund: 'all' }), 409, 'state-conflict');
  expectRefusal(await cancel('res_none', { refund: 'all' }), 404, 'not-found');
});

test('cancelled twice at once, with other wishes and by the guest: once, and the same request again is told the same', async () => {
  for (let round = 0; round < 4; round += 1) {
    const reservation = await booked();
    const key = randomUUID();
    const answers = await Promise.all([
      cancel(reservation.id, { refund: 'all' }, key),
      cancel(reservation.id, { refund: 'none' }),
      cancel(reservation.id, { refund: 'amount', amount: 100 }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    await settledAll(stack);
    const told = await messagesAbout(stack, reservation.id);
    expect(told.filter((name) => name === 'guest-staff-cancelled')).toHaveLength(1);
    const again = await cancel(reservation.id, { refund: 'all' }, key);
    const isFirst = answers[0].status === 200;
    expect(again.status).toBe(isFirst ? 200 : 409);
    if (isFirst)
      expectRefusal(await cancel(reservation.id, { refund: 'none' }, key), 422, 'idempotency-key-reused');
    const { rows } = await stack.database.query('select 1 from notes where subject_id = $1', [
      reservation.id,
    ]);
    expect(rows).toHaveLength(1);
  }
});

test.each([
  ['en', /Nobody came/],
  ['fr', /Personne ne s’est présenté/],
  ['es', /No se presentó nadie/],
] as const)(
  'nobody came: not before the start; then it is over, its time is free, nothing goes back, and the mail says so (%s)',
  async (language, words) => {
    const item = await cloneItem(stack);
    const wish = { ...item.wish, to: '2027-04-03' };
    const reservation = await book(stack, wish);
    await stack.database.query('update reservations set language = $2 where id = $1', [
      reservation.id,
      language,
    ]);
    expectRefusal(await noShow(reservation.id), 409, 'state-conflict');
    stack.clock.set('2027-04-01T08:00:00Z');
    expect((await noShow(reservation.id)).status).toBe(200);
    await settledAll(stack);
    expect(await said(stack, reservation)).toMatchObject({
      status: 'cancelled',
      paid: reservation.total.amount,
      balance: 0,
    });
    expect(await mailTo(reservation.id, 'guest-no-show')).toMatch(words);
    const rest = { ...wish, from: '2027-04-02' };
    expect((await deskQuote(stack, rest, { ignoreStayRules: true, reason })).isAvailable).toBe(true);
    expectRefusal(await noShow(reservation.id), 409, 'state-conflict');
  },
);

test('of a hold nobody can fail to come', async () => {
  const held = await reserve(stack, (await cloneItem(stack)).wish);
  expectRefusal(await noShow(held.id), 409, 'state-conflict');
});
