import * as v from 'valibot';
import { feeOf, money, unitsOf } from './amount.ts';
import { missing, unprocessable } from './api-error.ts';
import { type Call, link, tell } from './call.ts';
import type { Authorization, Capture, Money, Order, Refund, Transaction } from './objects.ts';

const dayMs = 86_400_000;
const honourDays = 3;
const authorizationDays = 29;

const moneySchema = v.object({ currency_code: v.string(), value: v.string() });

export function makeCapture(
  call: Call,
  order: Order,
  authorizationId: string | undefined,
  amount: Money | undefined,
  isPending = false,
): Capture {
  const [unit] = order.purchase_units;
  if (!unit || !amount) throw missing();
  const id = call.newId();
  const at = call.now.toISOString();
  const units = unitsOf(amount);
  const fee = feeOf(units, amount.currency_code);
  return {
    id,
    status: isPending ? 'PENDING' : 'COMPLETED',
    ...(isPending && { status_details: { reason: 'ECHECK' } }),
    amount,
    final_capture: true,
    ...(unit.custom_id && { custom_id: unit.custom_id }),
    ...(unit.invoice_id && { invoice_id: unit.invoice_id }),
    seller_receivable_breakdown: {
      gross_amount: amount,
      paypal_fee: money(fee, amount.currency_code),
      net_amount: money(units - fee, amount.currency_code),
    },
    supplementary_data: {
      related_ids: { order_id: order.id, ...(authorizationId && { authorization_id: authorizationId }) },
    },
    create_time: at,
    update_time: at,
    links: [
      link(call, 'self', `/v2/payments/captures/${id}`),
      link(call, 'refund', `/v2/payments/captures/${id}/refund`, 'POST'),
    ],
  };
}

/** Keeps a capture in its new state, wherever it stands, tells of it and books it. */
export function putCapture(call: Call, capture: Capture, status: Capture['status']): Capture {
  const changed: Capture = { ...capture, status, update_time: call.now.toISOString() };
  call.state.captures.set(capture.id, changed);
  const order = call.state.orders.get(capture.supplementary_data.related_ids.order_id ?? '');
  const [unit] = order?.purchase_units ?? [];
  if (order && unit) {
    const others = (unit.payments?.captures ?? []).filter(({ id }) => id !== capture.id);
    const payments = { ...unit.payments, captures: [...others, changed] };
    call.state.orders.set(order.id, { ...order, purchase_units: [{ ...unit, payments }] });
  }
  const types: Partial<Record<Capture['status'], string>> = {
    COMPLETED: 'PAYMENT.CAPTURE.COMPLETED',
    PENDING: 'PAYMENT.CAPTURE.PENDING',
    DECLINED: 'PAYMENT.CAPTURE.DENIED',
  };
  const type = types[status];
  if (type) tell(call, type, 'capture', changed);
  if (status === 'COMPLETED') {
    const { currency_code: currency } = capture.amount;
    book(call, {
      transaction_id: capture.id,
      transaction_event_code: 'T0006',
      transaction_amount: capture.amount,
      fee_amount: money(-feeOf(unitsOf(capture.amount), currency), currency),
      ...(capture.custom_id && { custom_field: capture.custom_id }),
      ...(capture.invoice_id && { invoice_id: capture.invoice_id }),
    });
  }
  return changed;
}

export function book(
  call: Call,
  what: Omit<Transaction, 'transaction_initiation_date' | 'transaction_updated_date' | 'transaction_status'>,
): void {
  const at = call.now.toISOString();
  call.state.transactions.set(what.transaction_id, {
    ...what,
    transaction_initiation_date: at,
    transaction_updated_date: at,
    transaction_status: 'S',
  });
}

export function makeAuthorization(call: Call, order: Order): Authorization {
  const [unit] = order.purchase_units;
  if (!unit) throw missing();
  const id = call.newId();
  const at = call.now.toISOString();
  return {
    id,
    status: 'CREATED',
    amount: unit.amount,
    ...(unit.custom_id && { custom_id: unit.custom_id }),
    ...(unit.invoice_id && { invoice_id: unit.invoice_id }),
    expiration_time: new Date(call.now.getTime() + authorizationDays * dayMs).toISOString(),
    supplementary_data: { related_ids: { order_id: order.id } },
    create_time: at,
    update_time: at,
    links: [link(call, 'self', `/v2/payments/authorizations/${id}`)],
  };
}

export function putAuthorization(
  call: Call,
  authorization: Authorization,
  status: Authorization['status'],
): Authorization {
  const changed: Authorization = { ...authorization, status, update_time: call.now.toISOString() };
  call.state.authorizations.set(authorization.id, changed);
  const order = call.state.orders.get(authorization.supplementary_data.related_ids.order_id ?? '');
  const [unit] = order?.purchase_units ?? [];
  if (order && unit) {
    const others = (unit.payments?.authorizations ?? []).filter(({ id }) => id !== authorization.id);
    const payments = { ...unit.payments, authorizations: [changed, ...others] };
    call.state.orders.set(order.id, { ...order, purchase_units: [{ ...unit, payments }] });
  }
  if (status === 'CREATED') tell(call, 'PAYMENT.AUTHORIZATION.CREATED', 'authorization', changed);
  if (status === 'VOIDED') tell(call, 'PAYMENT.AUTHORIZATION.VOIDED', 'authorization', changed);
  return changed;
}

