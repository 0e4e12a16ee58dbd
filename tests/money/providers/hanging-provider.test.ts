import { beforeAll, beforeEach, expect, test } from 'vitest';
import reconcile from '../../../netlify/functions/scheduled/reconcile.ts';
import {
  approve,
  openPayment,
  openPaypalPayment,
  pay,
  reserve,
  settledAll,
} from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { reservationState, unbalancedTransactions } from '../../support/booking/settled-state.ts';
import { fireSchedule } from '../../support/harness/fire-schedule.ts';
import { useStack } from '../../support/harness/stack.ts';
import { quietMails } from '../../support/message/quiet-outbox.ts';

// A call to a provider that hangs gives up after the test has: whatever waits for one is red.
const stack = useStack({ parts: { providerTimeoutMs: 1_200_000, lookUpTimeoutMs: 1_000 } });
beforeAll(() => quietMails(stack));
beforeEach(() => {
  stack.stripe.chaos({ apiFault: null });
  stack.paypal.chaos({ apiFault: null });
});

const hang = { apiFault: { effect: 'before', answer: 'hang' } } as const;

async function refundsOf(paymentId: string) {
  const { rows } = await stack.database.query(
    'select amount_minor::int as amount, reason, status from refunds where payment_id = $1',
    [paymentId],
  );
  return rows;
}

test('a signed success is stored, applied and answered while Stripe hangs', async () => {
  const reservation = await reserve(stack, (await cloneItem(stack)).wish);
  const { intentId } = await openPayment(stack, reservation);
  await stack.functions.settled();
  stack.stripe.chaos({ ...hang, drop: ['charge.succeeded', 'charge.updated'] });
  stack.stripe.pay(intentId, 'success');
  await expect.poll(async () => (await reservationState(stack, reservation.id)).status).toBe('confirmed');
  stack.stripe.chaos({ apiFault: null, drop: [] });
  await settledAll(stack);
});

test.each(['stripe', 'paypal'] as const)(
  'the event of a refund made in the dashboard is stored while %s hangs, and the refund booked once it answers',
  async (provider) => {
    const reservation = await reserve(stack, (await cloneItem(stack)).wish);
    let id: string;
    let ref: string;
    if (provider === 'stripe') {
      const opened = await openPayment(stack, reservation);
      await pay(stack, opened.intentId);
      [id, ref] = [opened.id, opened.intentId];
    } else {
      const opened = await openPaypalPayment(stack, reservation);
      await approve(stack, opened.orderId);
      [id, ref] = [opened.id, stack.paypal.capturesOf(opened.orderId)[0] ?? ''];
    }
    await settledAll(stack);
    const events = async () => {
      const type = provider === 'stripe' ? 'refund.created' : 'PAYMENT.CAPTURE.REFUNDED';
      const { rows } = await stack.database.query(
        'select count(*)::int as count from payment_events where type = $1',
        [type],
      );
      return rows[0].count as number;
    };
    const before = await events();
    if (provider === 'stripe') {
      stack.stripe.chaos(hang);
      stack.stripe.refundInDashboard(ref, 700);
    } else {
      stack.paypal.chaos(hang);
      stack.paypal.refundInDashboard(ref, { currency_code: 'EUR', value: '7.00' });
    }
    await expect.poll(events).toBeGreaterThan(before);
    stack.stripe.chaos({ apiFault: null });
    stack.paypal.chaos({ apiFault: null });
    await settledAll(stack);
    expect(await fireSchedule(stack, reconcile)).toBe(204);
    expect(await refundsOf(id)).toEqual([{ amount: 700, reason: 'provider', status: 'succeeded' }]);
    expect(await unbalancedTransactions(stack)).toEqual([]);
  },
);
