import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import collectBalances from '../../../netlify/functions/scheduled/collect-balances.ts';
import { staff } from '../../support/account/staff.ts';
import {
  authorized,
  type CreatedReservation,
  newClient,
  openPayment,
  pay,
  reserve,
  settledAll,
} from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { ask } from '../../support/booking/desk.ts';
import { documentFiles } from '../../support/booking/document-files.ts';
import { balancesOf, messagesAbout, unbalancedTransactions } from '../../support/booking/settled-state.ts';
import { fireSchedule } from '../../support/harness/fire-schedule.ts';
import { useStack } from '../../support/harness/stack.ts';
import { expectRefusal, refusedFields } from '../../support/http/refusal.ts';
import { quietMails } from '../../support/message/quiet-outbox.ts';
import { said } from '../../support/payment/at-provider.ts';

const stack = useStack();
beforeAll(() => quietMails(stack));
beforeEach(() => stack.clock.set('2027-03-01T09:00:00Z'));
afterEach(async () => expect(await unbalancedTransactions(stack)).toEqual([]));

const held = async () => reserve(stack, (await cloneItem(stack)).wish);
const cash = ({ id }: CreatedReservation, body: object, key?: string) =>
  ask(stack, `/reservations/${id}/cash`, { currency: 'EUR', ...body }, key);
async function taken(reservation: CreatedReservation, body: object) {
  const answer = await cash(reservation, body);
  expect(answer.status, answer.text).toBe(201);
  await settledAll(stack);
  return answer.json() as { id: string; returned: { amount: number } }; // as `recordedCashSchema` has it
}
const refundsOf = async (payment: string) =>
  (
    await stack.database.query<{ id: string; amount: number; status: string }>(
      'select id, amount_minor::int as amount, status from refunds where payment_id = $1',
      [payment],
    )
  ).rows;
const sent = (payment: string, refund: string, body: object = {}) =>
  stack.call(`/payments/${payment}/refunds/${refund}/sent`, { body, headers: staff, from: newClient() });

test('cash of the price confirms a held reservation: booked in the till, with its receipt and who took it', async () => {
  const reservation = await held();
  const { amount } = reservation.total;
  const { id, returned } = await taken(reservation, { amount, receipt: 'Block 7/12' });
  expect(returned.amount).toBe(0);
  expect(await said(stack, reservation)).toMatchObject({
    status: 'confirmed',
    paid: amount,
    due: 0,
    balance: 0,
  });
  expect(await balancesOf(stack, id)).toEqual({ cash: amount, 'guest-receivables': -amount });
  const { rows } = await stack.database.query<{ action: string; actor: string }>(
    "select action, actor from audit_events where subject_id = $1 and action = 'cash.recorded'",
    [id],
  );
  expect(rows).toEqual([{ action: 'cash.recorded', actor: expect.stringMatching(/^key:/) }]);
  expect(await documentFiles(stack.runtime, reservation.id, ['receipt', 'invoice'])).toHaveLength(2);
});

test('a repeated request is recorded once, also at once; another body under its key is refused, and a receipt that is there', async () => {
  const reservation = await held();
  const key = randomUUID();
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => cash(reservation, { amount: 500, receipt: 'R 1' }, key)),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  expect(new Set(answers.map((answer) => Object(answer.json()).id)).size).toBe(1);
  const plain = randomUUID();
  const [one, other] = await Promise.all([1, 2].map(() => cash(reservation, { amount: 7 }, plain)));
  expect([one?.status, other?.status, other?.json()]).toEqual([201, 201, one?.json()]);
  expectRefusal(await cash(reservation, { amount: 501, receipt: 'R 1' }, key), 422, 'idempotency-key-reused');
  expect(refusedFields(await cash(reservation, { amount: 500, receipt: 'R 1' }))).toEqual(['receipt']);
  expect(refusedFields(await cash(reservation, { amount: 500, currency: 'USD' }))).toEqual(['currency']);
  for (const wrong of [0, -1, 1.5])
    expect(refusedFields(await cash(reservation, { amount: wrong }))).toEqual(['amount']);
  expect((await cash({ ...reservation, id: 'res_none' }, { amount: 1 })).status).toBe(404);
  expect(await said(stack, reservation)).toMatchObject({ status: 'held', paid: 507 });
});

test('what is too much, and what cancelling gives back, is given back by hand: the owner is told until somebody says so, then the guest', async () => {
  const reservation = await held();
  const { amount } = reservation.total;
  const { id, returned } = await taken(reservation, { amount: amount + 300 });
  expect(returned.amount).toBe(300);
  await stack.call(`/reservations/${reservation.id}/cancel`, {
    method: 'POST',
    headers: authorized(reservation),
    from: newClient(),
  });
  await settledAll(stack);
  const refunds = await refundsOf(id);
  expect(refunds.map((one) => [one.amount, one.status]).sort()).toEqual(
    [
      [300, 'pending'],
      [amount, 'pending'],
    ].sort(),
  );
  expect((await messagesAbout(stack, id)).filter((name) => name === 'owner-cash-back')).toHaveLength(2);
  stack.clock.advance({ days: 4 });
  await fireSchedule(stack, collectBalances);
  expect((await messagesAbout(stack, id)).filter((name) => name === 'owner-cash-back')).toHaveLength(4);
  for (const { id: refund } of refunds) {
    expect((await sent(id, refund)).status).toBe(200);
    expect((await sent(id, refund)).status).toBe(200);
  }
  expect(
    (await messagesAbout(stack, reservation.id)).filter((name) => name === 'guest-cash-back'),
  ).toHaveLength(2);
  expect(await balancesOf(stack, id)).toEqual({});
  await fireSchedule(stack, collectBalances);
  expect(await said(stack, reservation)).toMatchObject({ status: 'cancelled', paid: 0, balance: 0 });
});

test('a refund of a transfer still names the bank’s reference', async () => {
  const reservation = await held();
  const { amount } = reservation.total;
  const answer = await stack.call(`/reservations/${reservation.id}/transfers`, {
    body: { reference: 'T-CASH', amount: amount + 5, currency: 'EUR' },
    headers: staff,
    from: newClient(),
  });
  const { id } = answer.json() as { id: string }; // as `recordedTransferSchema` has it
  const [refund] = await refundsOf(id);
  expect(refusedFields(await sent(id, refund?.id ?? ''))).toEqual(['reference']);
  expect((await sent(id, refund?.id ?? '', { reference: 'OUT-9' })).status).toBe(200);
});

test('cash and a provider’s payment at once: one confirms, the other goes back, nothing is kept twice', async () => {
  for (let round = 0; round < 4; round += 1) {
    const reservation = await held();
    const { amount } = reservation.total;
    const { intentId } = await openPayment(stack, reservation);
    const [answer] = await Promise.all([cash(reservation, { amount }), pay(stack, intentId)]);
    expect(answer.status, answer.text).toBe(201);
    await settledAll(stack);
    expect(await said(stack, reservation)).toMatchObject({ status: 'confirmed', paid: amount, due: 0 });
  }
});
