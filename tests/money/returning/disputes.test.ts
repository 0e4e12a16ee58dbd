import * as v from 'valibot';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import makeProviderCalls from '../../../netlify/functions/scheduled/make-provider-calls.ts';
import keepDeposits from '../../../netlify/functions/scheduled/sync-deposits.ts';
import { reservationResponseSchema } from '../../../src/booking/present-reservation.ts';
import { currencySchema, minor } from '../../../src/platform/money/money.ts';
import { applyPaymentEvent } from '../../../src/workflows/payment/events/apply-payment-event.ts';
import { cancellationPreviewSchema } from '../../../src/workflows/reservation/cancel-reservation.ts';
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
import { messagesAbout, unbalancedTransactions } from '../../support/booking/settled-state.ts';
import { fireSchedule } from '../../support/harness/fire-schedule.ts';
import { useStack } from '../../support/harness/stack.ts';
import { quietMails } from '../../support/message/quiet-outbox.ts';
import {
  booked,
  both,
  openDispute,
  payDue,
  refundAtProvider,
  said,
} from '../../support/payment/at-provider.ts';

const stack = useStack();
beforeAll(() => quietMails(stack));
beforeEach(() => stack.clock.set('2027-03-01T09:00:00Z'));
afterEach(async () => {
  expect(await unbalancedTransactions(stack)).toEqual([]);
});

const plan = { due_now_basis_points: 3000, balance_due_days: 10, policy_code: 'flexible' };
const disputed = 30_000;

function preview(reservation: CreatedReservation) {
  const path = `/reservations/${reservation.id}/cancellation`;
  return stack
    .call(path, { headers: authorized(reservation), from: newClient() })
    .then((answer) => bodyOf(answer, 200, cancellationPreviewSchema));
}

async function cancel(reservation: CreatedReservation) {
  const answer = await stack.call(`/reservations/${reservation.id}/cancel`, {
    method: 'POST',
    headers: authorized(reservation),
    from: newClient(),
  });
  return bodyOf(answer, 200, reservationResponseSchema);
}

/** What has gone back by our hand. */
async function sentBack(reservation: CreatedReservation): Promise<number[]> {
  expect(await fireSchedule(stack, makeProviderCalls)).toBe(204);
  await settledAll(stack);
  const { rows } = await stack.database.query<{ amount: number }>(
    `select f.amount_minor::int as amount from refunds f join payments p on p.id = f.payment_id
     where p.reservation_id = $1 and f.reason <> 'provider' and f.status = 'succeeded' order by f.created_at, f.id`,
    [reservation.id],
  );
  return rows.map(({ amount }) => amount);
}

async function detailsOf(reservation: CreatedReservation, template: string): Promise<unknown[]> {
  const { rows } = await stack.database.query<{ details: unknown }>(
    'select details from outbox where subject_id = $1 and template = $2',
    [reservation.id, template],
  );
  return rows.map(({ details }) => details);
}

