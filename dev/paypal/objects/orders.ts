import { payer } from '../pages/payer.ts';
import type { Approval } from '../state.ts';
import { type ApiError, missing, unprocessable } from '../wire/api-error.ts';
import { type Call, link, tell } from '../wire/call.ts';
import { authorizationsOf, makeAuthorization } from './authorizations.ts';
import { capturesOf, makeCapture, unitOf } from './captures.ts';
import { createOrder, deedLink } from './create-order.ts';
import type { Order } from './objects.ts';

/** What a payer does: approves, by a method that will be declined or take days at capture, or turns back. */
export type PayerOutcome = Approval['outcome'] | 'cancel';

/** An order with its payments as they are now. Throws the 404 for an id that names none. */
export function findOrder(call: Pick<Call, 'state'>, id: string): Order {
  const order = call.state.orders.get(id);
  if (!order) throw missing();
  const [captures, authorizations] = [capturesOf(call, id), authorizationsOf(call, id)];
  if (captures.length + authorizations.length === 0) return order;
  const payments = {
    ...(authorizations.length > 0 && { authorizations }),
    ...(captures.length > 0 && { captures }),
  };
  return { ...order, purchase_units: [{ ...unitOf(order), payments }] };
}

/** Makes an order, and does what it is for in the same call where its vaulted method is answered so. */
export function placeOrder(call: Call, body: unknown): Order {
  const order = createOrder(call, body);
  if (approvalOf(call, order.id).vaulted !== 'COMPLETED') return order;
  return order.intent === 'CAPTURE' ? captureOrder(call, order.id) : authorizeOrder(call, order.id);
}

/** Acts for the payer. Throws for an order that is paid. */
export function approveOrder(call: Call, id: string, outcome: PayerOutcome): Order {
  const order = findOrder(call, id);
  if (order.status === 'COMPLETED') throw alreadyDone(order.intent);
  if (outcome === 'cancel') return order;
  if (outcome === 'pending' && approvalOf(call, id).isInstantOnly)
    throw unprocessable('PAYMENT_METHOD_NOT_AVAILABLE', 'This order takes an immediate payment only.');
  call.state.approvals.set(id, { ...approvalOf(call, id), outcome });
  const approved = put(call, {
    ...order,
    status: 'APPROVED',
    payment_source: { paypal: payer },
    links: [link(call, 'self', `/v2/checkout/orders/${id}`), deedLink(call, order)],
  });
  const about = { resourceType: 'checkout-order', summary: 'An order has been approved by buyer' };
  tell(call, 'CHECKOUT.ORDER.APPROVED', about, approved);
  return approved;
}

/** https://developer.paypal.com/docs/api/orders/v2/#orders_capture */
export function captureOrder(call: Call, id: string): Order {
  const { order, outcome } = ready(call, id, 'CAPTURE');
  const { amount } = unitOf(order);
  makeCapture(call, { order, amount, isFinal: true, isPending: outcome === 'pending' });
  return complete(call, order);
}

/** https://developer.paypal.com/docs/api/orders/v2/#orders_authorize */
export function authorizeOrder(call: Call, id: string): Order {
  const { order } = ready(call, id, 'AUTHORIZE');
  makeAuthorization(call, order);
  return complete(call, order);
}

function ready(call: Call, id: string, intent: Order['intent']) {
  const order = findOrder(call, id);
  if (order.intent !== intent)
    throw unprocessable(
      'ACTION_DOES_NOT_MATCH_INTENT',
      `Order was created with an intent to ${order.intent.toLowerCase()}.`,
    );
  if (order.status === 'COMPLETED') throw alreadyDone(intent);
  const { outcome, vaulted } = approvalOf(call, id);
  const isReady = order.status === 'APPROVED' || (order.status === 'CREATED' && vaulted !== undefined);
  if (!isReady)
    throw unprocessable('ORDER_NOT_APPROVED', 'Payer has not yet approved the Order for payment.');
  if (outcome === 'declined') throw declined(call, order);
  return { order, outcome };
}

function alreadyDone(intent: Order['intent']): ApiError {
  return intent === 'CAPTURE'
    ? unprocessable('ORDER_ALREADY_CAPTURED', 'Order already captured.')
    : unprocessable('ORDER_ALREADY_AUTHORIZED', 'Order already authorized.');
}

/** The payer is sent back to choose another way of paying for the same order. */
function declined(call: Call, order: Order): ApiError {
  const page = `/checkoutnow?token=${order.id}`;
  put(call, {
    ...order,
    status: 'PAYER_ACTION_REQUIRED',
    links: [
      link(call, 'self', `/v2/checkout/orders/${order.id}`),
      link(call, 'payer-action', page),
      deedLink(call, order),
    ],
  });
  const description =
    "The instrument presented was either declined by the processor or bank, or it can't be used for this payment.";
  return unprocessable('INSTRUMENT_DECLINED', description, { links: [link(call, 'redirect', page)] });
}

function complete(call: Call, order: Order): Order {
  const { savesMethod } = approvalOf(call, order.id);
  put(call, {
    ...order,
    status: 'COMPLETED',
    payment_source: { paypal: { ...payer, ...(savesMethod && { attributes: { vault: vaulted(call) } }) } },
    links: [link(call, 'self', `/v2/checkout/orders/${order.id}`)],
  });
  return findOrder(call, order.id);
}

/** Keeps the payer's method for payments without them. */
function vaulted(call: Call) {
  const id = call.newId().toLowerCase();
  const customer = { id: `sandbox_${payer.account_id}` };
  call.state.vault.set(id, { outcome: 'success' });
  const about = { resourceType: 'payment_token', summary: 'A payment token has been created.' };
  tell(call, 'VAULT.PAYMENT-TOKEN.CREATED', about, { id, customer, payment_source: { paypal: payer } });
  return { id, status: 'VAULTED' as const, customer };
}

function approvalOf(call: Call, id: string): Approval {
  const approval = call.state.approvals.get(id);
  if (!approval) throw new Error(`order ${id} has no approval`);
  return approval;
}

/** Keeps the order without its payments, which are found anew. */
function put(call: Call, order: Order): Order {
  const { payments: _, ...unit } = unitOf(order);
  const changed = { ...order, purchase_units: [unit], update_time: call.now.toISOString() };
  call.state.orders.set(order.id, changed);
  return changed;
}
