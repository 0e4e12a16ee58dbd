import * as v from 'valibot';
import { missing, unprocessable } from '../wire/api-error.ts';
import { type Call, link, tell } from '../wire/call.ts';
import { moneySchema, readBody, text } from '../wire/request-body.ts';
import { money, unitsOf } from './amount.ts';
import { findCapture } from './captures.ts';
import type { Capture, Refund } from './objects.ts';
import { book } from './reporting.ts';

const refundSchema = v.looseObject({
  amount: v.optional(moneySchema),
  custom_id: v.optional(text(127)),
  invoice_id: v.optional(text(127)),
  note_to_payer: v.optional(text(255)),
});

/** https://developer.paypal.com/docs/api/payments/v2/#captures_refund: what is left of a capture, or less. */
export function refundCapture(call: Call, captureId: string, body: unknown): Refund {
  const capture = findCapture(call, captureId);
  const { amount: asked, custom_id, invoice_id, note_to_payer } = readBody(refundSchema, body);
  const { currency_code: currency } = capture.amount;
  const left = unitsOf(capture.amount) - refundedOf(call, captureId);
  refuseUnrefundable(capture, left);
  const amount = asked ?? money(left, currency);
  const units = unitsOf(amount, '/amount/value');
  if (amount.currency_code !== currency)
    throw unprocessable(
      'REFUND_CAPTURE_CURRENCY_MISMATCH',
      'Refund must be in the same currency as the capture.',
    );
  if (units > left)
    throw unprocessable(
      'REFUND_AMOUNT_EXCEEDED',
      'The refund amount must be less than or equal to the capture amount that has not yet been refunded.',
    );
  const id = call.newId();
  const at = call.now.toISOString();
  const refund: Refund = {
    id,
    status: call.refunds === 'wander' ? 'WANDERING' : 'PENDING',
    status_details: { reason: 'ECHECK' },
    amount,
    ...(custom_id && { custom_id }),
    ...(invoice_id && { invoice_id }),
    ...(note_to_payer && { note_to_payer }),
    // PayPal does not give its fee back.
    seller_payable_breakdown: {
      gross_amount: amount,
      paypal_fee: money(0, currency),
      net_amount: amount,
      total_refunded_amount: money(unitsOf(capture.amount) - left + units, currency),
    },
    create_time: at,
    update_time: at,
    links: [
      link(call, 'self', `/v2/payments/refunds/${id}`),
      link(call, 'up', `/v2/payments/captures/${captureId}`),
    ],
  };
  put(call, { ...refund, capture: captureId });
  if (call.refunds === 'succeed') return settleRefund(call, id, 'completed');
  tell(call, 'PAYMENT.REFUND.PENDING', about(refund, 'is pending'), refund);
  return call.refunds === 'fail' ? settleRefund(call, id, 'failed') : refund;
}

/** What becomes of a refund that rests in PENDING. Throws for any other. */
export function settleRefund(call: Call, id: string, outcome: 'completed' | 'failed'): Refund {
  const { status_details: _, capture: captureId, ...pending } = keptRefund(call, id);
  if (pending.status !== 'PENDING' && pending.status !== 'WANDERING')
    throw unprocessable('REFUND_NOT_PENDING', 'The refund is not pending.');
  const update_time = call.now.toISOString();
  const capture = findCapture(call, captureId);
  if (outcome === 'failed') {
    const failed: Refund = { ...pending, status: 'FAILED', update_time };
    put(call, { ...failed, capture: captureId });
    tell(call, 'PAYMENT.REFUND.FAILED', about(failed, 'failed'), failed);
    return failed;
  }
  const refund: Refund = { ...pending, status: 'COMPLETED', update_time };
  put(call, { ...refund, capture: captureId });
  const isWhole = completedOf(call, captureId) === unitsOf(capture.amount);
  const status = isWhole ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
  call.state.captures.set(captureId, { ...capture, status, update_time });
  const custom = refund.custom_id ?? capture.custom_id;
  const invoice = refund.invoice_id ?? capture.invoice_id;
  book(call, {
    transaction_id: id,
    paypal_reference_id: captureId,
    paypal_reference_id_type: 'TXN',
    transaction_event_code: 'T1107',
    transaction_amount: money(-unitsOf(refund.amount), refund.amount.currency_code),
    ...(custom && { custom_field: custom }),
    ...(invoice && { invoice_id: invoice }),
  });
  tell(call, 'PAYMENT.CAPTURE.REFUNDED', about(refund, 'was made'), refund);
  return refund;
}

export function findRefund(call: Call, id: string): Refund {
  const { capture: _, ...refund } = keptRefund(call, id);
  return refund;
}

type KeptRefund = Refund & { capture: string };

function keptRefund(call: Call, id: string): KeptRefund {
  const refund = call.state.refunds.get(id);
  if (!refund) throw missing();
  return refund;
}

function put(call: Call, refund: KeptRefund): void {
  call.state.refunds.set(refund.id, refund);
}

function about({ amount }: Refund, what: string) {
  return { resourceType: 'refund', summary: `A refund of ${amount.currency_code} ${amount.value} ${what}` };
}

function refuseUnrefundable({ status }: Capture, left: number): void {
  if (status === 'PENDING')
    throw unprocessable('PENDING_CAPTURE', 'Cannot initiate a refund as the capture is pending.');
  if (status === 'DECLINED') throw unprocessable('REFUND_NOT_ALLOWED', 'Capture cannot be refunded.');
  if (left === 0)
    throw unprocessable('CAPTURE_FULLY_REFUNDED', 'The capture has already been fully refunded.');
}

/** What has been given back or is on its way: neither may be given back once more. */
function refundedOf(call: Call, captureId: string): number {
  return sumOf(call, captureId, ({ status }) => status !== 'FAILED');
}

function completedOf(call: Call, captureId: string): number {
  return sumOf(call, captureId, ({ status }) => status === 'COMPLETED');
}

function sumOf(call: Call, captureId: string, counts: (refund: Refund) => boolean): number {
  return [...call.state.refunds.values()]
    .filter((one) => one.capture === captureId && counts(one))
    .reduce((sum, one) => sum + unitsOf(one.amount), 0);
}
