import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import collectBalances from '../../../netlify/functions/scheduled/collect-balances.ts';
import makeProviderCalls from '../../../netlify/functions/scheduled/make-provider-calls.ts';
import { issuedCreditSchema } from '../../../src/credit/issue-credit.ts';
import { type Currency, formatMoney, minor } from '../../../src/platform/money/money.ts';
import { deliverDue } from '../../../src/workflows/message/deliver.ts';
import { staff } from '../../support/account/staff.ts';
import {
  approve,
  authorized,
  bodyOf,
  type CreatedReservation,
  newClient,
  openPayment,
  openPaypalPayment,
  pay,
  postReservation,
  quote,
  reserve,
  settledAll,
} from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import {
  messagesAbout,
  reservationState,
  unbalancedTransactions,
} from '../../support/booking/settled-state.ts';
import { fireSchedule } from '../../support/harness/fire-schedule.ts';
import { useStack } from '../../support/harness/stack.ts';
import { quietMails } from '../../support/message/quiet-outbox.ts';
import { paidThrough } from '../../support/payment/paid-through.ts';

const stack = useStack();
beforeAll(() => quietMails(stack));
beforeEach(() => {
  stack.paypal.chaos({ apiFault: null, drop: [] });
  stack.stripe.chaos({ apiFault: null, drop: [] });
});
afterEach(async () => {
  expect(await unbalancedTransactions(stack)).toEqual([]);
});

describe('a share now and the balance later', () => {
  const plan = { due_now_basis_points: 3000, balance_due_days: 10, policy_code: 'flexible' };

  test('the share confirms, the balance is paid through another provider by its link, and nothing beyond is kept', async () => {
    const { reservation } = await paidThrough(stack, 'stripe', plan);
    const { amount } = reservation.total;
    const shown = async () =>
      bodyOf(
        await stack.call(`/reservations/${reservation.id}`, {
          headers: authorized(reservation),
          from: newClient(),
        }),
        200,
        v.looseObject({
          status: v.string(),
          paid: v.looseObject({ amount: v.number() }),
          amountDue: v.looseObject({ amount: v.number() }),
        }),
      );
    const share = Math.round(amount * 0.3);
    expect(await shown()).toMatchObject({
      status: 'confirmed',
      paid: { amount: share },
      amountDue: { amount: amount - share },
    });
    await approve(stack, (await openPaypalPayment(stack, reservation)).orderId);
    expect(await shown()).toMatchObject({ paid: { amount }, amountDue: { amount: 0 } });
    expect(await messagesAbout(stack, reservation.id)).toContain('guest-balance-paid');

    await stack.mailbox.clear();
    await stack.database.query(
      `update outbox set due_at = $2 where template in ('guest-confirmation', 'owner-new-reservation') and subject_id = $1`,
      [reservation.id, stack.clock.now()],
    );
    await deliverDue(stack.runtime);
    const told = stack.mailbox.messages().map(({ text = '' }) => text);
    const inEuros = (cents: number) =>
      formatMoney({ amount: minor(cents), currency: 'EUR' as Currency }, 'en'); // as the item is priced
    expect(told).toHaveLength(2);
    for (const text of told) {
      expect(text).toContain(inEuros(share));
      expect(text).toContain(inEuros(amount - share));
    }
  });

  test('reminders go out once each, their link is signed, and an unpaid balance cancels by policy', async () => {
    const start = stack.clock.now();
    const { reservation } = await paidThrough(stack, 'stripe', plan);
    const due = Date.parse(reservation.startsAt) - 10 * 86_400_000;
    const at = async (ms: number) => {
      stack.clock.set(new Date(ms).toISOString());
      expect(await fireSchedule(stack, collectBalances)).toBe(204);
      expect(await fireSchedule(stack, collectBalances)).toBe(204);
      await fireSchedule(stack, makeProviderCalls);
      await settledAll(stack);
    };
    const reminders = async () =>
      (await messagesAbout(stack, reservation.id)).filter((name) => name === 'guest-balance-reminder').length;
    await at(due - 8 * 86_400_000);
    expect(await reminders()).toBe(0);
    await at(due - 6 * 86_400_000);
    expect(await reminders()).toBe(1);
    await at(due - 3_600_000);
    expect(await reminders()).toBe(2);
    await at(due + 3_600_000);
    expect(await reminders()).toBe(3);
    expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'confirmed' });
    await at(due + 3 * 86_400_000);
    expect(await reservationState(stack, reservation.id)).toMatchObject({
      status: 'cancelled',
      refundDue: Math.round(reservation.total.amount * 0.3),
    });
    expect(await messagesAbout(stack, reservation.id)).toContain('guest-balance-cancelled');
    stack.clock.set(start.toISOString());
  });
});

