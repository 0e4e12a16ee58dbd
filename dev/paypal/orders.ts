import * as v from 'valibot';
import { unitsOf } from './amount.ts';
import { missing, unprocessable } from './api-error.ts';
import { type Call, link, tell } from './call.ts';
import type { Authorization, Capture, Order } from './objects.ts';
import { makeAuthorization, makeCapture, putAuthorization, putCapture } from './payments.ts';

const money = v.object({ currency_code: v.string(), value: v.string() });
const experience = v.looseObject({ return_url: v.optional(v.string()), cancel_url: v.optional(v.string()) });

/** https://developer.paypal.com/docs/api/orders/v2/#orders_create */
const createSchema = v.looseObject({
  intent: v.picklist(['CAPTURE', 'AUTHORIZE']),
  purchase_units: v.pipe(
    v.array(
      v.looseObject({
        amount: money,
        custom_id: v.optional(v.pipe(v.string(), v.maxLength(255))),
        invoice_id: v.optional(v.pipe(v.string(), v.maxLength(127))),
        description: v.optional(v.pipe(v.string(), v.maxLength(127))),
      }),
    ),
    v.length(1),
  ),
  payment_source: v.optional(
    v.looseObject({
      paypal: v.optional(
        v.looseObject({
          vault_id: v.optional(v.string()),
          experience_context: v.optional(experience),
          attributes: v.optional(
            v.looseObject({ vault: v.optional(v.looseObject({ store_in_vault: v.literal('ON_SUCCESS') })) }),
          ),
        }),
      ),
    }),
  ),
  application_context: v.optional(experience),
});

/** Makes an order; with a vaulted method it needs no payer and is captured or authorized at once by the next call. */
export function createOrder(call: Call, body: unknown): Order {
  const asked = v.parse(createSchema, body);
  const [unit] = asked.purchase_units;
  if (!unit) throw unprocessable('MISSING_PURCHASE_UNITS');
  unitsOf(unit.amount);
  const source = asked.payment_source?.paypal;
  const vaulted = source?.vault_id === undefined ? undefined : call.state.vault.get(source.vault_id);
  if (source?.vault_id !== undefined && !vaulted) throw unprocessable('TOKEN_ID_NOT_FOUND');
  const id = call.newId();
  const at = call.now.toISOString();
  const context = source?.experience_context ?? asked.application_context;
  const needsPayer = !vaulted;
  const order: Order = {
    id,
    intent: asked.intent,
    status: needsPayer ? (source ? 'PAYER_ACTION_REQUIRED' : 'CREATED') : 'APPROVED',
    purchase_units: [
      {
        reference_id: 'default',
        amount: unit.amount,
        ...(unit.custom_id && { custom_id: unit.custom_id }),
        ...(unit.invoice_id && { invoice_id: unit.invoice_id }),
        ...(unit.description && { description: unit.description }),
      },
    ],
    ...(vaulted && { payment_source: { paypal: payer } }),
    create_time: at,
    update_time: at,
    links: [
      link(call, 'self', `/v2/checkout/orders/${id}`),
      ...(needsPayer ? [link(call, source ? 'payer-action' : 'approve', `/checkoutnow?token=${id}`)] : []),
    ],
  };
  call.state.orders.set(id, order);
  call.state.approvals.set(id, {
    outcome: vaulted?.outcome ?? 'success',
    returnUrl: context?.return_url ?? '',
    cancelUrl: context?.cancel_url ?? '',
    savesMethod: source?.attributes?.vault !== undefined,
  });
  return order;
}

const payer = { account_id: 'SANDBOXPAYER1', address: { country_code: 'US' } };

export function findOrder(call: Call, id: string): Order {
  const order = call.state.orders.get(id);
  if (!order) throw missing();
  return order;
}

function put(call: Call, order: Order): Order {
  const changed = { ...order, update_time: call.now.toISOString() };
  call.state.orders.set(order.id, changed);
  return changed;
}