describe.each(both)('cancelling a stay with an undecided dispute at %s', (provider) => {
  test('says what goes back now and what waits for its end; won, the rest goes back once and the guest is told', async () => {
    const { reservation, ref } = await booked(stack, provider, { policy_code: 'flexible' });
    const { amount } = reservation.total;
    const end = await openDispute(stack, provider, ref, disputed);
    const now = amount - disputed;
    expect(await preview(reservation)).toMatchObject({
      refund: { amount: now },
      refundWaiting: { amount: disputed },
    });
    expect(await cancel(reservation)).toMatchObject({
      status: 'cancelled',
      refundDue: { amount: now },
      refundWaiting: { amount: disputed },
    });
    const figures = { amountMinor: now, waitingMinor: disputed };
    expect(await detailsOf(reservation, 'guest-cancellation')).toEqual([figures]);
    expect(await detailsOf(reservation, 'owner-cancellation')).toEqual([figures]);
    expect(await sentBack(reservation)).toEqual([now]);
    await end('won');
    expect(await sentBack(reservation)).toEqual([now, disputed]);
    expect(await detailsOf(reservation, 'guest-dispute-rest')).toEqual([{ amountMinor: disputed }]);
    if (provider === 'stripe') await end('won');
    expect(await sentBack(reservation)).toEqual([now, disputed]);
    expect(await said(stack, reservation)).toMatchObject({ paid: 0, balance: 0, due: 0 });
    expect(await cancel(reservation)).toMatchObject({ refundWaiting: { amount: 0 } });
  });

  test('lost, nothing more goes back and nobody owes anything', async () => {
    const { reservation, ref } = await booked(stack, provider, { policy_code: 'flexible' });
    const { amount } = reservation.total;
    const end = await openDispute(stack, provider, ref, disputed);
    await cancel(reservation);
    await end('lost');
    expect(await sentBack(reservation)).toEqual([amount - disputed]);
    expect(await cancel(reservation)).toMatchObject({ refundWaiting: { amount: 0 } });
    expect(await said(stack, reservation)).toMatchObject({ paid: 0, balance: 0, due: 0 });
    expect(await messagesAbout(stack, reservation.id)).not.toContain('guest-dispute-rest');
  });

  test('by a policy that keeps a half: only what the undisputed part cannot give waits, and won, only that goes back', async () => {
    const { reservation, ref } = await booked(stack, provider, { policy_code: 'moderate' });
    const { amount } = reservation.total;
    const half = Math.round(amount / 2);
    const withheld = amount - 10_000;
    const end = await openDispute(stack, provider, ref, withheld);
    stack.clock.set(new Date(Date.parse(reservation.startsAt) - 36 * 3_600_000).toISOString());
    const expected = { refund: { amount: 10_000 }, refundWaiting: { amount: half - 10_000 } };
    const seen = await preview(reservation);
    expect(seen.refundBasisPoints).toBe(5000);
    expect(seen).toMatchObject(expected);
    await cancel(reservation);
    await end('won');
    expect(await sentBack(reservation)).toEqual([10_000, half - 10_000]);
    expect(await said(stack, reservation)).toMatchObject({ paid: amount - half, balance: 0 });
  });
});

describe.each(both)('a dispute lost at %s', (provider) => {
  test('over the whole booking ends it the one way: the sale taken back, the deposit ended, guest and owner told', async () => {
    const { reservation, ref } = await booked(stack, provider, {
      policy_code: 'flexible',
      security_deposit_minor: 50_000,
    });
    const { amount } = reservation.total;
    const end = await openDispute(stack, provider, ref, amount);
    await end('lost');
    expect(await said(stack, reservation)).toMatchObject({
      status: 'cancelled',
      paid: 0,
      due: 0,
      balance: 0,
      corrections: [`credit-note ${amount}`],
    });
    const told = await messagesAbout(stack, reservation.id);
    expect(told).toContain('guest-dispute-cancelled');
    expect(told).toContain('owner-cancellation');
    expect(await depositOf(reservation)).toBe('canceled');
    const { rows } = await stack.database.query<{ cause: string }>(
      `select details->>'cause' as cause from audit_events where subject_id = $1 and action = 'reservation.cancelled'`,
      [reservation.id],
    );
    expect(rows).toEqual([{ cause: 'dispute-lost' }]);
  });

  test('over one of two payments ends nothing; over the other too, it ends the stay, and what was paid beyond goes back', async () => {
    const { reservation, ref } = await booked(stack, provider, plan);
    const { amount } = reservation.total;
    const share = Math.round(amount * 0.3);
    const { ref: second } = await payDue(stack, 'stripe', reservation);
    await (await openDispute(stack, provider, ref, share))('lost');
    expect(await said(stack, reservation)).toMatchObject({
      status: 'confirmed',
      due: 0,
      balance: 0,
      corrections: [`credit-note ${share}`],
    });
    await (await openDispute(stack, 'stripe', second, amount - share))('lost');
    expect(await said(stack, reservation)).toMatchObject({
      status: 'cancelled',
      paid: 0,
      balance: 0,
      corrections: [`credit-note ${amount - share}`, `credit-note ${share}`].sort(),
    });
  });

  test.each(['near to all of it', 'little of it'])(
    'over what goodwill had left of the booking, having given back %s, is no loss of the whole: it ends nothing',
    async (how) => {
      const { reservation, ref } = await booked(stack, provider, { policy_code: 'flexible' });
      const { amount } = reservation.total;
      const goodwill = how === 'little of it' ? 2000 : amount - 5000;
      await refundAtProvider(stack, provider, ref, goodwill);
      await (await openDispute(stack, provider, ref, amount - goodwill))('lost');
      expect(await said(stack, reservation)).toMatchObject({
        status: 'confirmed',
        balance: 0,
        paid: 0,
        due: 0,
        corrections: [`credit-note ${goodwill}`, `credit-note ${amount - goodwill}`].sort(),
      });
      expect(await messagesAbout(stack, reservation.id)).not.toContain('guest-dispute-cancelled');
    },
  );

  test('over all that was paid beside what went back as twice paid ends it', async () => {
    const { reservation, ref } = await booked(stack, provider, { policy_code: 'flexible' });
    const { amount } = reservation.total;
    const transfer = await stack.call(`/reservations/${reservation.id}/transfers`, {
      body: { reference: `TWICE-${reservation.reference}`, amount: 5000, currency: 'EUR' },
      headers: staff,
      from: newClient(),
    });
    expect(transfer.status, transfer.text).toBe(201);
    await (await openDispute(stack, provider, ref, amount))('lost');
    expect(await said(stack, reservation)).toMatchObject({ status: 'cancelled', balance: 0 });
  });
});

