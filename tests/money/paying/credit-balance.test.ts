import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { issuedCreditSchema } from '../../../src/credit/issue-credit.ts';
import { staff } from '../../support/account/staff.ts';
import {
  authorized,
  bodyOf,
  type CreatedReservation,
  newClient,
  openPayment,
  reserve,
  settledAll,
} from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { messagesAbout, paymentState, unbalancedTransactions } from '../../support/booking/settled-state.ts';
import { useStack } from '../../support/harness/stack.ts';
import { expectRefusal, refusedFields } from '../../support/http/refusal.ts';
import { quietMails } from '../../support/message/quiet-outbox.ts';
import { payDue, said } from '../../support/payment/at-provider.ts';

const stack = useStack();
beforeAll(() => quietMails(stack));
beforeEach(() => stack.clock.set('2027-03-01T09:00:00Z'));
afterEach(async () => {
  expect(await unbalancedTransactions(stack)).toEqual([]);
});

async function issue(amount: number) {
  const answer = await stack.call('/credits', {
    body: { kind: 'gift-card', amount, currency: 'EUR', note: 'sold at the desk' },
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

async function left(id: string): Promise<number> {
  const { rows } = await stack.database.query(
    'select balance_minor::int as balance from credits where id = $1',
    [id],
  );
  return rows[0].balance;
}

/** A confirmed reservation of which the share is paid, and what is left of the price. */
async function sharePaid() {
  const columns = { due_now_basis_points: 3000, balance_due_days: 10, policy_code: 'flexible' };
  const reservation = await reserve(stack, (await cloneItem(stack, { columns })).wish);
  await payDue(stack, 'stripe', reservation);
  return { reservation, balance: reservation.total.amount - reservation.amountDue.amount };
}

test('a gift card pays a balance: at once, with its receipt, and the guest is told; what was open by card is given up', async () => {
  const { reservation, balance } = await sharePaid();
  const { id: open } = await openPayment(stack, reservation);
  const card = await issue(balance + 500);
  const answer = await apply(reservation, card.code);
  expect(answer.status, answer.text).toBe(200);
  expect(answer.json()).toMatchObject({ status: 'confirmed', amountDue: { amount: 0 } });
  await settledAll(stack);
  expect(await said(stack, reservation)).toMatchObject({
    status: 'confirmed',
    due: 0,
    balance: 0,
    paid: reservation.total.amount,
  });
  expect(await left(card.id)).toBe(500);
  expect(await messagesAbout(stack, reservation.id)).toContain('guest-balance-paid');
  expect(await paymentState(stack, open)).toMatchObject({ status: 'canceled' });
  expectRefusal(await apply(reservation, card.code), 409, 'state-conflict');
});

test('one that has less pays a part, and the rest by another way; a rest that nobody takes is not left', async () => {
  const { reservation, balance } = await sharePaid();
  const part = await issue(10_000);
  await apply(reservation, part.code);
  expect(await said(stack, reservation)).toMatchObject({ status: 'confirmed', due: balance - 10_000 });
  const almost = await issue(balance - 10_000 - 1);
  await apply(reservation, almost.code);
  expect(await said(stack, reservation)).toMatchObject({ due: 50 });
  await payDue(stack, 'stripe', reservation);
  expect(await said(stack, reservation)).toMatchObject({ due: 0, balance: 0 });
});

test('used twenty times at once a card pays what it holds and no balance twice; a wrong code is refused at its field', async () => {
  const { reservation, balance } = await sharePaid();
  expect(refusedFields(await apply(reservation, 'ABCD-EFGH-JKMN-PQRS'))).toEqual(['code']);
  const card = await issue(balance * 3);
  const answers = await Promise.all(Array.from({ length: 20 }, () => apply(reservation, card.code)));
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  expect(statuses.every((status) => [200, 409, 429].includes(status))).toBe(true);
  expect(await left(card.id)).toBe(balance * 2);
  expect(await said(stack, reservation)).toMatchObject({ due: 0, balance: 0 });
});

test('cancelled, what a card paid of a balance goes back onto it', async () => {
  const { reservation, balance } = await sharePaid();
  const card = await issue(balance);
  await apply(reservation, card.code);
  expect(await left(card.id)).toBe(0);
  const answer = await stack.call(`/reservations/${reservation.id}/cancel`, {
    method: 'POST',
    headers: authorized(reservation),
    from: newClient(),
  });
  expect(answer.status, answer.text).toBe(200);
  await settledAll(stack);
  expect(await left(card.id)).toBe(balance);
  expect(await said(stack, reservation)).toMatchObject({ status: 'cancelled', paid: 0, balance: 0 });
});
