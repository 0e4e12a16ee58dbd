import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import collectBalances from '../../../netlify/functions/scheduled/collect-balances.ts';
import expireHolds from '../../../netlify/functions/scheduled/expire-holds.ts';
import makeProviderCalls from '../../../netlify/functions/scheduled/make-provider-calls.ts';
import {
  approve,
  type CreatedReservation,
  openPayment,
  openPaypalPayment,
  pay,
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
});
afterEach(async () => {
  stack.clock.set(start.toISOString());
  expect(await unbalancedTransactions(stack)).toEqual([]);
});

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A booking long before it starts, of an item with such columns. */
async function reserveAhead(days: number, columns: Readonly<Record<string, unknown>> = {}) {
  const { wish } = await cloneItem(stack, { columns: { horizon_days: 400, ...columns } });
  const dayIn = (ahead: number) =>
    new Date(stack.clock.now().getTime() + ahead * dayMs).toISOString().slice(0, 10);
  return reserve(stack, { ...wish, from: dayIn(days), to: dayIn(days + 2) });
}

async function payNow(provider: Provider, reservation: CreatedReservation): Promise<void> {
  if (provider === 'stripe') await pay(stack, (await openPayment(stack, reservation)).intentId);
  else await approve(stack, (await openPaypalPayment(stack, reservation)).orderId);
  await settledAll(stack);
}

const untilStart = ({ startsAt }: CreatedReservation, daysBefore: number) =>
  stack.clock.set(new Date(Date.parse(startsAt) - daysBefore * dayMs).toISOString());

const failures = async ({ id }: CreatedReservation) =>
  (await messagesAbout(stack, id)).filter((template) => template.includes('failed'));

