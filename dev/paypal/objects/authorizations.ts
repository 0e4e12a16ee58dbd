import * as v from 'valibot';
import { missing, unprocessable } from '../wire/api-error.ts';
import { type Call, link, tell } from '../wire/call.ts';
import { moneySchema, readBody } from '../wire/request-body.ts';
import { money, unitsOf } from './amount.ts';
import { makeCapture, unitOf } from './captures.ts';
import type { Authorization, Capture, Money, Order } from './objects.ts';

const dayMs = 86_400_000;
/** https://developer.paypal.com/docs/api/payments/v2/#authorizations_reauthorize */
const honourDays = 3;
const validDays = 29;

/** Holds the amount of an order. */
export function makeAuthorization(call: Call, order: Order): Authorization {
  const { amount, custom_id, invoice_id } = unitOf(order);
  return begin(call, {
    amount,
    ...(custom_id && { custom_id }),
    ...(invoice_id && { invoice_id }),
    expiration_time: new Date(call.now.getTime() + validDays * dayMs).toISOString(),
    supplementary_data: { related_ids: { order_id: order.id } },
  });
}

export function findAuthorization(call: Call, id: string): Authorization {
  const authorization = call.state.authorizations.get(id);
  if (!authorization) throw missing();
  return authorization;
}

/** The newest first, which is the one that counts. */
export function authorizationsOf(call: Pick<Call, 'state'>, orderId: string): Authorization[] {
  return [...call.state.authorizations.values()]
    .filter(({ supplementary_data }) => supplementary_data.related_ids.order_id === orderId)
    .reverse();
}

const maxCaptureWords =
  'Capture amount exceeds allowable limit. Please contact customer service or your account manager to request the change to your ' +
  'overage limit. The default overage limit is 115%, which allows the sum of all captures to be up to 115% of the order ' +
  'amount. Local regulations (e.g. in PSD2 countries) prohibit overages above the amount authorized by the payer.';

/** The currencies of the countries under PSD2, and of the United Kingdom, which kept its rule. */
const underPsd2 = new Set(['CZK', 'DKK', 'EUR', 'GBP', 'HUF', 'NOK', 'PLN', 'SEK']);

/** How much more than it holds all captures of a hold may take: https://developer.paypal.com/api/payments/v2/errors/max_capture_amount_exceeded. */
function overage(held: Money): number {
  return underPsd2.has(held.currency_code) ? 0 : Math.floor((unitsOf(held) * 15) / 100);
}

const captureSchema = v.looseObject({
  amount: v.optional(moneySchema),
  final_capture: v.optional(v.boolean(), false),
});

/** https://developer.paypal.com/docs/api/payments/v2/#authorizations_capture: all or a part, several times until one is final. */
export function captureAuthorization(call: Call, id: string, body: unknown): Capture {
  const authorization = usable(call, id);
  const { final_capture, ...asked } = readBody(captureSchema, body);
  const { currency_code: currency } = authorization.amount;
  const left = unitsOf(authorization.amount) - capturedOf(call, id);
  const amount = asked.amount ?? money(left, currency);
  const units = unitsOf(amount, '/amount/value');
  if (amount.currency_code !== currency)
    throw unprocessable('CURRENCY_MISMATCH', 'The currency must be that of the authorization.');
  if (units > left + overage(authorization.amount))
    throw unprocessable('MAX_CAPTURE_AMOUNT_EXCEEDED', maxCaptureWords);
  const order = call.state.orders.get(authorization.supplementary_data.related_ids.order_id);
  if (!order) throw missing();
  const isFinal = final_capture || units >= left;
  const capture = makeCapture(call, { order, authorization, amount, isFinal, isPending: false });
  for (const one of family(call, authorization)) put(call, one, isFinal ? 'CAPTURED' : 'PARTIALLY_CAPTURED');
  return capture;
}

/** https://developer.paypal.com/docs/api/payments/v2/#authorizations_void; a renewed one goes with the one it renewed. */
export function voidAuthorization(call: Call, id: string): Authorization {
  const authorization = findAuthorization(call, id);
  if (authorization.supplementary_data.related_ids.authorization_id)
    throw unprocessable(
      'CANNOT_BE_VOIDED',
      'A reauthorization cannot be voided. Please void the original parent authorization.',
    );
  if (authorization.status === 'VOIDED')
    throw unprocessable(
      'PREVIOUSLY_VOIDED',
      'Authorization has been previously voided and hence cannot be voided again.',
    );
  if (authorization.status === 'CAPTURED')
    throw unprocessable(
      'PREVIOUSLY_CAPTURED',
      'Authorization has been previously captured and hence cannot be voided.',
    );
  for (const one of family(call, authorization)) release(call, one);
  return findAuthorization(call, id);
}

const reauthorizeSchema = v.looseObject({ amount: v.optional(moneySchema) });

