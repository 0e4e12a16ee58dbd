import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { cancellationChoicesSchema } from '../../../src/workflows/desk/staff-cancellation.ts';
import { staff } from '../../support/account/staff.ts';
import { bodyOf, newClient, settledAll } from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { ask, bookAtDesk } from '../../support/booking/desk.ts';
import { unbalancedTransactions } from '../../support/booking/settled-state.ts';
import { runs } from '../../support/harness/seeded-property.ts';
import { useStack } from '../../support/harness/stack.ts';
import { quietMails } from '../../support/message/quiet-outbox.ts';

const stack = useStack();
beforeAll(() => quietMails(stack));

const stories = fc.record({
  total: fc.integer({ min: 0, max: 300_000 }),
  taken: fc.array(fc.integer({ min: 1, max: 200_000 }), { maxLength: 4 }),
  back: fc.option(
    fc.oneof(
      fc.constantFrom('all', 'none', 'policy').map((refund) => ({ refund, share: 0 })),
      fc.double({ min: 0, max: 1.2, noNaN: true }).map((share) => ({ refund: 'amount', share })),
    ),
  ),
});

const accounts = async (id: string) => {
  const { rows } = await stack.database.query<{ account: string; balance: number }>(
    `select split_part(account, ':', 1) as account, sum(amount_minor)::float8 as balance from ledger_entries e
     join ledger_transactions t on t.id = e.transaction_id where t.reservation_id = $1 group by 1`,
    [id],
  );
  return Object.fromEntries(rows.map(({ account, balance }) => [account, balance]));
};

/** Gives back by hand all that waits for it. */
async function giveBack(id: string): Promise<number> {
  const { rows } = await stack.database.query<{ id: string; payment: string; amount: number }>(
    `select f.id, f.payment_id as payment, f.amount_minor::int as amount from refunds f join payments p on p.id = f.payment_id
     where p.reservation_id = $1 and f.status = 'pending'`,
    [id],
  );
  for (const refund of rows)
    await stack.call(`/payments/${refund.payment}/refunds/${refund.id}/sent`, {
      body: {},
      headers: staff,
      from: newClient(),
    });
  return rows.reduce((sum, { amount }) => sum + amount, 0);
}

test('whatever the price of our own, what cash is taken and what is given back: books, till and statement agree to the unit', async () => {
  const { wish } = await cloneItem(stack, { units: 400 });
  const property = fc.asyncProperty(stories, async ({ total, taken, back }) => {
    const own = { ownTotal: { amount: total, currency: 'EUR' }, reason: 'for the test' };
    const { reservation } = await bookAtDesk(stack, wish, {}, own);
    const { id } = reservation;
    for (const amount of taken)
      expect((await ask(stack, `/reservations/${id}/cash`, { amount, currency: 'EUR' })).status).toBe(201);
    // What is beyond the price goes back at once, so that much at most is paid.
    const collected = taken.reduce((sum, amount) => sum + amount, 0);
    let paid = Math.min(total, collected);
    let kept = total;
    if (back) {
      const choices = bodyOf(
        await stack.call(`/reservations/${id}/staff-cancellations`, { headers: staff, from: newClient() }),
        200,
        cancellationChoicesSchema,
      );
      expect(choices.all.amount).toBe(paid);
      const amount = Math.round(paid * back.share);
      const answer = await ask(stack, `/reservations/${id}/staff-cancellations`, {
        refund: back.refund,
        reason: 'for the test',
        ...(back.refund === 'amount' ? { amount } : {}),
      });
      expect(answer.status).toBe(back.refund === 'amount' && amount > paid ? 422 : 200);
      if (answer.status === 200) {
        paid -= { all: paid, none: 0, policy: choices.policy.amount, amount }[back.refund] ?? 0;
        kept = paid;
      }
    }
    await settledAll(stack);
    const given = await giveBack(id);
    const booked = await accounts(id);
    expect(booked.cash ?? 0).toBe(collected - given);
    expect(booked.cash ?? 0).toBe(paid);
    expect(booked['guest-receivables'] ?? 0).toBe(kept - paid);
    expect(booked.refunds ?? 0).toBe(0);
    expect(booked.promotions ?? 0).toBe(0);
    expect((booked.revenue ?? 0) + (booked.tax ?? 0) + (booked['tourist-tax'] ?? 0)).toBe(0 - kept);
    expect(await unbalancedTransactions(stack)).toEqual([]);
  });
  await fc.assert(property, runs(15));
});
