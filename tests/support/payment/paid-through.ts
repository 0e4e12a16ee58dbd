import { approve, openPayment, openPaypalPayment, pay, reserve, settledAll } from '../booking/booking.ts';
import { cloneItem } from '../booking/cloned-item.ts';
import type { Stack } from '../harness/stack.ts';

/** A reservation of an item of its own that is paid through the provider, with what names the payment there. */
export async function paidThrough(
  stack: Stack,
  provider: 'stripe' | 'paypal',
  columns: Record<string, unknown> = {},
  outcome: Parameters<typeof pay>[2] = 'success',
) {
  const reservation = await reserve(stack, (await cloneItem(stack, { columns })).wish);
  if (provider === 'stripe') {
    const { id, intentId } = await openPayment(stack, reservation);
    await pay(stack, intentId, outcome);
    await settledAll(stack);
    return { reservation, id, ref: intentId };
  }
  const { id, orderId } = await openPaypalPayment(stack, reservation);
  await approve(stack, orderId);
  return { reservation, id, ref: orderId };
}
