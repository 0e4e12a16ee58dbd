import { feeOf, money, unitsOf } from './objects/amount.ts';
import { makeCapture } from './objects/captures.ts';
import { createOrder } from './objects/create-order.ts';
import type { Money } from './objects/objects.ts';
import { approveOrder, findOrder } from './objects/orders.ts';
import { book } from './objects/reporting.ts';
import type { Call } from './wire/call.ts';

/**
 * A payment that other business takes on the same account. `T0006` is an order of another application, with marks of its own; the others
 * are no captures (PayPal, transaction event codes). Answers the id of the transaction.
 */
export function sellElsewhere(call: Call, amount: Money, code: string): string {
  if (code !== 'T0006') {
    const units = unitsOf(amount);
    const id = call.newId();
    book(call, {
      transaction_id: id,
      transaction_event_code: code,
      transaction_amount: amount,
      fee_amount: money(-feeOf(units, amount.currency_code), amount.currency_code),
    });
    return id;
  }
  const mark = `order-${call.newId()}`;
  const { id } = createOrder(call, {
    intent: 'CAPTURE',
    purchase_units: [{ amount, custom_id: mark, invoice_id: mark }],
  });
  approveOrder(call, id, 'success');
  return makeCapture(call, { order: findOrder(call, id), amount, isFinal: true, isPending: false }).id;
}