/** Once, from the fourth to the twenty-ninth day; the new one is honoured for three days again. */
export function reauthorize(call: Call, id: string, body: unknown): Authorization {
  const authorization = usable(call, id);
  const { amount = authorization.amount } = readBody(reauthorizeSchema, body);
  unitsOf(amount, '/amount/value');
  if (amount.currency_code !== authorization.amount.currency_code)
    throw unprocessable('CURRENCY_MISMATCH', 'The currency must be that of the authorization.');
  if (family(call, authorization).length > 1)
    throw unprocessable(
      'REAUTHORIZATION_NOT_SUPPORTED',
      'A reauthorization cannot be attempted on an authorization that is, or has had, one.',
    );
  if (call.now.getTime() < Date.parse(authorization.create_time) + honourDays * dayMs)
    throw unprocessable(
      'REAUTHORIZATION_TOO_SOON',
      'A reauthorization is only allowed once from Day 4 to Day 29 since the date of the original authorization.',
    );
  const { custom_id, invoice_id, expiration_time, supplementary_data } = authorization;
  const hold = {
    amount,
    ...(custom_id && { custom_id }),
    ...(invoice_id && { invoice_id }),
    expiration_time,
    supplementary_data: { related_ids: { ...supplementary_data.related_ids, authorization_id: id } },
  };
  return begin(call, hold, renewedAs[call.holds]);
}

const renewedAs = { succeed: 'CREATED', deny: 'DENIED', wander: 'WANDERING' } as const;

/** Releases what was held for longer than it may be, as PayPal does without being asked. */
export function voidExpired(call: Call): void {
  for (const one of call.state.authorizations.values()) {
    const isOpen = one.status === 'CREATED' || one.status === 'PARTIALLY_CAPTURED';
    if (isOpen && call.now >= new Date(one.expiration_time)) release(call, one);
  }
}

type Hold = Pick<
  Authorization,
  'amount' | 'custom_id' | 'expiration_time' | 'invoice_id' | 'supplementary_data'
>;

function begin(call: Call, hold: Hold, status: Authorization['status'] = 'CREATED'): Authorization {
  const id = call.newId();
  const path = `/v2/payments/authorizations/${id}`;
  const at = call.now.toISOString();
  const authorization: Authorization = {
    id,
    status,
    ...hold,
    create_time: at,
    update_time: at,
    links: [
      link(call, 'self', path),
      link(call, 'capture', `${path}/capture`, 'POST'),
      link(call, 'void', `${path}/void`, 'POST'),
      link(call, 'reauthorize', `${path}/reauthorize`, 'POST'),
      link(call, 'up', `/v2/checkout/orders/${hold.supplementary_data.related_ids.order_id}`),
    ],
  };
  call.state.authorizations.set(id, authorization);
  tell(call, 'PAYMENT.AUTHORIZATION.CREATED', about(authorization, 'was created'), authorization);
  return authorization;
}

function release(call: Call, authorization: Authorization): void {
  const released = put(call, authorization, 'VOIDED');
  tell(call, 'PAYMENT.AUTHORIZATION.VOIDED', about(authorization, 'was voided'), released);
}

function about({ amount }: Authorization, what: string) {
  const summary = `A payment authorization of ${amount.currency_code} ${amount.value} ${what}`;
  return { resourceType: 'authorization', summary };
}

function put(call: Call, authorization: Authorization, status: Authorization['status']): Authorization {
  const changed: Authorization = { ...authorization, status, update_time: call.now.toISOString() };
  call.state.authorizations.set(authorization.id, changed);
  return changed;
}

function usable(call: Call, id: string): Authorization {
  const authorization = findAuthorization(call, id);
  if (authorization.status === 'CAPTURED')
    throw unprocessable('AUTHORIZATION_ALREADY_CAPTURED', 'Authorization has already been captured.');
  if (call.now >= new Date(authorization.expiration_time))
    throw unprocessable(
      'AUTHORIZATION_EXPIRED',
      'An expired authorization cannot be captured or reauthorized.',
    );
  if (authorization.status === 'VOIDED')
    throw unprocessable('AUTHORIZATION_VOIDED', 'A voided authorization cannot be captured or reauthorized.');
  return authorization;
}

/** An authorization and the one that renewed it, or that it renewed: they hold the same money. */
function family(call: Call, { id, supplementary_data }: Authorization): Authorization[] {
  const first = supplementary_data.related_ids.authorization_id ?? id;
  return authorizationsOf(call, supplementary_data.related_ids.order_id).filter(
    (one) => one.id === first || one.supplementary_data.related_ids.authorization_id === first,
  );
}

function capturedOf(call: Call, id: string): number {
  const ids = family(call, findAuthorization(call, id)).map((one) => one.id);
  return [...call.state.captures.values()]
    .filter(({ status, supplementary_data: { related_ids } }) => {
      return status !== 'DECLINED' && ids.includes(related_ids.authorization_id ?? '');
    })
    .reduce((sum, one) => sum + unitsOf(one.amount), 0);
}
