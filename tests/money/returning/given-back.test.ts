import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import expireHolds from '../../../netlify/functions/scheduled/expire-holds.ts';
import { issuedCreditSchema } from '../../../src/credit/issue-credit.ts';
import { staff } from '../../support/account/staff.ts';
import {
  authorized,
  bodyOf,
  type CreatedReservation,
  newClient,
  reserve,
  settledAll,
} from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { messagesAbout, unbalancedTransactions } from '../../support/booking/settled-state.ts';
import { fireSchedule } from '../../support/harness/fire-schedule.ts';
import { useStack } from '../../support/harness/stack.ts';
import { quietMails } from '../../support/message/quiet-outbox.ts';
import { booked, payDue, said } from '../../support/payment/at-provider.ts';

const stack = useStack();
beforeAll(() => quietMails(stack));
beforeEach(() => stack.clock.set('2027-03-01T09:00:00Z'));
afterEach(async () => {
  expect(await unbalancedTransactions(stack)).toEqual([]);
});

const afterTheHold = { minutes: 16 };

async function issue(amount: number, expiresAt?: string) {
  const answer = await stack.call('/credits', {
    body: { kind: 'gift-card', amount, currency: 'EUR', note: 'sold at the desk', expiresAt },
    headers: staff,
    from: newClient(),
  });
  return bodyOf(answer, 201, issuedCreditSchema);
}

const apply = (reservation: CreatedReservation, code: string) =>
  stack.call(`/reservations/${reservation.id}/credit`, {
    body: { code },
    headers: authorized(reservation),
    from: newClient(),
  });

async function creditOf(id: string) {
  const { rows } = await stack.database.query<{ balance: number; until: Date }>(
    'select balance_minor::int as balance, expires_at as until from credits where id = $1',
    [id],
  );
  return rows[0];
}

test('what goes back onto a gift card that has expired, or is about to, can be used for 90 days, and the guest is told', async () => {
  for (const days of [12, 9]) {
    stack.clock.set('2027-03-01T09:00:00Z');
    const card = await issue(30_000, '2027-03-11T09:00:00Z');
    const { wish } = await cloneItem(stack, { columns: { policy_code: 'flexible' } });
    const reservation = await reserve(stack, wish);
    await apply(reservation, card.code);
    await payDue(stack, 'stripe', reservation);
    stack.clock.advance({ days });
    await stack.call(`/reservations/${reservation.id}/cancel`, {
      method: 'POST',
      headers: authorized(reservation),
      from: newClient(),
    });
    await settledAll(stack);
    const until = new Date(stack.clock.now().getTime() + 90 * 86_400_000);
    expect(await creditOf(card.id)).toEqual({ balance: 30_000, until });
    expect(await messagesAbout(stack, reservation.id)).toContain('guest-credit-prolonged');
    const next = await reserve(stack, (await cloneItem(stack)).wish);
    expect((await apply(next, card.code)).status).toBe(200);
  }
});

test('a card that expired while it was set aside for a hold lasts as long again', async () => {
  const card = await issue(30_000, '2027-03-01T09:10:00Z');
  const reservation = await reserve(stack, (await cloneItem(stack)).wish);
  await apply(reservation, card.code);
  stack.clock.advance(afterTheHold);
  expect(await fireSchedule(stack, expireHolds)).toBe(204);
  const back = await creditOf(card.id);
  expect(back?.balance).toBe(30_000);
  expect(back?.until).toEqual(new Date('2027-03-01T09:30:00Z'));
});

async function refundByStaff(paymentId: string, amount: number): Promise<void> {
  const answer = await stack.call(`/payments/${paymentId}/refunds`, {
    body: { amount, reason: 'a gesture' },
    headers: { ...staff, 'Idempotency-Key': randomUUID() },
    from: newClient(),
  });
  expect(answer.status, answer.text).toBe(202);
  await settledAll(stack);
}

test('a refund of the staff after a cancellation has its credit note, and the guest owes nothing', async () => {
  const { reservation, id } = await booked(stack, 'stripe', { policy_code: 'moderate' });
  const { amount } = reservation.total;
  const half = Math.round(amount / 2);
  stack.clock.set(new Date(Date.parse(reservation.startsAt) - 36 * 3_600_000).toISOString());
  await stack.call(`/reservations/${reservation.id}/cancel`, {
    method: 'POST',
    headers: authorized(reservation),
    from: newClient(),
  });
  await settledAll(stack);
  await refundByStaff(id, 10_000);
  expect(await said(stack, reservation)).toMatchObject({
    status: 'cancelled',
    due: 0,
    balance: 0,
    paid: amount - half - 10_000,
    corrections: ['credit-note 10000', `credit-note ${half}`],
  });
});

test('a refund of the staff while a hold is paid in shares is asked of nobody, and comes off the price when it is confirmed', async () => {
  const item = await cloneItem(stack, { columns: { rate_minor: 120_000_000 } });
  const reservation = await reserve(stack, item.wish);
  const { id } = await payDue(stack, 'stripe', reservation);
  const { due } = await said(stack, reservation);
  await refundByStaff(id, 2000);
  expect(await said(stack, reservation)).toMatchObject({ status: 'held', due });
  stack.clock.advance({ minutes: 1 });
  await payDue(stack, 'stripe', reservation);
  expect(await said(stack, reservation)).toMatchObject({
    status: 'confirmed',
    due: 0,
    balance: 0,
    corrections: ['credit-note 2000'],
  });
});
