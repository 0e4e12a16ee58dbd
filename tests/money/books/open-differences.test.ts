import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, expect, test } from 'vitest';
import makeProviderCalls from '../../../netlify/functions/scheduled/make-provider-calls.ts';
import reconcile from '../../../netlify/functions/scheduled/reconcile.ts';
import { staff } from '../../support/account/staff.ts';
import { newClient, settledAll } from '../../support/booking/booking.ts';
import { unbalancedTransactions } from '../../support/booking/settled-state.ts';
import { fireSchedule } from '../../support/harness/fire-schedule.ts';
import { useStack } from '../../support/harness/stack.ts';
import { quietMails } from '../../support/message/quiet-outbox.ts';
import { booked, both, refundAtProvider } from '../../support/payment/at-provider.ts';

const stack = useStack();
beforeAll(() => quietMails(stack));
afterEach(async () => {
  expect(await unbalancedTransactions(stack)).toEqual([]);
});

async function openAbout(paymentId: string): Promise<number> {
  const { rowCount } = await stack.database.query(
    `select from reconciliation_differences where payment_id = $1 and kind = 'refund' and resolved_at is null`,
    [paymentId],
  );
  return rowCount ?? 0;
}

async function refundsOf(paymentId: string): Promise<string[]> {
  const { rows } = await stack.database.query<{ reason: string; status: string }>(
    'select reason, status from refunds where payment_id = $1 order by created_at',
    [paymentId],
  );
  return rows.map(({ reason, status }) => `${reason} ${status}`);
}

const routes = { stripe: 'POST /v1/refunds', paypal: 'POST /v2/payments/captures/:id/refund' } as const;

test.each(both)(
  'a refund of the dashboard at %s that does not fit beside ours is compared again for days, open until ours has failed, and is booked then',
  async (provider) => {
    const { reservation, id, ref } = await booked(stack, provider);
    const { amount } = reservation.total;
    const away = { effect: 'before', answer: 'error' } as const;
    if (provider === 'stripe')
      stack.stripe.chaos({ drop: 'all', apiFault: { ...away, route: routes.stripe } });
    else stack.paypal.chaos({ drop: 'all', apiFault: { ...away, route: routes.paypal } });
    const asked = await stack.call(`/payments/${id}/refunds`, {
      body: { amount, reason: 'for the test' },
      headers: { ...staff, 'Idempotency-Key': randomUUID() },
      from: newClient(),
    });
    expect(asked.status, asked.text).toBe(202);
    await settledAll(stack);
    await refundAtProvider(stack, provider, ref, amount);
    // For longer than a list overlaps with the one before it.
    for (const hours of [1, 1, 6, 12, 24, 24]) {
      stack.clock.advance({ hours });
      expect(await fireSchedule(stack, reconcile)).toBe(204);
      expect(await refundsOf(id)).toEqual(['staff pending']);
      expect(await openAbout(id)).toBe(1);
    }
    stack[provider].chaos({ apiFault: null });
    stack.clock.advance({ hours: 7 });
    expect(await fireSchedule(stack, makeProviderCalls)).toBe(204);
    await settledAll(stack);
    expect(await refundsOf(id)).toEqual(['staff failed']);
    expect(await fireSchedule(stack, reconcile)).toBe(204);
    expect(await refundsOf(id)).toEqual(['staff failed', 'provider succeeded']);
    stack[provider].chaos({ drop: [] });
  },
);
