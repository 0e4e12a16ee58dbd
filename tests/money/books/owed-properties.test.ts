import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import collectBalances from '../../../netlify/functions/scheduled/collect-balances.ts';
import { issuedCreditSchema } from '../../../src/credit/issue-credit.ts';
import { staff } from '../../support/account/staff.ts';
import {
  authorized,
  bodyOf,
  type CreatedReservation,
  newClient,
  reserve,
} from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { unbalancedTransactions } from '../../support/booking/settled-state.ts';
import { fireSchedule } from '../../support/harness/fire-schedule.ts';
import { wireRuns } from '../../support/harness/seeded-property.ts';
import { countTo, sized } from '../../support/harness/size.ts';
import { useStack } from '../../support/harness/stack.ts';
import { quietMails } from '../../support/message/quiet-outbox.ts';
import { said } from '../../support/payment/at-provider.ts';

const stack = useStack();
beforeAll(() => quietMails(stack));

const times = 8;
const tell = countTo(sized(times));
const hundredths = fc.integer({ min: 1, max: 100 });

/** Money that moved, of a payment that is named by its number: as many hundredths of what is there to be moved. */
const move = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('payment' as const), hundredths }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('credit' as const), hundredths }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('refund' as const),
      of: fc.nat(5),
      hundredths,
      by: fc.constantFrom('provider', 'staff', 'overpayment'),
      end: fc.constantFrom('pending', 'succeeded', 'failed'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('dispute' as const),
      of: fc.nat(5),
      hundredths,
      end: fc.constantFrom('inquiry', 'needs-response', 'under-review', 'won', 'lost', 'lost'),
    }),
  },
);
type Move = typeof move extends fc.Arbitrary<infer T> ? T : never;

const story = fc.record({
  /** Whether a share alone confirms it. */
  inTwo: fc.boolean(),
  policy: fc.constantFrom('flexible', 'moderate'),
  held: fc.array(move, { maxLength: 5 }),
  confirms: fc.boolean(),
  confirmed: fc.array(move, { maxLength: 5 }),
  hoursBefore: fc.constantFrom(20, 400),
});

const sql = async <T extends object>(text: string, values: unknown[]) =>
  (await stack.database.query<T>(text, values)).rows;

/** As much of an amount, in whole euros, so that what is left can be paid. */
const part = (amount: number, ofHundred: number) =>
  Math.floor((Math.floor(amount / 100) * ofHundred) / 100) * 100;

/** By transfer, since what no provider can send back waits for a person: nothing moves beside what is tried. */
async function pays(reservation: CreatedReservation, amount: number): Promise<void> {
  await sql(
    `insert into payments (id, reservation_id, provider, provider_ref, purpose, amount_minor, currency, status, captured_minor, created_at, changed_at)
     values ($1, $2, 'transfer', $1, 'booking', $3, 'EUR', 'succeeded', $3, $4, $4)`,
    [`pay_${randomUUID()}`, reservation.id, amount, stack.clock.now()],
  );
}

async function moves(reservation: CreatedReservation, one: Move): Promise<void> {
  const at = stack.clock.now();
  const { due } = await said(stack, reservation);
  if (one.kind === 'payment' || one.kind === 'credit') {
    const amount = part(due, one.hundredths);
    if (amount === 0) return;
    if (one.kind === 'payment') return pays(reservation, amount);
    const body = { kind: 'gift-card', amount, currency: 'EUR', note: 'sold at the desk' };
    const issued = await stack.call('/credits', { body, headers: staff, from: newClient() });
    const { code } = bodyOf(issued, 201, issuedCreditSchema);
    const lent = await stack.call(`/reservations/${reservation.id}/credit`, {
      body: { code },
      headers: authorized(reservation),
      from: newClient(),
    });
    expect(lent.status, lent.text).toBe(200);
    return;
  }
  const payments = await sql<{ id: string; collected: number; left: number }>(
    `select id, captured_minor::float8 as collected, (captured_minor - refunding_minor - disputed_minor)::float8 as left
     from payments where reservation_id = $1 and captured_minor > 0 and provider = 'transfer' order by created_at, id`,
    [reservation.id],
  );
  const payment = payments[one.of % Math.max(1, payments.length)];
  // A dispute may be about what has gone back already; a refund may not.
  const amount = payment
    ? part(one.kind === 'dispute' ? payment.collected : payment.left, one.hundredths)
    : 0;
  if (!payment || amount <= 0) return;
  if (one.kind === 'dispute') {
    await sql(
      `insert into disputes (id, payment_id, provider, provider_ref, amount_minor, currency, status, status_order, reason, created_at, changed_at)
       values ($1, $2, 'stripe', $1, $3, 'EUR', $4, '', 'fraudulent', $5, $5)`,
      [`dsp_${randomUUID()}`, payment.id, amount, one.end, at],
    );
    return;
  }
  if (one.by === 'staff') {
    const answer = await stack.call(`/payments/${payment.id}/refunds`, {
      body: { amount, reason: 'the pool was closed' },
      headers: { ...staff, 'Idempotency-Key': randomUUID() },
      from: newClient(),
    });
    expect(answer.status, answer.text).toBe(202);
    return;
  }
  await sql(
    `insert into refunds (id, payment_id, amount_minor, currency, reason, requested_by, status, created_at, changed_at)
     values ($1, $2, $3, 'EUR', $4, 'system', 'pending', $5, $5)`,
    [`rfd_${randomUUID()}`, payment.id, amount, one.by, at],
  );
  if (one.end !== 'pending')
    await sql(
      `update refunds set status = $2 where payment_id = $1 and status = 'pending' and reason <> 'staff'`,
      [payment.id, one.end],
    );
}

