import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { staff } from '../../support/account/staff.ts';
import { authorized, type CreatedReservation, newClient, reserve } from '../../support/booking/booking.ts';
import { booksOf, postChange, preview } from '../../support/booking/changes.ts';
import { cloneItem, localDate } from '../../support/booking/cloned-item.ts';
import { unbalancedTransactions } from '../../support/booking/settled-state.ts';
import { wireRuns } from '../../support/harness/seeded-property.ts';
import { countTo, sized } from '../../support/harness/size.ts';
import { useStack } from '../../support/harness/stack.ts';
import { quietMails } from '../../support/message/quiet-outbox.ts';
import { said } from '../../support/payment/at-provider.ts';

const stack = useStack();
beforeAll(() => quietMails(stack));

const times = 10;
const tell = countTo(sized(times));
const hundredths = fc.integer({ min: 1, max: 100 });

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('change' as const),
      from: fc.integer({ min: 20, max: 60 }),
      nights: fc.integer({ min: 1, max: 6 }),
      item: fc.nat(2),
      isUnchanged: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('payment' as const), hundredths }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('refund' as const), hundredths, of: fc.nat(5) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('at provider' as const),
      hundredths,
      of: fc.nat(5),
      end: fc.constantFrom('refunded', 'refund failed', 'lost', 'won', 'open'),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const sql = async <T extends object>(text: string, values: unknown[]) =>
  (await stack.database.query<T>(text, values)).rows;
/** As much of an amount, in whole euros. */
const part = (amount: number, ofHundred: number) =>
  Math.floor((Math.floor(amount / 100) * ofHundred) / 100) * 100;

async function expectWhole(reservation: CreatedReservation, after: string): Promise<void> {
  const books = await booksOf(stack, reservation);
  expect(books.ledger, `what the ledger sold after ${after}`).toBe(books.sold);
  expect(books.invoiced, `what documents come to after ${after}`).toBe(books.sold);
  expect(books.occupied, `the time that is taken after ${after}`).toBe(books.period);
  const one = await said(stack, reservation);
  expect(one.balance, `the statement after ${after}`).toBe(books.sold - one.paid);
  expect(one.asked, `what the way to pay asks for after ${after}`).toBe(one.due);
  if (one.status === 'confirmed')
    expect(one.due, `what is due after ${after}`).toBe(Math.max(0, Math.min(books.sold, one.balance)));
  const [over] = await sql(
    'select from payments where reservation_id = $1 and refunding_minor > captured_minor',
    [reservation.id],
  );
  expect(over, `refunded more than captured after ${after}`).toBeUndefined();
}

async function arrives(reservation: CreatedReservation, amount: number): Promise<void> {
  const answer = await stack.call(`/reservations/${reservation.id}/transfers`, {
    body: { reference: randomUUID(), amount, currency: 'EUR' },
    headers: staff,
    from: newClient(),
  });
  expect([200, 201], answer.text).toContain(answer.status);
}