describe('gift cards', () => {
  const issue = async (amount: number) =>
    bodyOf(
      await stack.call('/credits', {
        body: { kind: 'gift-card', amount, currency: 'EUR', note: 'sold at the desk' },
        headers: staff,
        from: newClient(),
      }),
      201,
      issuedCreditSchema,
    );
  const apply = (reservation: CreatedReservation, code: string) =>
    stack.call(`/reservations/${reservation.id}/credit`, {
      body: { code },
      headers: authorized(reservation),
      from: newClient(),
    });
  const balance = async (id: string) =>
    (
      await stack.database.query<{ balance: number }>(
        'select balance_minor::float8 as balance from credits where id = $1',
        [id],
      )
    ).rows[0]?.balance;

  test('one code used by ten reservations at once never gives more than it holds', async () => {
    const card = await issue(150_000);
    const { wish } = await cloneItem(stack, { units: 10 });
    const held = await Promise.all(Array.from({ length: 10 }, () => reserve(stack, wish)));
    const answers = await Promise.all(held.map((one) => apply(one, card.code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(2);
    expect(await balance(card.id)).toBe(0);
    const { rows } = await stack.database.query(
      'select sum(amount_minor)::float8 as lent from payments where credit_id = $1',
      [card.id],
    );
    expect(rows[0].lent).toBe(150_000);
  });

  test('pays in part beside a card, and a cancellation sends each part back where it came from', async () => {
    const card = await issue(30_000);
    const reservation = await reserve(
      stack,
      (await cloneItem(stack, { columns: { policy_code: 'flexible' } })).wish,
    );
    expect((await apply(reservation, card.code)).status).toBe(200);
    const { intentId } = await openPayment(stack, reservation);
    await pay(stack, intentId);
    await settledAll(stack);
    expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'confirmed' });
    expect(await balance(card.id)).toBe(0);
    await stack.call(`/reservations/${reservation.id}/cancel`, {
      method: 'POST',
      headers: authorized(reservation),
      from: newClient(),
    });
    await settledAll(stack);
    expect(await balance(card.id)).toBe(30_000);
    const { rows } = await stack.database.query(
      'select provider, (captured_minor - refunded_minor)::float8 as kept from payments where reservation_id = $1 order by provider',
      [reservation.id],
    );
    expect(rows).toEqual([
      { provider: 'credit', kept: 0 },
      { provider: 'stripe', kept: 0 },
    ]);
  });

  test('what was lent to a hold that lapses comes back, and a whole price by card confirms at once', async () => {
    const card = await issue(200_000);
    const lapsing = await reserve(stack, (await cloneItem(stack)).wish);
    await stack.database.query(
      'update reservations set due_now_minor = null, total_minor = 300000 where id = $1',
      [lapsing.id],
    );
    await apply(lapsing, card.code);
    expect(await balance(card.id)).toBe(0);
    stack.clock.advance({ minutes: 16 });
    await stack.database.query(`update reservations set status = 'expired' where id = $1`, [lapsing.id]);
    expect(await balance(card.id)).toBe(200_000);
    const reservation = await reserve(stack, (await cloneItem(stack)).wish);
    await apply(reservation, card.code);
    expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'confirmed' });
    expect(await balance(card.id)).toBe(200_000 - reservation.total.amount);
  });
});

test('a promotion code that may be used three times is used three times, however many ask at once', async () => {
  await stack.database.query(
    `insert into promotions (code, description, percent_basis_points, valid_from, valid_to, max_redemptions) values ('THRICE', 'x', 1000, '2020-01-01', '2040-01-01', 3)`,
  );
  const { wish } = await cloneItem(stack, { units: 12 });
  const { quote: token } = await quote(stack, { ...wish, promotionCode: 'THRICE' });
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => postReservation(stack, token, randomUUID())),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
  expect(
    answers.filter(({ status, text }) => status === 409 && text.includes('promotion-used-up')),
  ).toHaveLength(9);
});
