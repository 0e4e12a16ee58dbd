import { missing, unprocessable } from '../wire/api-error.ts';
import { type Call, link, tell } from '../wire/call.ts';
import { feeOf, money, unitsOf } from './amount.ts';
import type { Authorization, Capture, Money, Order } from './objects.ts';
import { book } from './reporting.ts';

const told = {
  COMPLETED: ['PAYMENT.CAPTURE.COMPLETED', 'completed'],
  PENDING: ['PAYMENT.CAPTURE.PENDING', 'pending'],
  DECLINED: ['PAYMENT.CAPTURE.DENIED', 'denied'],
} as const;

/** What a capture is of: an order, or what its authorization holds. */
export type Captured = {
  order: Order;
  authorization?: Authorization;
  amount: Money;
  isFinal: boolean;
  isPending: boolean;
};

/** Takes the money, unless it is still on its way: then nothing is booked before it arrives. */
export function makeCapture(call: Call, what: Captured): Capture {
  const { order, authorization, amount, isFinal, isPending } = what;
  const { custom_id, invoice_id } = unitOf(order);
  refuseUsedInvoice(call, order, invoice_id);
  const id = call.newId();
  const at = call.now.toISOString();
  const capture: Capture = {
    id,
    status: 'PENDING',
    amount,
    final_capture: isFinal,
    ...(custom_id && { custom_id }),
    ...(invoice_id && { invoice_id }),
    supplementary_data: {
      related_ids: { order_id: order.id, ...(authorization && { authorization_id: authorization.id }) },
    },
    create_time: at,
    update_time: at,
    links: [
      link(call, 'self', `/v2/payments/captures/${id}`),
      link(call, 'refund', `/v2/payments/captures/${id}/refund`, 'POST'),
      link(
        call,
        'up',
        authorization ? `/v2/payments/authorizations/${authorization.id}` : `/v2/checkout/orders/${order.id}`,
      ),
    ],
  };
  if (!isPending && !call.processing) return settle(call, capture, 'COMPLETED');
  return keep(call, { ...capture, status_details: { reason: 'ECHECK' } }, 'PENDING');
}

/** What becomes of a capture that rests in PENDING. Throws for any other. */
export function completePending(call: Call, id: string, outcome: 'completed' | 'declined'): Capture {
  const capture = findCapture(call, id);
  if (capture.status !== 'PENDING') throw unprocessable('CAPTURE_NOT_PENDING', 'The capture is not pending.');
  return settle(call, capture, outcome === 'completed' ? 'COMPLETED' : 'DECLINED');
}

export function findCapture(call: Call, id: string): Capture {
  const capture = call.state.captures.get(id);
  if (!capture) throw missing();
  return capture;
}

export function capturesOf(call: Pick<Call, 'state'>, orderId: string): Capture[] {
  return [...call.state.captures.values()].filter(
    ({ supplementary_data }) => supplementary_data.related_ids.order_id === orderId,
  );
}

function settle(call: Call, pending: Capture, status: 'COMPLETED' | 'DECLINED'): Capture {
  const { status_details: _, ...capture } = pending;
  if (status === 'DECLINED') return keep(call, capture, status);
  const { currency_code: currency } = capture.amount;
  const units = unitsOf(capture.amount);
  const fee = feeOf(units, currency);
  book(call, {
    transaction_id: capture.id,
    transaction_event_code: 'T0006',
    transaction_amount: capture.amount,
    fee_amount: money(-fee, currency),
    ...(capture.custom_id && { custom_field: capture.custom_id }),
    ...(capture.invoice_id && { invoice_id: capture.invoice_id }),
  });
  const breakdown = {
    gross_amount: capture.amount,
    paypal_fee: money(fee, currency),
    net_amount: money(units - fee, currency),
  };
  return keep(call, { ...capture, seller_receivable_breakdown: breakdown }, status);
}

function keep(call: Call, capture: Capture, status: keyof typeof told): Capture {
  const changed: Capture = { ...capture, status, update_time: call.now.toISOString() };
  call.state.captures.set(capture.id, changed);
  const [type, word] = told[status];
  const { value, currency_code } = capture.amount;
  const summary = `Payment ${word} for ${currency_code} ${value}`;
  tell(call, type, { resourceType: 'capture', summary }, changed);
  return changed;
}

/** The parts of one hold carry the same invoice; a second order may not. */
function refuseUsedInvoice(call: Call, order: Order, invoice: string | undefined): void {
  const isUsed = [...call.state.captures.values()].some(
    (one) =>
      one.invoice_id !== undefined &&
      one.invoice_id === invoice &&
      one.status !== 'DECLINED' &&
      one.supplementary_data.related_ids.order_id !== order.id,
  );
  if (isUsed)
    throw unprocessable(
      'DUPLICATE_INVOICE_ID',
      'Duplicate Invoice ID detected. To avoid a potential duplicate transaction your account setting requires that Invoice Id be unique for each transaction.',
    );
}

/** The one purchase unit that orders of the sandbox have. */
export function unitOf(order: Order): Order['purchase_units'][number] {
  const [unit] = order.purchase_units;
  if (!unit) throw new Error(`order ${order.id} has no purchase unit`);
  return unit;
}