/** The payer says yes, in one way or another. Throws for an order that no longer waits for them. */
export function approveOrder(call: Call, id: string, outcome: 'success' | 'declined' | 'pending'): Order {
  const order = findOrder(call, id);
  if (order.status === 'COMPLETED') throw unprocessable('ORDER_ALREADY_CAPTURED');
  const approval = call.state.approvals.get(id);
  if (approval) call.state.approvals.set(id, { ...approval, outcome });
  const approved = put(call, {
    ...order,
    status: 'APPROVED',
    payment_source: { paypal: payer },
    links: order.links.filter(({ rel }) => rel === 'self'),
  });
  tell(call, 'CHECKOUT.ORDER.APPROVED', 'checkout-order', approved);
  return approved;
}

/** https://developer.paypal.com/docs/api/orders/v2/#orders_capture */
export function captureOrder(call: Call, id: string): Order {
  const order = ready(call, id, 'CAPTURE');
  const approval = call.state.approvals.get(id);
  refuseTwice(call, order);
  if (approval?.outcome === 'declined') throw declined(call, order);
  const capture = makeCapture(
    call,
    order,
    undefined,
    order.purchase_units[0]?.amount,
    approval?.outcome === 'pending',
  );
  return complete(call, order, { captures: [capture] }, approval?.savesMethod ?? false);
}

/** https://developer.paypal.com/docs/api/orders/v2/#orders_authorize */
export function authorizeOrder(call: Call, id: string): Order {
  const order = ready(call, id, 'AUTHORIZE');
  const approval = call.state.approvals.get(id);
  if (approval?.outcome === 'declined') throw declined(call, order);
  const authorization = makeAuthorization(call, order);
  return complete(call, order, { authorizations: [authorization] }, approval?.savesMethod ?? false);
}

function ready(call: Call, id: string, intent: Order['intent']): Order {
  const order = findOrder(call, id);
  if (order.intent !== intent) throw unprocessable('ACTION_DOES_NOT_MATCH_INTENT');
  if (order.status === 'COMPLETED')
    throw unprocessable(intent === 'CAPTURE' ? 'ORDER_ALREADY_CAPTURED' : 'ORDER_ALREADY_AUTHORIZED');
  if (order.status !== 'APPROVED')
    throw unprocessable('ORDER_NOT_APPROVED', 'Payer has not yet approved the Order for payment.');
  return order;
}

function refuseTwice(call: Call, order: Order): void {
  const invoice = order.purchase_units[0]?.invoice_id;
  const isUsed = [...call.state.captures.values()].some((one) => invoice && one.invoice_id === invoice);
  if (isUsed) throw unprocessable('DUPLICATE_INVOICE_ID');
}

/** The payer may choose another way of paying for the same order. */
function declined(call: Call, order: Order) {
  put(call, {
    ...order,
    status: 'PAYER_ACTION_REQUIRED',
    links: [...order.links, link(call, 'payer-action', `/checkoutnow?token=${order.id}`)],
  });
  return unprocessable(
    'INSTRUMENT_DECLINED',
    'The instrument presented was either declined by the processor or bank.',
  );
}

function complete(
  call: Call,
  order: Order,
  payments: { captures?: Capture[]; authorizations?: Authorization[] },
  savesMethod: boolean,
): Order {
  const [unit] = order.purchase_units;
  if (!unit) throw missing();
  const vaultId = call.newId();
  if (savesMethod) call.state.vault.set(vaultId, { outcome: 'success' });
  const completed = put(call, {
    ...order,
    status: 'COMPLETED',
    purchase_units: [{ ...unit, payments }],
    ...(savesMethod && {
      payment_source: {
        paypal: {
          ...payer,
          attributes: {
            vault: { id: vaultId, status: 'VAULTED' as const, customer: { id: `CUS${vaultId}` } },
          },
        },
      },
    }),
  });
  if (savesMethod) tell(call, 'VAULT.PAYMENT-TOKEN.CREATED', 'payment_token', { id: vaultId });
  for (const capture of payments.captures ?? []) putCapture(call, capture, capture.status);
  for (const authorization of payments.authorizations ?? []) putAuthorization(call, authorization, 'CREATED');
  return completed;
}