test('a lost dispute about damage that a security deposit paid for does not touch the stay', async () => {
  const { reservation } = await booked(stack, 'stripe', { security_deposit_minor: 50_000 });
  await stack.database.query('update security_deposits set authorize_at = $2 where reservation_id = $1', [
    reservation.id,
    stack.clock.now(),
  ]);
  await fireSchedule(stack, keepDeposits);
  await fireSchedule(stack, makeProviderCalls);
  await settledAll(stack);
  const taken = await stack.call(`/security-deposits/${reservation.id}/capture`, {
    body: { amount: 50_000, reason: 'a broken vase', evidenceNote: 'photographs 1 to 3' },
    headers: staff,
    from: newClient(),
  });
  expect(taken.status, taken.text).toBe(202);
  await fireSchedule(stack, makeProviderCalls);
  await settledAll(stack);
  const before = await said(stack, reservation);
  const { rows } = await stack.database.query<{ ref: string }>(
    `select provider_ref as ref from payments where reservation_id = $1 and purpose = 'security-deposit'`,
    [reservation.id],
  );
  await (await openDispute(stack, 'stripe', rows[0]?.ref ?? '', 50_000))('lost');
  expect(await said(stack, reservation)).toEqual({ ...before, balance: before.balance, status: 'confirmed' });
  expect(await messagesAbout(stack, reservation.id)).not.toContain('guest-dispute-cancelled');
});

test('a lost dispute over a part that is heard of before the payment itself ends nothing', async () => {
  const reservation = await reserve(stack, (await cloneItem(stack)).wish);
  const { id, intentId: providerRef } = await openPayment(stack, reservation);
  const event = {
    provider: 'stripe',
    type: 'test',
    occurredAt: stack.clock.now(),
    eventId: `dispute:${id}`,
  } as const;
  await applyPaymentEvent(stack.runtime, {
    ...event,
    fact: {
      kind: 'dispute',
      providerRef: `dp:${id}`,
      payment: { paymentId: id, providerRef },
      amount: minor(500),
      currency: v.parse(currencySchema, reservation.total.currency),
      status: 'lost',
      reason: 'fraudulent',
      evidenceDueAt: undefined,
    },
  });
  expect(await said(stack, reservation)).toMatchObject({
    status: 'confirmed',
    due: 0,
    balance: 0,
    corrections: ['credit-note 500'],
  });
});

async function depositOf(reservation: CreatedReservation): Promise<string | undefined> {
  const { rows } = await stack.database.query<{ status: string }>(
    'select status from security_deposits where reservation_id = $1',
    [reservation.id],
  );
  return v.parse(v.optional(v.object({ status: v.string() })), rows[0])?.status;
}
