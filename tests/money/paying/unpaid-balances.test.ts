import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import collectBalances from '../../../netlify/functions/scheduled/collect-balances.ts';
import makeProviderCalls from '../../../netlify/functions/scheduled/make-provider-calls.ts';
import {
  type CreatedReservation,
  openPayment,
  pay,
  reserve,
  settledAll,
} from '../../support/booking/booking.ts';
import { cloneItem, localDate } from '../../support/booking/cloned-item.ts';
import { messagesAbout, unbalancedTransactions } from '../../support/booking/settled-state.ts';
import { fireSchedule } from '../../support/harness/fire-schedule.ts';
import { useStack } from '../../support/harness/stack.ts';
import { quietMails } from '../../support/message/quiet-outbox.ts';
import { decide, payDelayed, shown } from '../../support/payment/slow-payment.ts';

// Stripe alone, which takes no less than fifty cents.
const stack = useStack({
  variables: {
    PAYPAL_CLIENT_ID: '',
    PAYPAL_CLIENT_SECRET: '',
    PAYPAL_WEBHOOK_ID: '',
  },
});
let start: Date;
beforeAll(() => quietMails(stack));
beforeEach(() => {
  start = stack.clock.now();
});
afterEach(async () => {
  stack.clock.set(start.toISOString());
  expect(await unbalancedTransactions(stack)).toEqual([]);
});

const dayMs = 86_400_000;

/** A stay in a hundred days of which the share is paid and the balance due so many days before the start. */
async function sharePaid(balanceDueDays: number, share = 3000): Promise<CreatedReservation> {
  const columns = { horizon_days: 400, due_now_basis_points: share, balance_due_days: balanceDueDays };
  const { wish } = await cloneItem(stack, { columns: { ...columns, policy_code: 'moderate' } });
  const now = stack.clock.now();
  const reservation = await reserve(stack, { ...wish, from: localDate(now, 100), to: localDate(now, 102) });
  await pay(stack, (await openPayment(stack, reservation)).intentId);
  await settledAll(stack);
  return reservation;
}

const daysBefore = ({ startsAt }: CreatedReservation, days: number) =>
  stack.clock.set(new Date(Date.parse(startsAt) - days * dayMs).toISOString());

async function collect(): Promise<void> {
  expect(await fireSchedule(stack, collectBalances)).toBe(204);
  expect(await fireSchedule(stack, makeProviderCalls)).toBe(204);
  await settledAll(stack);
}

const toldOwner = async ({ id }: CreatedReservation) =>
  (await messagesAbout(stack, id)).filter((template) => template.startsWith('owner-balance'));

test('a balance that goes into process and fails again and again is not waited for until the start', async () => {
  const reservation = await sharePaid(60);
  daysBefore(reservation, 60);
  let cancelledOn: number | undefined;
  for (let day = 0; day < 55 && cancelledOn === undefined; day += 5) {
    const ref = await payDelayed(stack, 'stripe', reservation);
    for (let wait = 0; wait < 5; wait += 1) {
      stack.clock.advance({ days: 1 });
      await collect();
    }
    if ((await shown(stack, reservation)).status === 'cancelled') cancelledOn = day;
    else await decide(stack, 'stripe', ref, false);
    stack.clock.advance({ minutes: 1 });
  }
  // The first failure after five days, and twenty days for a second try: in the try that began on the twentieth.
  expect(cancelledOn).toBe(20);
  expect(await messagesAbout(stack, reservation.id)).toContain('guest-balance-cancelled');
});

test('the day after a failure is given once: failed a second time, an overdue balance is cancelled at the next run', async () => {
  const reservation = await sharePaid(60);
  daysBefore(reservation, 56);
  const first = await payDelayed(stack, 'stripe', reservation);
  stack.clock.advance({ minutes: 1 });
  await collect();
  await decide(stack, 'stripe', first, false);
  await collect();
  expect((await shown(stack, reservation)).status).toBe('confirmed');
  stack.clock.advance({ minutes: 1 });
  const second = await payDelayed(stack, 'stripe', reservation);
  stack.clock.advance({ days: 2 });
  await collect();
  expect((await shown(stack, reservation)).status).toBe('confirmed');
  await decide(stack, 'stripe', second, false);
  await collect();
  expect((await shown(stack, reservation)).status).toBe('cancelled');
});

test('of several that one run cancels each gives back what was paid for it, and its guest is told that sum', async () => {
  const stays = await Promise.all([2000, 3000, 4500].map((share) => sharePaid(60, share)));
  const [first] = stays;
  if (!first) throw new Error('no stay was made');
  daysBefore(first, 57);
  await collect();
  for (const { id } of stays) {
    const { rows } = await stack.database.query<{
      status: string;
      paid: number;
      back: number[];
      told: number;
    }>(
      `select r.status, p.captured_minor::int as paid,
        (select array_agg(f.amount_minor::int) from refunds f where f.payment_id = p.id) as back,
        (select (o.details->>'amountMinor')::int from outbox o where o.subject_id = r.id and o.template = 'guest-balance-cancelled') as told
       from reservations r join payments p on p.reservation_id = r.id where r.id = $1 and p.captured_minor > 0`,
      [id],
    );
    expect(rows).toHaveLength(1);
    const paid = rows[0]?.paid;
    expect(rows[0]).toEqual({ status: 'cancelled', paid, back: [paid], told: paid });
  }
});

test.each([0, 1, 2])(
  'a balance due %i days before the start and unpaid is told to the owner a day before, once, and never slips by in silence',
  async (days) => {
    const reservation = await sharePaid(days);
    daysBefore(reservation, 1.1);
    await collect();
    expect(await toldOwner(reservation)).toEqual([]);
    for (const left of [1, 0.5, 0.1, -0.5]) {
      daysBefore(reservation, left);
      await collect();
      expect(await toldOwner(reservation)).toEqual(['owner-balance-unpaid']);
    }
  },
);

test('a run that was missed on the last day cancels what is overdue and does not tell the owner as well that it is unpaid', async () => {
  const reservation = await sharePaid(3);
  daysBefore(reservation, 0.9);
  await collect();
  expect((await shown(stack, reservation)).status).toBe('cancelled');
  expect(await toldOwner(reservation)).toEqual([]);
});

test('a balance whose payment fails on the last day is told to the owner too', async () => {
  const reservation = await sharePaid(2);
  daysBefore(reservation, 1.2);
  const ref = await payDelayed(stack, 'stripe', reservation);
  daysBefore(reservation, 0.9);
  await collect();
  await decide(stack, 'stripe', ref, false);
  await collect();
  expect(await toldOwner(reservation)).toEqual(['owner-balance-in-process', 'owner-balance-unpaid']);
});

test('a balance that no way here can take is told to the owner, asked of nobody, and cancels nothing', async () => {
  const reservation = await sharePaid(10);
  // Thirty cents are left: less than can be paid.
  await stack.database.query(
    'update reservations r set credited_minor = r.total_minor - (select m.paid_minor from reservation_money(r) m) - 30 where id = $1',
    [reservation.id],
  );
  await stack.database.query(`delete from outbox where subject_id = $1`, [reservation.id]);
  for (const day of [16, 9, 5, 0.5]) {
    daysBefore(reservation, day);
    await collect();
  }
  expect((await shown(stack, reservation)).status).toBe('confirmed');
  expect(await messagesAbout(stack, reservation.id)).toEqual(['owner-balance-unpayable']);
});
