import { expect, test } from 'vitest';
import { reserve } from '../../support/booking/booking.ts';
import { booksOf, change } from '../../support/booking/changes.ts';
import { cloneItem, localDate } from '../../support/booking/cloned-item.ts';
import { useStack } from '../../support/harness/stack.ts';
import { openDispute, payDue, said } from '../../support/payment/at-provider.ts';

const stack = useStack();
const day = (days: number) => localDate(stack.clock.now(), days);

test.each(['won', 'lost'] as const)(
  'of a cheaper stay what a dispute withholds waits for its end: %s',
  async (outcome) => {
    const { wish } = await cloneItem(stack);
    const reservation = await reserve(stack, { ...wish, to: day(33) });
    const { ref } = await payDue(stack, 'stripe', reservation);
    const total = reservation.total.amount;
    const night = total / 3;
    // Half a night can go back at once.
    const end = await openDispute(stack, 'stripe', ref, total - night / 2);
    const { change: made, preview } = await change(stack, reservation, { to: day(32) });
    expect(preview.refund.amount).toBe(night);
    expect(made.refund.amount).toBe(night / 2);
    await end(outcome);
    const now = await said(stack, reservation);
    const books = await booksOf(stack, reservation);
    expect(books).toMatchObject({ ledger: books.sold, invoiced: books.sold });
    expect(now.balance).toBe(books.sold - now.paid);
    // Won, two nights are sold and paid; lost, what the dispute took is conceded.
    expect({ sold: books.sold, paid: now.paid, due: now.due }).toEqual(
      outcome === 'won' ? { sold: 2 * night, paid: 2 * night, due: 0 } : { sold: 0, paid: 0, due: 0 },
    );
  },
);
