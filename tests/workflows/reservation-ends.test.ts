import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import collectBalances from '../../netlify/functions/scheduled/collect-balances.ts';
import { cancellationPreviewSchema } from '../../src/workflows/reservation/cancel-reservation.ts';
import { staff } from '../support/account/staff.ts';
import {
  authorized,
  bodyOf,
  type CreatedReservation,
  newClient,
  openPayment,
  openPaypalPayment,
  pay,
  reserve,
  settledAll,
} from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import {
  messagesAbout,
  paymentState,
  reservationState,
  unbalancedTransactions,
} from '../support/booking/settled-state.ts';
import { fireSchedule } from '../support/harness/fire-schedule.ts';
import { useStack } from '../support/harness/stack.ts';
import { quietMails } from '../support/message/quiet-outbox.ts';
import { openDispute, payDue } from '../support/payment/at-provider.ts';

// However a reservation is confirmed, and however it is cancelled, the same follows.

const thresholds = {
  reviewScore: 45,
  reviewProbability: 0.9999,
  refuseProbability: 1,
  littleLeadHours: 1,
  attemptsByAddressPerHour: 1000,
  attemptsByDevicePerDay: 1000,
  declinesByMailPerDay: 1000,
  attemptsByCardPerDay: 1000,
  attemptsByMailPerDay: 1000,
};
const stack = useStack({ variables: { FRAUD_THRESHOLDS: JSON.stringify(thresholds) } });
beforeAll(() => quietMails(stack));
beforeEach(() => stack.clock.set('2027-03-01T09:00:00Z'));
afterEach(async () => {
  expect(await unbalancedTransactions(stack)).toEqual([]);
});

const risky = 'pm_card_riskLevelHighest';
const columns = { policy_code: 'flexible', security_deposit_minor: 50_000 };

const hold = async (more: Record<string, unknown> = {}) =>
  reserve(stack, (await cloneItem(stack, { columns: { ...columns, ...more } })).wish);

async function giftCard(amount: number): Promise<string> {
  const answer = await stack.call('/credits', {
    body: { kind: 'gift-card', amount, currency: 'EUR', note: 'a birthday' },
    headers: { ...staff, 'Idempotency-Key': randomUUID() },
    from: newClient(),
  });
  return bodyOf(answer, 201, v.object({ code: v.string() })).code;
}

const lend = (reservation: CreatedReservation, code: string) =>
  stack.call(`/reservations/${reservation.id}/credit`, {
    body: { code },
    headers: authorized(reservation),
    from: newClient(),
  });

const transfer = (reservation: CreatedReservation, amount: number) =>
  stack.call(`/reservations/${reservation.id}/transfers`, {
    body: { reference: randomUUID(), amount, currency: 'EUR' },
    headers: staff,
    from: newClient(),
  });

const decide = (paymentId: string, decision: 'approve' | 'refuse') =>
  stack.call(`/payments/${paymentId}/review`, { body: { decision }, headers: staff, from: newClient() });

async function payRisky(reservation: CreatedReservation): Promise<string> {
  const { id, intentId } = await openPayment(stack, reservation);
  await pay(stack, intentId, risky);
  await settledAll(stack);
  return id;
}

const cancel = async (reservation: CreatedReservation) =>
  expect(
    (
      await stack.call(`/reservations/${reservation.id}/cancel`, {
        method: 'POST',
        headers: authorized(reservation),
        from: newClient(),
      })
    ).status,
  ).toBe(200);

const one = async (text: string, ...values: unknown[]) => (await stack.database.query(text, values)).rows;

/** What the confirmation or the end of a reservation has left behind. */
async function traces({ id }: CreatedReservation) {
  const [state] = await one(
    `select r.status, r.calendar_sequence as sequence, r.confirmed_at is not null as "isConfirmed", r.cancelled_at is not null as "isCancelled",
       exists (select from occupancies o where o.reservation_id = r.id and o.expires_at is null) as "isTaken",
       (select d.status from security_deposits d where d.reservation_id = r.id) as deposit,
       (select count(*)::int from payments p where p.reservation_id = r.id and p.status in ('pending', 'failed', 'authorized')) as open,
       (select coalesce(sum(entries.amount_minor), 0)::int from ledger_entries entries join ledger_transactions t on t.id = entries.transaction_id
         where t.reservation_id = r.id and entries.account = 'guest-receivables') as owed
     from reservations r where r.id = $1`,
    id,
  );
  const audited = await one(
    `select action, actor, details->>'cause' as cause from audit_events where subject_id = $1 and action in ('reservation.confirmed', 'reservation.cancelled') order by action`,
    id,
  );
  const documents = await one(`select kind from documents where reservation_id = $1 order by kind`, id);
  return {
    state,
    audited,
    kinds: new Set(documents.map(({ kind }) => kind)),
    told: await messagesAbout(stack, id),
  };
}