describe.each(['stripe', 'paypal'] as const)('a payment in process at %s', (provider) => {
  const otherProvider = provider === 'stripe' ? 'paypal' : 'stripe';

  /** Opens the other way first, as in a second tab, and answers how to pay by it. */
  async function openOther(reservation: CreatedReservation) {
    if (otherProvider === 'stripe') {
      const { intentId } = await openPayment(stack, reservation);
      return (kind?: 'processing') => pay(stack, intentId, kind);
    }
    const { orderId } = await openPaypalPayment(stack, reservation);
    return (kind?: 'processing') => approve(stack, orderId, kind && 'pending');
  }

  test.each([
    ['all of the price', {}],
    ['the share due now', { due_now_basis_points: 3000, balance_due_days: 10 }],
  ])('that fails after %s was paid by another way troubles nobody', async (_what, columns) => {
    const reservation = await reserve(stack, (await cloneItem(stack, { columns })).wish);
    const payOther = await openOther(reservation);
    const ref = await payDelayed(stack, provider, reservation);
    await payOther();
    await settledAll(stack);
    expect(await shown(stack, reservation)).toMatchObject({ status: 'confirmed' });
    stack.clock.advance({ days: 2 });
    await decide(stack, provider, ref, false);
    expect(await shown(stack, reservation)).toMatchObject({ status: 'confirmed', paymentInProcess: null });
    expect(await failures(reservation)).toEqual([]);
  });

  test('that fails beside another in process leaves the time to that one, and asks for nothing', async () => {
    const reservation = await reserve(stack, (await cloneItem(stack)).wish);
    const payOther = await openOther(reservation);
    const ref = await payDelayed(stack, provider, reservation);
    await payOther('processing');
    await settledAll(stack);
    const { holdExpiresAt } = await shown(stack, reservation);
    stack.clock.advance({ days: 2 });
    await decide(stack, provider, ref, false);
    expect(await shown(stack, reservation)).toMatchObject({ status: 'held', holdExpiresAt });
    expect(await failures(reservation)).toEqual([]);
  });

  test('keeps the time for 45 days after the hold was made at most, however often it fails and is tried anew', async () => {
    const reservation = await reserveAhead(100);
    const bound = stack.clock.now().getTime() + 45 * dayMs;
    const end = async () => Date.parse((await shown(stack, reservation)).holdExpiresAt ?? '');
    // Four failures, the last of them less than a day before the bound.
    for (let tries = 0; tries < 4; tries += 1) {
      const ref = await payDelayed(stack, provider, reservation);
      expect(await end()).toBeLessThanOrEqual(bound);
      stack.clock.advance({ hours: 249 });
      await decide(stack, provider, ref, false);
      expect(await end()).toBeLessThanOrEqual(bound);
      stack.clock.advance({ hours: tries < 3 ? 22 : 1 });
    }
    await payDelayed(stack, provider, reservation);
    expect(await end()).toBe(bound);
    stack.clock.set(new Date(bound + hourMs).toISOString());
    expect((await shown(stack, reservation)).status).toBe('expired');
  });

  test('that fails shortly before the start leaves no time on the last day', async () => {
    const reservation = await reserveAhead(3);
    const ref = await payDelayed(stack, provider, reservation);
    untilStart(reservation, 1.5);
    await decide(stack, provider, ref, false);
    const { holdExpiresAt } = await shown(stack, reservation);
    expect(Date.parse(holdExpiresAt ?? '')).toBe(Date.parse(reservation.startsAt) - dayMs);
  });

  test.each([
    ['when an unpaid balance would be cancelled', 10, 8.1, 7.9],
    ['a day before the start', 1, 1.1, 0.9],
  ])('of a balance is told to the owner once, %s', async (_when, balance_due_days, before, after) => {
    const reservation = await reserveAhead(60, { due_now_basis_points: 3000, balance_due_days });
    await payNow('stripe', reservation);
    untilStart(reservation, 14);
    await payDelayed(stack, provider, reservation);
    const toldAt = async (daysBefore: number) => {
      untilStart(reservation, daysBefore);
      expect(await fireSchedule(stack, collectBalances)).toBe(204);
      return (await messagesAbout(stack, reservation.id)).filter(
        (name) => name === 'owner-balance-in-process',
      );
    };
    expect(await toldAt(before)).toEqual([]);
    expect(await toldAt(after)).toHaveLength(1);
    expect(await toldAt(0.5)).toHaveLength(1);
    expect(await shown(stack, reservation)).toMatchObject({
      status: 'confirmed',
      paymentInProcess: { provider },
    });
  });
});

test('a share that arrives while the guest is away keeps the time for a day, and the guest is told what is left', async () => {
  const reservation = await reserveAhead(60, { rate_minor: 60_000_000, security_deposit_minor: 0 });
  const ref = await payDelayed(stack, 'stripe', reservation);
  stack.clock.advance({ days: 4 });
  await decide(stack, 'stripe', ref, true);
  const { status, holdExpiresAt, amountDue } = await shown(stack, reservation);
  expect(status).toBe('held');
  expect(amountDue.amount).toBeGreaterThan(0);
  expect(Date.parse(holdExpiresAt ?? '') - stack.clock.now().getTime()).toBe(dayMs);
  expect(await messagesAbout(stack, reservation.id)).toContain('guest-share-arrived');
  stack.clock.advance({ hours: 25 });
  expect(await fireSchedule(stack, expireHolds)).toBe(204);
  expect(await fireSchedule(stack, makeProviderCalls)).toBe(204);
  expect(await reservationState(stack, reservation.id)).toMatchObject({
    status: 'expired',
    refundDue: reservation.total.amount - amountDue.amount,
  });
});

test('a share paid at once keeps the time for an hour, and no mail comes between', async () => {
  const reservation = await reserveAhead(60, { rate_minor: 60_000_000, security_deposit_minor: 0 });
  stack.clock.advance({ minutes: 10 });
  await payNow('stripe', reservation);
  const { holdExpiresAt } = await shown(stack, reservation);
  expect(Date.parse(holdExpiresAt ?? '') - stack.clock.now().getTime()).toBe(hourMs);
  expect(await messagesAbout(stack, reservation.id)).not.toContain('guest-share-arrived');
});
