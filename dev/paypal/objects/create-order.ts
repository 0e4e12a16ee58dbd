import * as v from 'valibot';
import { payer } from '../pages/payer.ts';
import type { Vaulted } from '../state.ts';
import { unprocessable } from '../wire/api-error.ts';
import { type Call, link } from '../wire/call.ts';
import { moneySchema, readBody, text } from '../wire/request-body.ts';
import { unitsOf } from './amount.ts';
import type { Order } from './objects.ts';
import { breakdown, items, requireSums } from './sums.ts';

const experience = v.looseObject({
  return_url: v.optional(v.pipe(v.string(), v.url())),
  cancel_url: v.optional(v.pipe(v.string(), v.url())),
  payment_method_preference: v.optional(
    v.picklist(['UNRESTRICTED', 'IMMEDIATE_PAYMENT_REQUIRED']),
    'UNRESTRICTED',
  ),
  user_action: v.optional(v.picklist(['CONTINUE', 'PAY_NOW']), 'CONTINUE'),
  shipping_preference: v.optional(
    v.picklist(['GET_FROM_FILE', 'NO_SHIPPING', 'SET_PROVIDED_ADDRESS']),
    'GET_FROM_FILE',
  ),
});

/**
 * `vault_paypal_wallet_base` of https://github.com/paypal/paypal-rest-api-specifications, `openapi/checkout_orders_v2.json`: `usage_type` is
 * required there.
 */
const vault = v.looseObject({
  store_in_vault: v.optional(v.literal('ON_SUCCESS')),
  usage_type: v.picklist(['MERCHANT', 'PLATFORM']),
});

/** https://developer.paypal.com/docs/api/orders/v2/#orders_create */
const createSchema = v.looseObject({
  intent: v.picklist(['CAPTURE', 'AUTHORIZE']),
  purchase_units: v.pipe(
    v.array(
      v.looseObject({
        reference_id: v.optional(text(256), 'default'),
        amount: v.object({ ...moneySchema.entries, breakdown: v.optional(breakdown) }),
        items: v.optional(items),
        custom_id: v.optional(text(255)),
        invoice_id: v.optional(text(127)),
        description: v.optional(text(127)),
      }),
    ),
    v.length(1),
  ),
  payment_source: v.optional(
    v.looseObject({
      paypal: v.optional(
        v.looseObject({
          vault_id: v.optional(text(255)),
          experience_context: v.optional(experience),
          attributes: v.optional(v.looseObject({ vault: v.optional(vault) })),
        }),
      ),
      token: v.optional(v.looseObject({ id: text(255), type: v.literal('PAYMENT_METHOD_TOKEN') })),
    }),
  ),
  application_context: v.optional(experience),
});

/** Makes an order, which waits for its payer; one by a vaulted method is answered as that was told to (`Vaulted`). */
export function createOrder(call: Call, body: unknown): Order {
  const asked = readBody(createSchema, body);
  const [unit] = asked.purchase_units;
  if (!unit) throw unprocessable('MISSING_PURCHASE_UNITS');
  unitsOf(unit.amount, '/purchase_units/0/amount/value');
  requireSums(unit);
  const source = asked.payment_source?.paypal;
  const vaultId = source?.vault_id ?? asked.payment_source?.token?.id;
  const vaulted = vaultId === undefined ? undefined : call.state.vault.get(vaultId);
  if (vaultId !== undefined && !vaulted)
    throw unprocessable('TOKEN_ID_NOT_FOUND', 'Specified token ID was not found.');
  const isAsked = vaulted === undefined || vaulted.answers === 'PAYER_ACTION_REQUIRED';
  const id = call.newId();
  const self = `/v2/checkout/orders/${id}`;
  const at = call.now.toISOString();
  const order: Order = {
    id,
    intent: asked.intent,
    status: vaulted ? statusBy(vaulted) : source ? 'PAYER_ACTION_REQUIRED' : 'CREATED',
    purchase_units: [
      {
        reference_id: unit.reference_id,
        amount: { currency_code: unit.amount.currency_code, value: unit.amount.value },
        ...(unit.custom_id && { custom_id: unit.custom_id }),
        ...(unit.invoice_id && { invoice_id: unit.invoice_id }),
        ...(unit.description && { description: unit.description }),
      },
    ],
    ...(vaulted && { payment_source: { paypal: payer } }),
    create_time: at,
    update_time: at,
    links: [
      link(call, 'self', self),
      ...(isAsked ? [link(call, source ? 'payer-action' : 'approve', `/checkoutnow?token=${id}`)] : []),
      deedLink(call, { id, intent: asked.intent }),
    ],
  };
  const context = source?.experience_context ?? asked.application_context;
  call.state.orders.set(id, order);
  call.state.approvals.set(id, {
    outcome: vaulted?.outcome ?? 'success',
    returnUrl: context?.return_url ?? '',
    cancelUrl: context?.cancel_url ?? '',
    savesMethod: source?.attributes?.vault?.store_in_vault !== undefined,
    isInstantOnly: context?.payment_method_preference === 'IMMEDIATE_PAYMENT_REQUIRED',
    ...(vaulted && { vaulted: vaulted.answers ?? 'APPROVED' }),
  });
  return order;
}

/** One that is done in the same call is approved until then. */
function statusBy({ answers = 'APPROVED' }: Vaulted): Order['status'] {
  return answers === 'COMPLETED' ? 'APPROVED' : answers;
}

/** Where the caller goes on once the payer has approved. */
export function deedLink(call: Call, { id, intent }: Pick<Order, 'id' | 'intent'>) {
  const deed = intent === 'CAPTURE' ? 'capture' : 'authorize';
  return link(call, deed, `/v2/checkout/orders/${id}/${deed}`, 'POST');
}