async function does(reservation: CreatedReservation, slugs: readonly string[], one: Step): Promise<void> {
  if (one.kind === 'change') {
    const from = localDate(stack.clock.now(), one.from);
    const to = localDate(stack.clock.now(), one.from + one.nights);
    const { nights } = await booked(reservation);
    const price = one.isUnchanged && nights === one.nights ? 'unchanged' : 'computed';
    const item = slugs[one.item];
    const seen = await preview(stack, reservation, { from, to, item, price });
    const answer = await postChange(stack, reservation, seen.change);
    expect(answer.status, answer.text).toBe(201);
    const { change, reservation: after } = Object(answer.json());
    // What cannot go back now, since a dispute withholds it, does later.
    const [held] = await sql<{ minor: number }>(
      'select coalesce(sum(disputed_minor), 0)::float8 as minor from payments where reservation_id = $1',
      [reservation.id],
    );
    if (held?.minor === 0) expect(change.refund).toEqual(seen.refund);
    expect(change.refund.amount).toBeLessThanOrEqual(seen.refund.amount);
    const { amountDue, amountDueAt, difference, price: left, total } = seen;
    expect(change).toMatchObject({ difference, amountDue, after: { price: left, total } });
    if (after.status === 'confirmed') expect(change.amountDueAt).toBe(amountDueAt);
    else expect(change.amountDueAt).toBeNull();
    expect(after.total).toEqual(total);
    return;
  }
  if (one.kind === 'payment') {
    const { due } = await said(stack, reservation);
    const amount = part(due, one.hundredths);
    return amount > 0 ? arrives(reservation, amount) : undefined;
  }
  const payments = await sql<{ id: string; left: number }>(
    `select id, (captured_minor - refunding_minor - disputed_minor)::float8 as left from payments
     where reservation_id = $1 and captured_minor > 0 order by created_at, id`,
    [reservation.id],
  );
  const payment = payments[one.of % Math.max(1, payments.length)];
  const amount = part(payment?.left ?? 0, one.hundredths);
  if (!payment || amount <= 0) return;
  if (one.kind === 'refund') {
    const answer = await stack.call(`/payments/${payment.id}/refunds`, {
      body: { amount, reason: 'the pool was closed' },
      headers: { ...staff, 'Idempotency-Key': randomUUID() },
      from: newClient(),
    });
    expect(answer.status, answer.text).toBe(202);
    return;
  }
  const [id, at] = [randomUUID(), stack.clock.now()];
  if (one.end === 'refunded' || one.end === 'refund failed') {
    await sql(
      `insert into refunds (id, payment_id, amount_minor, currency, reason, requested_by, status, created_at, changed_at)
       values ($1, $2, $3, 'EUR', 'provider', 'stripe', 'succeeded', $4, $4)`,
      [`rfd_${id}`, payment.id, amount, at],
    );
    if (one.end === 'refund failed')
      await sql(`update refunds set status = 'failed', changed_at = $2 where id = $1`, [`rfd_${id}`, at]);
    return;
  }
  await sql(
    `insert into disputes (id, payment_id, provider, provider_ref, amount_minor, currency, status, status_order, reason, created_at, changed_at)
     values ($1, $2, 'stripe', $1, $3, 'EUR', $4, '', 'fraudulent', $5, $5)`,
    [`dsp_${id}`, payment.id, amount, one.end === 'open' ? 'needs-response' : one.end, at],
  );
}

async function booked({ id }: CreatedReservation): Promise<{ nights: number }> {
  const [row] = await sql<{ nights: number }>(
    `select (quote -> 'lines' -> 0 ->> 'quantity')::float8 as nights from reservations where id = $1`,
    [id],
  );
  return row ?? { nights: 0 };
}

test('after any changes, payments, refunds and disputes the books balance, documents add up to what is sold, and the time taken is that of the row', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        inTwo: fc.boolean(),
        steps: fc.array(step, { minLength: 2, maxLength: 9 }),
        cancels: fc.boolean(),
      }),
      async ({ inTwo, steps, cancels }) => {
        stack.clock.set('2027-03-01T09:00:00Z');
        const plan = inTwo ? { due_now_basis_points: 3000, balance_due_days: 10 } : {};
        const own = await cloneItem(stack, { columns: plan });
        const dear = await cloneItem(stack, { columns: { rate_minor: 77_700, category: 'yacht' } });
        const cheap = await cloneItem(stack, { columns: { rate_minor: 5_500, security_deposit_minor: 0 } });
        const reservation = await reserve(stack, own.wish);
        for (const one of steps) {
          await does(reservation, [own.slug, dear.slug, cheap.slug], one);
          await expectWhole(reservation, JSON.stringify(one));
          stack.clock.advance({ minutes: 1 });
        }
        if (cancels) {
          const answer = await stack.call(`/reservations/${reservation.id}/cancel`, {
            method: 'POST',
            headers: authorized(reservation),
            from: newClient(),
          });
          expect(answer.status, answer.text).toBe(200);
          await expectWhole(reservation, 'the cancellation');
        }
        expect(await unbalancedTransactions(stack)).toEqual([]);
        tell();
      },
    ),
    wireRuns(times),
  );
});