/** What is to be paid next, which all that ask for it or reckon with it must say alike; and that the ledger says so too. */
async function agreed(reservation: CreatedReservation) {
  const one = await said(stack, reservation);
  expect(one.asked, 'what the way to pay asks for').toBe(one.due);
  const [books] = await sql<{ sold: number; needed: number }>(
    `select (case when confirmed_at is null then 0 else total_minor - credited_minor end)::float8 as sold,
       coalesce(due_now_minor, total_minor)::float8 as needed from reservations where id = $1`,
    [reservation.id],
  );
  expect(one.balance, 'what the ledger says that the guest owes').toBe((books?.sold ?? 0) - one.paid);
  if (one.status === 'confirmed')
    expect(one.due, 'what the page asks for').toBe(Math.max(0, Math.min(books?.sold ?? 0, one.balance)));
  return { ...one, needed: books?.needed ?? 0 };
}

/** A transfer of an amount arrives. Answers what of it goes back at once. */
async function arrives(reservation: CreatedReservation, amount: number): Promise<number> {
  const answer = await stack.call(`/reservations/${reservation.id}/transfers`, {
    body: { reference: randomUUID(), amount, currency: 'EUR' },
    headers: staff,
    from: newClient(),
  });
  expect([200, 201], answer.text).toContain(answer.status);
  return (answer.json() as { returned: { amount: number } }).returned.amount; // as documented
}

async function confirms(reservation: CreatedReservation): Promise<void> {
  const { due } = await agreed(reservation);
  if (due > 100) {
    expect(await arrives(reservation, due - 100), 'what goes back of a share').toBe(0);
    expect(await agreed(reservation)).toMatchObject({ status: 'held', due: 100 });
  }
  if (due > 0)
    expect(await arrives(reservation, due > 100 ? 100 : due), 'what goes back of the rest').toBe(0);
  // All there is was moved by nobody who confirms.
  else
    await sql(
      `update reservations set status = 'confirmed', confirmed_at = $2, changed_at = $2 where id = $1`,
      [reservation.id, stack.clock.now()],
    );
  expect(await agreed(reservation)).toMatchObject({ status: 'confirmed' });
}

/** The schedule, within a day of the start and an hour after the balance was due, tells the owner what is unpaid. */
async function schedule(reservation: CreatedReservation, due: number): Promise<void> {
  const start = Date.parse(reservation.startsAt);
  const now = stack.clock.now();
  await sql(`update reservations set balance_due_at = $2 where id = $1`, [
    reservation.id,
    new Date(start - 21 * 3_600_000),
  ]);
  stack.clock.set(new Date(start - 20 * 3_600_000).toISOString());
  expect(await fireSchedule(stack, collectBalances)).toBe(204);
  stack.clock.set(now.toISOString());
  const told = await sql(
    `select template, (details->>'amountMinor')::int as amount from outbox where subject_id = $1 and (template like 'owner-balance-%' or template = 'guest-balance-reminder') order by 1`,
    [reservation.id],
  );
  const toPay = [
    { template: 'guest-balance-reminder', amount: null },
    { template: 'owner-balance-unpaid', amount: due },
  ];
  expect(told, 'what the schedule tells').toEqual(due > 0 ? toPay : []);
}

async function cancels(reservation: CreatedReservation): Promise<void> {
  const call = async (path: string, method = 'GET') => {
    const answer = await stack.call(`/reservations/${reservation.id}${path}`, {
      method,
      headers: authorized(reservation),
      from: newClient(),
    });
    expect(answer.status, answer.text).toBe(200);
    return answer.json() as Record<
      'paid' | 'refund' | 'refundDue' | 'refunded' | 'refundWaiting',
      { amount: number }
    >; // its money
  };
  const before = await call('');
  const preview = await call('/cancellation');
  const after = await call('/cancel', 'POST');
  const goes = (one: typeof before) => one.refundDue.amount + one.refunded.amount;
  expect(goes(after) - goes(before), 'what goes back at once').toBe(preview.refund.amount);
  expect(after.refundWaiting.amount, 'what waits for a dispute').toBe(preview.refundWaiting.amount);
  expect(await agreed(reservation)).toMatchObject({ status: 'cancelled', due: 0 });
}

test('after any payments, refunds, credits and disputes the page, the way to pay, the schedule, the confirmation, the cancellation and the ledger agree', async () => {
  await fc.assert(
    fc.asyncProperty(
      story,
      async ({ inTwo, policy, held, confirms: isConfirmed, confirmed, hoursBefore }) => {
        stack.clock.set('2027-03-01T09:00:00Z');
        const plan = inTwo ? { due_now_basis_points: 3000, balance_due_days: 10 } : {};
        const { wish } = await cloneItem(stack, { columns: { ...plan, policy_code: policy } });
        const reservation = await reserve(stack, wish);
        const status = async () => (await agreed(reservation)).status;
        for (const one of held) if ((await status()) === 'held') await moves(reservation, one);
        stack.clock.advance({ minutes: 1 });
        if (isConfirmed || (await status()) === 'confirmed') {
          if ((await status()) === 'held') await confirms(reservation);
          stack.clock.advance({ minutes: 1 });
          for (const one of confirmed) await moves(reservation, one);
          const { due } = await agreed(reservation);
          await schedule(reservation, due);
          stack.clock.set(new Date(Date.parse(reservation.startsAt) - hoursBefore * 3_600_000).toISOString());
        }
        await cancels(reservation);
        expect(await unbalancedTransactions(stack)).toEqual([]);
        tell();
      },
    ),
    wireRuns(times),
  );
});