describe('a reservation is confirmed the same way', () => {
  const ways: Record<string, { by: unknown; confirm: (held: CreatedReservation) => Promise<unknown> }> = {
    'by the event of a payment': { by: 'stripe', confirm: (held) => payDue(stack, 'stripe', held) },
    'by a bank transfer that the staff record': {
      by: expect.stringContaining('key:'),
      confirm: (held) => transfer(held, held.total.amount),
    },
    'by a gift card': {
      by: 'guest',
      confirm: async (held) => lend(held, await giftCard(held.total.amount)),
    },
    'by the staff, who approve its payment': {
      by: expect.stringContaining('key:'),
      confirm: async (held) => decide(await payRisky(held), 'approve'),
    },
    'by a payment that comes late': {
      by: 'stripe',
      confirm: async (held) => {
        const { intentId } = await openPayment(stack, held);
        stack.clock.advance({ minutes: 16 });
        await pay(stack, intentId);
        await settledAll(stack);
      },
    },
  };

  test.each(Object.entries(ways))('%s', async (_, { by, confirm }) => {
    const held = await hold();
    // Ways to pay that are open when another one pays: they are given up at once, here and at the provider.
    const open = [(await openPaypalPayment(stack, held)).id, (await openPayment(stack, held)).id];
    await settledAll(stack);
    await confirm(held);
    await settledAll(stack);
    const { state, audited, kinds, told } = await traces(held);
    expect(state).toMatchObject({
      status: 'confirmed',
      isConfirmed: true,
      isCancelled: false,
      isTaken: true,
      deposit: 'scheduled',
      open: 0,
      owed: 0,
    });
    expect(state?.sequence).toBeGreaterThan(0);
    expect(audited).toEqual([{ action: 'reservation.confirmed', actor: by, cause: null }]);
    expect(kinds).toEqual(new Set(['invoice', 'receipt']));
    for (const template of ['guest-confirmation', 'owner-new-reservation'])
      expect(told.filter((one) => one === template)).toHaveLength(1);
    const states = await Promise.all(open.map((id) => paymentState(stack, id)));
    expect(states.filter(({ status }) => status !== 'succeeded').map(({ status }) => status)).toEqual(
      Array(states.filter(({ captured }) => captured === 0).length).fill('canceled'),
    );
  });
});

describe('what waits for the staff is confirmed by nobody else', () => {
  test('not by a code that pays nothing', async () => {
    const held = await hold();
    await payRisky(held);
    expect((await lend(held, await giftCard(5000))).status).toBe(409);
    expect((await reservationState(stack, held.id)).status).toBe('held');
  });

  test('not by a second payment: once it is approved, what is beyond the price goes back', async () => {
    const held = await hold();
    const { amount } = held.total;
    const id = await payRisky(held);
    expect((await transfer(held, amount)).status).toBe(201);
    expect((await reservationState(stack, held.id)).status).toBe('held');
    expect((await decide(id, 'approve')).status).toBe(200);
    expect(await reservationState(stack, held.id)).toMatchObject({ status: 'confirmed', refundDue: amount });
    const { state, told } = await traces(held);
    expect(state).toMatchObject({ owed: 0 });
    expect(told).toEqual(expect.arrayContaining(['guest-late-payment', 'owner-late-payment']));
  });

  test('not by the approval of another of its payments', async () => {
    const held = await hold();
    const id = await payRisky(held);
    const { rows } = await stack.database.query<{ id: string }>(
      `insert into payments (id, reservation_id, provider, purpose, amount_minor, currency, created_at)
       select 'pay_' || $2, reservation_id, 'paypal', purpose, amount_minor, currency, created_at from payments where id = $1 returning id`,
      [id, randomUUID()],
    );
    const other = rows[0]?.id ?? '';
    await stack.database.query(
      `insert into payment_assessments select (jsonb_populate_record(a, jsonb_build_object('id', 'asm_' || $2::text, 'payment_id', $2::text, 'phase', 'before'))).*
       from payment_assessments a where a.payment_id = $1 and a.phase = 'event'`,
      [id, other],
    );
    expect((await decide(other, 'approve')).status).toBe(200);
    expect((await reservationState(stack, held.id)).status).toBe('held');
    expect((await decide(id, 'approve')).status).toBe(200);
    expect((await reservationState(stack, held.id)).status).toBe('confirmed');
  });

  test('approved, what a gift card had lent beside the whole price is beyond it, and as much goes back', async () => {
    const held = await hold();
    const { id, intentId } = await openPayment(stack, held);
    expect((await lend(held, await giftCard(5000))).status).toBe(200);
    await pay(stack, intentId, risky);
    await settledAll(stack);
    expect((await decide(id, 'approve')).status).toBe(200);
    expect(await reservationState(stack, held.id)).toMatchObject({ status: 'confirmed', refundDue: 5000 });
    expect((await traces(held)).state).toMatchObject({ owed: 0 });
  });

  test('approved before it is paid, the time is held for a day at least, and never less long than it was', async () => {
    const held = await hold();
    const { id } = await openPayment(stack, held);
    await stack.database.query(`update payment_assessments set outcome = 'review' where payment_id = $1`, [
      id,
    ]);
    // As for money that takes days.
    const until = new Date(stack.clock.now().getTime() + 5 * 86_400_000);
    await stack.database.query('update reservations set hold_expires_at = $2 where id = $1', [
      held.id,
      until,
    ]);
    expect((await decide(id, 'approve')).status).toBe(200);
    expect(await one('select hold_expires_at as until from reservations where id = $1', held.id)).toEqual([
      { until },
    ]);
    expect((await traces(held)).told).toContain('guest-payment-approved');
  });

  test('a payment that comes late is not waited with, since nothing is held for it any more: it goes back', async () => {
    const held = await hold();
    const { intentId } = await openPayment(stack, held);
    stack.clock.advance({ minutes: 16 });
    await pay(stack, intentId, risky);
    await settledAll(stack);
    expect(await reservationState(stack, held.id)).toMatchObject({
      status: 'expired',
      refundDue: held.total.amount,
    });
  });
});

