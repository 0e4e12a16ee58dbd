import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import settleOpenPayments from '../../../netlify/functions/scheduled/check-open-payments.ts';
import collectBalances from '../../../netlify/functions/scheduled/collect-balances.ts';
import expireHolds from '../../../netlify/functions/scheduled/expire-holds.ts';
import makeProviderCalls from '../../../netlify/functions/scheduled/make-provider-calls.ts';
import {
  approve,
  authorized,
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
import { decide, type Provider, payDelayed, shown } from '../../support/payment/slow-payment.ts';

const stack = useStack();
let start: Date;
beforeAll(() => quietMails(stack));
beforeEach(() => {
  start = stack.clock.now();
  stack.stripe.chaos({ drop: [] });
  stack.paypal.chaos({ drop: [] });
});
afterEach(async () => {
  stack.clock.set(start.toISOString());
  expect(await unbalancedTransactions(stack)).toEqual([]);
});

async function sweep(): Promise<void> {
  for (const schedule of [expireHolds, settleOpenPayments, makeProviderCalls])
    expect(await fireSchedule(stack, schedule)).toBe(204);
  await settledAll(stack);
}

const openAgain = (reservation: CreatedReservation, provider: Provider) =>
  stack.call('/payment-intents', {
    body: { reservation: reservation.id, provider },
    headers: authorized(reservation),
    from: newClient(),
  });

const hourMs = 3_600_000;

describe.each(['stripe', 'paypal'] as const)('a payment in process at %s', (provider) => {
  test('keeps its time for days, is told to both, is asked for by nobody twice, and confirms when it arrives', async () => {
    const { wish } = await cloneItem(stack);
    const reservation = await reserve(stack, wish);
    const other = (await quote(stack, wish)).quote;
    const ref = await payDelayed(stack, provider, reservation);
    const now = await shown(stack, reservation);
    // Fourteen business days from Monday 1 March are 19 March; the start is later by more than a day.
    const until = now.paymentInProcess?.keptUntil ?? '';
    expect(now).toMatchObject({ status: 'held', holdExpiresAt: until });
    expect((Date.parse(until) - stack.clock.now().getTime()) / (24 * hourMs)).toBeGreaterThanOrEqual(14);
    expect(await messagesAbout(stack, reservation.id)).toEqual(
      expect.arrayContaining(['guest-payment-processing', 'owner-payment-processing']),
    );
    for (const asked of ['stripe', 'paypal'] as const) {
      const answer = await openAgain(reservation, asked);
      expect([answer.status, answer.json()]).toMatchObject([
        201,
        { status: 'processing', provider, checkout: null },
      ]);
    }
    expect((await postReservation(stack, other)).status).toBe(409);
    stack.clock.advance({ days: 6 });
    await sweep();
    expect(await shown(stack, reservation)).toMatchObject({ status: 'held' });
    await decide(stack, provider, ref, true);
    expect(await shown(stack, reservation)).toMatchObject({ status: 'confirmed', paymentInProcess: null });
    expect((await messagesAbout(stack, reservation.id)).sort()).toEqual([
      'guest-confirmation',
      'guest-hold',
      'guest-payment-processing',
      'owner-new-reservation',
      'owner-payment-processing',
    ]);
  });

  test('that fails leaves a day to pay in any way, is told to both, and then gives the time free', async () => {
    const reservation = await reserve(stack, (await cloneItem(stack)).wish);
    const ref = await payDelayed(stack, provider, reservation);
    stack.clock.advance({ days: 3 });
    await decide(stack, provider, ref, false);
    const { status, holdExpiresAt, paymentInProcess } = await shown(stack, reservation);
    expect([status, paymentInProcess]).toEqual(['held', null]);
    expect(Date.parse(holdExpiresAt ?? '') - stack.clock.now().getTime()).toBe(24 * hourMs);
    expect(await messagesAbout(stack, reservation.id)).toEqual(
      expect.arrayContaining(['guest-payment-failed', 'owner-processing-failed']),
    );
    for (const asked of ['paypal', 'stripe'] as const) {
      const answer = await openAgain(reservation, asked);
      expect([answer.status, answer.json()]).toMatchObject([201, { status: 'open', provider: asked }]);
    }
    stack.clock.advance({ hours: 25 });
    await sweep();
    expect(await shown(stack, reservation)).toMatchObject({ status: 'expired' });
  });

  test('that fails can be paid again through the same provider', async () => {
    const reservation = await reserve(stack, (await cloneItem(stack)).wish);
    const ref = await payDelayed(stack, provider, reservation);
    stack.clock.advance({ hours: 1 });
    await decide(stack, provider, ref, false);
    if (provider === 'stripe') await pay(stack, (await openPayment(stack, reservation)).intentId);
    else await approve(stack, (await openPaypalPayment(stack, reservation)).orderId);
    await settledAll(stack);
    expect(await shown(stack, reservation)).toMatchObject({ status: 'confirmed' });
  });

  test('whose bound passes gives the time free, both are told, and what comes later goes back', async () => {
    const { wish } = await cloneItem(stack);
    const reservation = await reserve(stack, wish);
    const ref = await payDelayed(stack, provider, reservation);
    const { keptUntil } = (await shown(stack, reservation)).paymentInProcess ?? {};
    stack.clock.set(new Date(Date.parse(keptUntil ?? '') + hourMs).toISOString());
    const other = await reserve(stack, wish);
    expect(await shown(stack, reservation)).toMatchObject({ status: 'expired' });
    expect(await messagesAbout(stack, reservation.id)).toEqual(
      expect.arrayContaining(['guest-processing-ended', 'owner-processing-ended']),
    );
    expect(other.status).toBe('held');
    await decide(stack, provider, ref, true);
    expect(await reservationState(stack, reservation.id)).toMatchObject({
      status: 'expired',
      refundDue: reservation.total.amount,
      refundReason: 'late-payment',
    });
  });

  test('keeps no time on the last day before the start', async () => {
    const { wish } = await cloneItem(stack);
    const reservation = await reserve(stack, wish);
    stack.clock.set(new Date(Date.parse(reservation.startsAt) - 4 * 24 * hourMs).toISOString());
    const near = await reserve(stack, wish);
    await payDelayed(stack, provider, near);
    const { keptUntil } = (await shown(stack, near)).paymentInProcess ?? {};
    expect(Date.parse(keptUntil ?? '')).toBe(Date.parse(near.startsAt) - 24 * hourMs);
  });

  test('of a balance is not dunned and not cancelled as unpaid, and leaves a day when it fails', async () => {
    const plan = { due_now_basis_points: 3000, balance_due_days: 10, policy_code: 'flexible' };
    const reservation = await reserve(stack, (await cloneItem(stack, { columns: plan })).wish);
    await pay(stack, (await openPayment(stack, reservation)).intentId);
    await settledAll(stack);
    const collectAt = async (daysBefore: number) => {
      stack.clock.set(new Date(Date.parse(reservation.startsAt) - daysBefore * 24 * hourMs).toISOString());
      expect(await fireSchedule(stack, collectBalances)).toBe(204);
      await settledAll(stack);
    };
    stack.clock.set(new Date(Date.parse(reservation.startsAt) - 12 * 24 * hourMs).toISOString());
    const ref = await payDelayed(stack, provider, reservation);
    expect(await shown(stack, reservation)).toMatchObject({
      status: 'confirmed',
      paymentInProcess: { keptUntil: null },
    });
    await collectAt(9);
    await collectAt(7);
    expect(await shown(stack, reservation)).toMatchObject({ status: 'confirmed' });
    const told = await messagesAbout(stack, reservation.id);
    expect(told).toContain('guest-payment-processing');
    expect(told).not.toContain('guest-balance-reminder');
    await decide(stack, provider, ref, false);
    await collectAt(6.5);
    expect(await shown(stack, reservation)).toMatchObject({ status: 'confirmed' });
    await collectAt(5.5);
    expect(await shown(stack, reservation)).toMatchObject({ status: 'cancelled' });
  });

  test('is not possible where an item takes instant methods only', async () => {
    const columns = { is_instant_payment_only: true };
    const reservation = await reserve(stack, (await cloneItem(stack, { columns })).wish);
    if (provider === 'stripe') {
      const { intentId } = await openPayment(stack, reservation);
      expect(() => stack.stripe.pay(intentId, 'processing')).toThrow(/excluded/);
      await pay(stack, intentId);
    } else {
      const { orderId } = await openPaypalPayment(stack, reservation);
      expect(() => stack.paypal.approve(orderId, 'pending')).toThrow(/immediate/);
      await approve(stack, orderId);
    }
    await settledAll(stack);
    expect(await shown(stack, reservation)).toMatchObject({ status: 'confirmed' });
  });
});