export function findAuthorization(call: Call, id: string): Authorization {
  const authorization = call.state.authorizations.get(id);
  if (!authorization) throw missing();
  return authorization;
}

function openAuthorization(call: Call, id: string): Authorization {
  const authorization = findAuthorization(call, id);
  if (authorization.status === 'VOIDED') throw unprocessable('PREVIOUSLY_VOIDED');
  if (authorization.status === 'CAPTURED') throw unprocessable('AUTHORIZATION_ALREADY_CAPTURED');
  if (call.now.toISOString() > authorization.expiration_time) throw unprocessable('AUTHORIZATION_EXPIRED');
  return authorization;
}

const captureSchema = v.looseObject({
  amount: v.optional(moneySchema),
  final_capture: v.optional(v.boolean(), false),
});

/** https://developer.paypal.com/docs/api/payments/v2/#authorizations_capture */
export function captureAuthorization(call: Call, id: string, body: unknown): Capture {
  const authorization = openAuthorization(call, id);
  const { amount = authorization.amount } = v.parse(captureSchema, body);
  if (amount.currency_code !== authorization.amount.currency_code) throw unprocessable('CURRENCY_MISMATCH');
  if (unitsOf(amount) > unitsOf(authorization.amount)) throw unprocessable('MAX_CAPTURE_AMOUNT_EXCEEDED');
  const order = call.state.orders.get(authorization.supplementary_data.related_ids.order_id ?? '');
  if (!order) throw missing();
  putAuthorization(call, authorization, 'CAPTURED');
  return putCapture(call, makeCapture(call, order, id, amount), 'COMPLETED');
}

export function voidAuthorization(call: Call, id: string): undefined {
  putAuthorization(call, openAuthorization(call, id), 'VOIDED');
  return undefined;
}

/** Once, from the fourth to the twenty-ninth day: https://developer.paypal.com/docs/api/payments/v2/#authorizations_reauthorize */
export function reauthorize(call: Call, id: string): Authorization {
  const authorization = openAuthorization(call, id);
  const ageMs = call.now.getTime() - Date.parse(authorization.create_time);
  if (ageMs < honourDays * dayMs) throw unprocessable('REAUTHORIZATION_TOO_SOON');
  if (authorization.supplementary_data.related_ids.authorization_id)
    throw unprocessable('REAUTHORIZATION_NOT_SUPPORTED');
  const newId = call.newId();
  const at = call.now.toISOString();
  return putAuthorization(
    call,
    {
      ...authorization,
      id: newId,
      create_time: at,
      supplementary_data: {
        related_ids: { ...authorization.supplementary_data.related_ids, authorization_id: id },
      },
      links: [link(call, 'self', `/v2/payments/authorizations/${newId}`)],
    },
    'CREATED',
  );
}

export function findCapture(call: Call, id: string): Capture {
  const capture = call.state.captures.get(id);
  if (!capture) throw missing();
  return capture;
}

const refundSchema = v.looseObject({
  amount: v.optional(moneySchema),
  custom_id: v.optional(v.string()),
  invoice_id: v.optional(v.string()),
  note_to_payer: v.optional(v.string()),
});

/** https://developer.paypal.com/docs/api/payments/v2/#captures_refund */
export function refundCapture(call: Call, id: string, body: unknown): Refund {
  const capture = findCapture(call, id);
  if (capture.status === 'REFUNDED') throw unprocessable('CAPTURE_FULLY_REFUNDED');
  if (capture.status === 'PENDING' || capture.status === 'DECLINED')
    throw unprocessable('CANNOT_PROCESS_REFUNDS');
  const { amount: asked, ...rest } = v.parse(refundSchema, body ?? {});
  const { currency_code: currency } = capture.amount;
  const refunded = refundedOf(call, id);
  const left = unitsOf(capture.amount) - refunded;
  const amount = asked ?? money(left, currency);
  if (amount.currency_code !== currency) throw unprocessable('REFUND_CURRENCY_MISMATCH');
  const units = unitsOf(amount);
  if (units > left) throw unprocessable('REFUND_AMOUNT_EXCEEDED');
  const refundId = call.newId();
  const at = call.now.toISOString();
  const refund: Refund = {
    id: refundId,
    status: 'COMPLETED',
    amount,
    ...(rest.custom_id && { custom_id: rest.custom_id }),
    ...(rest.invoice_id && { invoice_id: rest.invoice_id }),
    ...(rest.note_to_payer && { note_to_payer: rest.note_to_payer }),
    create_time: at,
    update_time: at,
    links: [
      link(call, 'self', `/v2/payments/refunds/${refundId}`),
      link(call, 'up', `/v2/payments/captures/${id}`),
    ],
  };
  call.state.refunds.set(refundId, { ...refund, capture: id });
  putCapture(call, capture, units === left ? 'REFUNDED' : 'PARTIALLY_REFUNDED');
  tell(call, 'PAYMENT.CAPTURE.REFUNDED', 'refund', refund);
  book(call, {
    transaction_id: refundId,
    paypal_reference_id: id,
    paypal_reference_id_type: 'TXN',
    transaction_event_code: 'T1107',
    transaction_amount: money(-units, currency),
    ...(capture.custom_id && { custom_field: capture.custom_id }),
  });
  return refund;
}

function refundedOf(call: Call, captureId: string): number {
  return [...call.state.refunds.values()]
    .filter((one) => one.capture === captureId && one.status !== 'FAILED')
    .reduce((sum, one) => sum + unitsOf(one.amount), 0);
}