describe('a reservation is cancelled the same way', () => {
  const plan = { due_now_basis_points: 3000, balance_due_days: 10 };

  const ways: Record<
    string,
    {
      by: unknown;
      told: string;
      wasSold?: boolean;
      make: () => Promise<{ reservation: CreatedReservation; end: () => Promise<unknown> }>;
    }
  > = {
    guest: {
      by: 'guest',
      told: 'guest-cancellation',
      make: async () => {
        const reservation = await hold(plan);
        await payDue(stack, 'stripe', reservation);
        return { reservation, end: () => cancel(reservation) };
      },
    },
    'guest, while it is held': {
      by: 'guest',
      told: 'guest-cancellation',
      wasSold: false,
      make: async () => {
        const reservation = await hold();
        return { reservation, end: () => cancel(reservation) };
      },
    },
    'balance-unpaid': {
      by: 'system',
      told: 'guest-balance-cancelled',
      make: async () => {
        const reservation = await hold(plan);
        await payDue(stack, 'stripe', reservation);
        return {
          reservation,
          end: async () => {
            stack.clock.advance({ days: 23 });
            await fireSchedule(stack, collectBalances);
          },
        };
      },
    },
    'dispute-lost': {
      by: 'system',
      told: 'guest-dispute-cancelled',
      make: async () => {
        const reservation = await hold(plan);
        const { ref } = await payDue(stack, 'stripe', reservation);
        const end = await openDispute(stack, 'stripe', ref, Math.round(reservation.total.amount * 0.3));
        return { reservation, end: () => end('lost') };
      },
    },
    'payment-refused': {
      by: expect.stringContaining('key:'),
      told: 'guest-payment-declined',
      wasSold: false,
      make: async () => {
        const reservation = await hold(plan);
        const id = await payRisky(reservation);
        return { reservation, end: () => decide(id, 'refuse') };
      },
    },
  };

  test.each(Object.entries(ways))('%s', async (cause, { by, told, wasSold = true, make }) => {
    const { reservation, end } = await make();
    if (cause !== 'payment-refused') await openPayment(stack, reservation);
    await end();
    await settledAll(stack);
    const after = await traces(reservation);
    expect(after.state).toMatchObject({
      status: 'cancelled',
      isCancelled: true,
      isTaken: false,
      deposit: wasSold ? 'canceled' : null,
      open: 0,
    });
    expect(after.audited.filter(({ action }) => action === 'reservation.cancelled')).toEqual([
      { action: 'reservation.cancelled', actor: by, cause: cause.split(',')[0] },
    ]);
    expect(after.kinds.has('credit-note')).toBe(wasSold);
    for (const template of [told, 'owner-cancellation'])
      expect(after.told.filter((one) => one === template)).toHaveLength(1);
    expect(after.state?.sequence).toBe(wasSold ? 2 : 1);
  });

  test('the preview is of the cancellation itself: of what can no longer be cancelled nothing goes back', async () => {
    const reservation = await hold({ policy_code: 'moderate' });
    await payDue(stack, 'stripe', reservation);
    stack.clock.set(new Date(Date.parse(reservation.startsAt) - 36 * 3_600_000).toISOString());
    const preview = async () =>
      bodyOf(
        await stack.call(`/reservations/${reservation.id}/cancellation`, {
          headers: authorized(reservation),
          from: newClient(),
        }),
        200,
        cancellationPreviewSchema,
      );
    const half = Math.round(reservation.total.amount / 2);
    expect(await preview()).toMatchObject({
      canCancel: true,
      refund: { amount: half },
      refundBasisPoints: 5000,
    });
    await cancel(reservation);
    expect(await reservationState(stack, reservation.id)).toMatchObject({ refundDue: half });
    expect(await preview()).toMatchObject({
      canCancel: false,
      paid: { amount: reservation.total.amount - half },
      refund: { amount: 0 },
      refundWaiting: { amount: 0 },
      refundBasisPoints: 0,
    });
  });
});
