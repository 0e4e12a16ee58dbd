import { expect, test } from 'vitest';
import {
  approve,
  type CreatedReservation,
  openPayment,
  openPaypalPayment,
  pay,
  reserve,
  settledAll,
} from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { useStack } from '../../support/harness/stack.ts';
import { both, type Provider } from '../../support/payment/at-provider.ts';
import { shown } from '../../support/payment/slow-payment.ts';

const stack = useStack({ variables: { INSTANT_PAYMENT_ONLY: 'yes' } });

/** The buttons of a provider's page. */
async function offeredAt(address: string): Promise<string[]> {
  const page = await (await fetch(address)).text();
  return [...page.matchAll(/name="outcome" value="(\w+)"/g)].map(([, outcome = '']) => outcome);
}

/** Tries a method that takes days for what is due now, which the provider does not let pass, and then pays at once. */
async function payAtOnceAlone(provider: Provider, reservation: CreatedReservation): Promise<void> {
  if (provider === 'stripe') {
    const { intentId } = await openPayment(stack, reservation);
    expect(() => stack.stripe.pay(intentId, 'processing')).toThrow(/excluded/);
    await pay(stack, intentId);
  } else {
    const { orderId } = await openPaypalPayment(stack, reservation);
    const offered = await offeredAt(`${stack.paypal.url}/checkoutnow?token=${orderId}`);
    expect(offered).toEqual(['success', 'declined', 'cancel']);
    expect(() => stack.paypal.approve(orderId, 'pending')).toThrow(/immediate/);
    await approve(stack, orderId);
  }
  await settledAll(stack);
}

/** The item asks for nothing of the kind itself. */
const plans: readonly [string, Readonly<Record<string, unknown>>][] = [
  ['the whole price', { security_deposit_minor: 0 }],
  ['a price with a deposit, whose method is kept', { security_deposit_minor: 40_000 }],
  ['a first part and then the balance', { due_now_basis_points: 3000, balance_due_days: 10 }],
];

test.each(both.flatMap((provider) => plans.map(([what, columns]) => ({ provider, what, columns }))))(
  'where the owner takes instant methods only, $provider lets nothing slower pay $what',
  async ({ provider, columns }) => {
    const reservation = await reserve(stack, (await cloneItem(stack, { columns })).wish);
    await payAtOnceAlone(provider, reservation);
    const confirmed = await shown(stack, reservation);
    expect(confirmed).toMatchObject({ status: 'confirmed', paymentInProcess: null });
    if (confirmed.amountDue.amount === 0) return;
    await payAtOnceAlone(provider, reservation);
    expect(await shown(stack, reservation)).toMatchObject({
      amountDue: { amount: 0 },
      paymentInProcess: null,
    });
  },
);
