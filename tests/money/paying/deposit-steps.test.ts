import { afterEach, expect, test } from 'vitest';
import makeProviderCalls from '../../../netlify/functions/scheduled/make-provider-calls.ts';
import keepDeposits from '../../../netlify/functions/scheduled/sync-deposits.ts';
import { limitsOf } from '../../../src/platform/money/provider-limits.ts';
import { staff } from '../../support/account/staff.ts';
import { type CreatedReservation, newClient, settledAll } from '../../support/booking/booking.ts';
import { unbalancedTransactions } from '../../support/booking/settled-state.ts';
import { fireSchedule } from '../../support/harness/fire-schedule.ts';
import { useStack } from '../../support/harness/stack.ts';
import { expectRefusal } from '../../support/http/refusal.ts';
import type { Provider } from '../../support/payment/at-provider.ts';
import { paidThrough } from '../../support/payment/paid-through.ts';

const stack = useStack();
afterEach(async () => {
  expect(await unbalancedTransactions(stack)).toEqual([]);
});

async function deposit({ id }: CreatedReservation) {
  const { rows } = await stack.database.query(
    `select d.status, d.amount_minor::float8 as amount, d.captured_minor::float8 as captured, p.provider, p.status as hold
     from security_deposits d left join payments p on p.id = d.payment_id where d.reservation_id = $1`,
    [id],
  );
  return rows[0];
}

async function keep(): Promise<void> {
  expect(await fireSchedule(stack, keepDeposits)).toBe(204);
  expect(await fireSchedule(stack, makeProviderCalls)).toBe(204);
  await settledAll(stack);
}

const take = ({ id }: CreatedReservation, amount: number) =>
  stack.call(`/security-deposits/${id}/capture`, {
    body: { amount, reason: 'a broken vase', evidenceNote: 'photographs 1 to 3' },
    headers: staff,
    from: newClient(),
  });

/** Providers and currencies whose step is more than the minor unit, a part that falls between two steps, and one on a step. */
const coarse: readonly [Provider, string, number][] = [
  ['paypal', 'HUF', 123_450],
  ['paypal', 'TWD', 123_401],
  ['stripe', 'HUF', 123_450],
  ['stripe', 'KWD', 12_345],
  ['stripe', 'TND', 23_456],
  ['stripe', 'ISK', 123_456],
  ['stripe', 'UGX', 123_456],
  ['stripe', 'JPY', 12_345],
];

test.each(coarse)(
  'at %s in %s the part that is taken of a deposit is one that can be moved, and what cannot is refused at its field and takes nothing',
  async (provider, currency, between) => {
    const limits = limitsOf(provider, currency);
    const step = limits?.step ?? Number.NaN;
    const part = Math.floor(between / step) * step;
    // One payment of each of these currencies can be so much.
    const columns = { currency, rate_minor: 500_000, security_deposit_minor: 400_000 };
    const { reservation } = await paidThrough(stack, provider, columns);
    await stack.database.query('update security_deposits set authorize_at = $2 where reservation_id = $1', [
      reservation.id,
      stack.clock.now(),
    ]);
    await keep();
    expect(await deposit(reservation)).toMatchObject({ status: 'authorized', provider, hold: 'authorized' });
    const untakeable = [...(part === between ? [] : [between]), ...(limits && limits.least > 1 ? [1] : [])];
    for (const amount of untakeable) {
      const refusal = expectRefusal(await take(reservation, amount), 422, 'validation-failed');
      expect(refusal.errors).toMatchObject([{ field: 'amount' }]);
      expect(await deposit(reservation)).toMatchObject({ status: 'authorized', captured: 0 });
    }
    const answer = await take(reservation, part);
    expect(answer.status, answer.text).toBe(202);
    await keep();
    expect(await deposit(reservation)).toMatchObject({
      status: 'captured',
      captured: part,
      hold: 'succeeded',
    });
  },
);
