import * as v from 'valibot';
import { type Minor, minor } from '../../platform/money/money.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import {
  goneFact,
  type KnownPayment,
  type OpenedPayment,
  type PaymentFact,
  type PaymentOrder,
  type PaymentProvider,
} from '../provider/provider.ts';
import { isUnknownWord, UnknownWord } from '../provider/unknown-word.ts';
import { readEntry } from '../reconciliation/read-entry.ts';
import { isPayable, paypalMoney } from './amount.ts';
import { callPaypal, type PaypalCall, PaypalRefusal, type PaypalSettings } from './client.ts';
import { type FindPayment, readPaypalEvent } from './event.ts';
import { factOfOrder, factOfRefund } from './facts.ts';
import { type Asking, factsOfDispute, factsOfRefund, listPaypal, searchAgain } from './list.ts';
import { ourPaymentId } from './marks.ts';
import {
  captureSchema,
  holdsSchema,
  madeOrderSchema,
  madeRefundSchema,
  orderSchema,
  type PaypalOrder,
  renewedSchema,
  resumedOrderSchema,
} from './objects.ts';

/**
 * PayPal behind our interface. Each call carries a request id made of our ids, so that a repetition is done
 * once.
 */
export function paypalProvider(runtime: Runtime): PaymentProvider {
  const { paypal: settings } = runtime.config;
  if (!settings) throw new Error('PayPal is not configured');
  const call = <S extends v.GenericSchema>(one: PaypalCall, schema: S) =>
    callPaypal(runtime, settings, one, schema);
  const readOrder = (id: string) => call({ path: `/v2/checkout/orders/${id}` }, orderSchema);
  const read = async (payment: Pick<KnownPayment, 'paymentId' | 'providerRef'>): Promise<PaymentFact> =>
    factOfOrder(await readOrder(payment.providerRef));
  const findPayment: FindPayment = async (captureId) => {
    try {
      const capture = await call({ path: `/v2/payments/captures/${captureId}` }, captureSchema);
      const order = capture.supplementary_data?.related_ids?.order_id ?? '';
      return { paymentId: ourPaymentId(capture.custom_id), providerRef: order };
    } catch (error) {
      // What is not there for us, or not shown to us, is not ours: other business may share the account.
      if (isMissing(error)) return undefined;
      throw error;
    }
  };
  /** Asks for a change of a hold; a refusal that says that it is over changes nothing. */
  const change = async (one: PaypalCall) => {
    try {
      await call(one, v.unknown());
    } catch (error) {
      if (!isRefusal(error, overHolds)) throw error;
    }
  };

  const asking: Asking = { call: (path, schema) => call({ path }, schema), findPayment };
  // Disputes are not among the transactions; what was taken back without one is.
  const disputeOrEntry = (_: Asking, id: string, seenAt: Date) =>
    id.startsWith('PP-') ? factsOfDispute(asking, id) : searchAgain(asking, id, seenAt);
  const lookAgain = {
    payment: (_: Asking, id: string) =>
      readEntry({ providerRef: id }, async () => [factOfOrder(await readOrder(id))]),
    refund: factsOfRefund,
    dispute: disputeOrEntry,
    entry: disputeOrEntry,
  };

  return {
    async create(order) {
      return present(settings, await createOrder(order, {}, orderSchema));
    },
    async resume(providerRef) {
      try {
        const order = await call({ path: `/v2/checkout/orders/${providerRef}` }, resumedOrderSchema);
        return order.status === 'VOIDED' ? undefined : present(settings, order);
      } catch (error) {
        if (isGone(error)) return undefined;
        throw error;
      }
    },
    async authorize(order, method) {
      try {
        const made = await createOrder(order, { vault_id: method.method }, madeOrderSchema);
        const known = { ...order, providerRef: made.id, authorizationRef: undefined, captureRef: undefined };
        return await unlessUnknown(known, () => hold(known, v.parse(orderSchema, made)));
      } catch (error) {
        if (!(error instanceof PaypalRefusal) || error.status === 401) throw error;
        return { ...goneFact({ ...order, providerRef: `refused:${order.paymentId}` }), status: 'failed' };
      }
    },
    capture: orGone(async (payment, amount: Minor) => {
      if (!payment.authorizationRef) return collect(payment, await readOrder(payment.providerRef));
      const path = `/v2/payments/authorizations/${payment.authorizationRef}/capture`;
      const body = {
        amount: paypalMoney(amount, payment.currency),
        final_capture: true,
        custom_id: payment.paymentId,
      };
      await change({ path, body, requestId: `capture-${payment.paymentId}` });
      return read(payment);
    }),
    async reauthorize(payment) {
      if (!payment.authorizationRef) return undefined;
      try {
        const path = `/v2/payments/authorizations/${payment.authorizationRef}/reauthorize`;
        const body = { amount: paypalMoney(payment.amount, payment.currency) };
        const requestId = `renew-${payment.authorizationRef}`;
        const renewed = await call({ path, body, requestId }, renewedSchema);
        const renewal = factOfRenewal(payment, renewed);
        // Whose card it is stands with the order, which may have new words of its own.
        return renewal && { ...(await unlessUnknown(payment, () => read(payment))), ...renewal };
      } catch (error) {
        // Too early, too late, once too often, or gone: a new authorization takes its place.
        if ((error instanceof PaypalRefusal && error.status === 422) || isGone(error)) return undefined;
        throw error;
      }
    },
    void: orGone(async (payment) => {
      // A hold is released whatever words its order has for itself, and one in a word that is new may hold.
      const order = await call({ path: `/v2/checkout/orders/${payment.providerRef}` }, holdsSchema);
      const holds = order.purchase_units[0]?.payments?.authorizations ?? [];
      // Of a hold that was renewed PayPal voids the first authorization alone, and the others with it.
      for (const { id } of holds.filter(({ status }) => !holdsNothing.includes(status)))
        await change({ path: `/v2/payments/authorizations/${id}/void`, body: {}, requestId: `void-${id}` });
      // An order that nobody captures takes no money: to us it is over, and at PayPal it expires.
      const fact = await read(payment);
      return fact.status === 'pending' || fact.status === 'failed' ? { ...fact, status: 'canceled' } : fact;
    }),
    async refund(payment, { refundId, amount }) {
      const ref = { paymentId: payment.paymentId, providerRef: payment.providerRef };
      try {
        const captureRef = payment.captureRef ?? (await read(payment)).captureRef;
        const path = `/v2/payments/captures/${captureRef}/refund`;
        const body = { amount: paypalMoney(amount, payment.currency), custom_id: refundId };
        return factOfRefund(await call({ path, body, requestId: refundId }, madeRefundSchema), ref);
      } catch (error) {
        if (!(error instanceof PaypalRefusal) || error.status === 401) throw error;
        const { currency } = payment;
        return {
          kind: 'refund',
          refundId,
          providerRef: refundId,
          payment: ref,
          amount,
          currency,
          status: 'failed',
        };
      }
    },
    read,
    isGone,
    list: (from, to) => listPaypal(asking, from, to),
    async lookAgain({ kind, providerRef, firstSeenAt }) {
      const facts = await lookAgain[kind](asking, providerRef, firstSeenAt);
      return facts.filter((fact) => fact.kind !== 'unread' || !isMissing(fact.error));
    },
    readEvent: (rawBody, headers) => readPaypalEvent(runtime, settings, rawBody, headers, findPayment),
  };

  async function createOrder<S extends v.GenericSchema>(
    order: PaymentOrder,
    source: { vault_id?: string },
    schema: S,
  ): Promise<v.InferOutput<S>> {
    if (!isPayable(order.amount, order.currency)) throw notTaken();
    try {
      return await call(
        { path: '/v2/checkout/orders', body: bodyOf(order, source), requestId: order.paymentId },
        schema,
      );
    } catch (error) {
      if (
        isRefusal(error, [
          'CURRENCY_NOT_SUPPORTED',
          'DECIMAL_PRECISION',
          'MAX_VALUE_EXCEEDED',
          'CANNOT_BE_ZERO_OR_NEGATIVE',
          'AMOUNT_NOT_SUPPORTED',
        ])
      )
        throw notTaken();
      throw error;
    }
  }

  /**
   * Holds the amount of an order that was made by a method kept before. PayPal may have done it at once, show
   * the order as approved, or as created, though it can be authorized (see the sandbox, `Vaulted`). One that
   * asks for its payer is refused: nobody is there.
   */
  async function hold(payment: KnownPayment, order: PaypalOrder): Promise<PaymentFact> {
    if (order.status === 'PAYER_ACTION_REQUIRED') return { ...factOfOrder(order), status: 'failed' };
    return collect(payment, order.status === 'CREATED' ? { ...order, status: 'APPROVED' } : order);
  }

  /**
   * Captures, or authorizes, an order that its payer has approved. One that is not approved, or was declined,
   * says so itself.
   */
  async function collect(payment: KnownPayment, order: PaypalOrder): Promise<PaymentFact> {
    if (order.status !== 'APPROVED') return factOfOrder(order);
    const deed = order.intent === 'AUTHORIZE' ? 'authorize' : 'capture';
    const path = `/v2/checkout/orders/${order.id}/${deed}`;
    try {
      return factOfOrder(
        await call({ path, body: {}, requestId: `${deed}-${payment.paymentId}` }, orderSchema),
      );
    } catch (error) {
      if (
        isRefusal(error, [
          'INSTRUMENT_DECLINED',
          'PAYER_ACTION_REQUIRED',
          'TRANSACTION_REFUSED',
          'PAYER_CANNOT_PAY',
        ])
      )
        return { ...factOfOrder(order), status: 'failed' };
      if (
        isRefusal(error, [
          'ORDER_ALREADY_CAPTURED',
          'ORDER_ALREADY_AUTHORIZED',
          'ORDER_NOT_APPROVED',
          'DUPLICATE_INVOICE_ID',
        ])
      )
        return read(payment);
      throw error;
    }
  }
}

/** What an authorization is that has nothing to be released, or of which a part was taken. */
const holdsNothing = ['CAPTURED', 'DENIED', 'PARTIALLY_CAPTURED', 'VOIDED'];

/**
 * What PayPal says of a hold that is over, or is another's part: there is nothing more to do, and the order
 * tells the rest.
 */
const overHolds = [
  'RESOURCE_NOT_FOUND',
  'AUTHORIZATION_ALREADY_CAPTURED',
  'AUTHORIZATION_EXPIRED',
  'AUTHORIZATION_VOIDED',
  'CANNOT_BE_VOIDED',
  'PREVIOUSLY_CAPTURED',
  'PREVIOUSLY_VOIDED',
];

function bodyOf(order: PaymentOrder, { vault_id }: { vault_id?: string }) {
  const experience = {
    // So that a capture is never pending (PayPal, Orders v2, `payment_method_preference`).
    ...(order.isInstantOnly && { payment_method_preference: 'IMMEDIATE_PAYMENT_REQUIRED' }),
    return_url: order.returnUrl,
    cancel_url: order.cancelUrl,
    user_action: 'PAY_NOW',
    shipping_preference: 'NO_SHIPPING',
  };
  const vault = { store_in_vault: 'ON_SUCCESS', usage_type: 'MERCHANT' };
  return {
    intent: order.capture === 'later' ? 'AUTHORIZE' : 'CAPTURE',
    purchase_units: [
      {
        custom_id: order.paymentId,
        invoice_id: order.paymentId,
        description: order.description.slice(0, 127),
        amount: paypalMoney(order.amount, order.currency),
      },
    ],
    payment_source: {
      paypal: vault_id
        ? { vault_id }
        : { experience_context: experience, ...(order.savesMethod && { attributes: { vault } }) },
    },
  };
}

function present(settings: PaypalSettings, order: Pick<PaypalOrder, 'id' | 'links'>): OpenedPayment {
  const approve = order.links.find(({ rel }) => rel === 'payer-action' || rel === 'approve')?.href;
  if (!approve) throw new Problem('state-conflict', 'This payment is under way already.');
  return {
    providerRef: order.id,
    checkout: { orderId: order.id, clientId: settings.clientId, approveUrl: approve },
  };
}

/** The hold is made, whatever its words: where they are new, what is known of it is its order. */
async function unlessUnknown(payment: KnownPayment, ask: () => Promise<PaymentFact>): Promise<PaymentFact> {
  try {
    return await ask();
  } catch (error) {
    if (isUnknownWord(error)) return { ...goneFact(payment), status: 'pending' };
    throw error;
  }
}

/**
 * A renewed authorization has a new id, and a new honour period from today. One that PayPal denied is none,
 * and a new one takes its place. Throws UnknownWord where it is not decided.
 */
function factOfRenewal(
  { paymentId, providerRef, amount, currency }: KnownPayment,
  renewed: v.InferOutput<typeof renewedSchema>,
): PaymentFact | undefined {
  if (renewed.status === 'DENIED' || renewed.status === 'VOIDED') return undefined;
  if (renewed.status !== 'CREATED') throw new UnknownWord('a renewed authorization', renewed.status);
  const honourMs = 3 * 86_400_000;
  return {
    kind: 'payment',
    paymentId,
    providerRef,
    status: 'authorized',
    amount,
    currency,
    captured: minor(0),
    authorizationRef: renewed.id,
    ...(renewed.create_time && { captureBefore: new Date(Date.parse(renewed.create_time) + honourMs) }),
  };
}

function isRefusal(error: unknown, issues: readonly string[]): boolean {
  return error instanceof PaypalRefusal && error.issues.some((issue) => issues.includes(issue));
}

/**
 * What PayPal does not have, or not any more: an order that nobody approved in time (PayPal, Orders v2,
 * errors).
 */
function isGone(error: unknown): boolean {
  return isRefusal(error, ['RESOURCE_NOT_FOUND', 'INVALID_RESOURCE_ID']);
}

/** The same, and what is not shown to us. */
function isMissing(error: unknown): boolean {
  return isGone(error) || isRefusal(error, ['NOT_AUTHORIZED']);
}

/** A call about a payment, which is over if PayPal does not have it. */
function orGone<Rest extends readonly unknown[]>(
  ask: (payment: KnownPayment, ...rest: Rest) => Promise<PaymentFact>,
) {
  return async (payment: KnownPayment, ...rest: Rest): Promise<PaymentFact> => {
    try {
      return await ask(payment, ...rest);
    } catch (error) {
      if (isGone(error)) return goneFact(payment);
      throw error;
    }
  };
}

function notTaken(): Problem {
  return new Problem('state-conflict', 'This amount cannot be paid online. Please write to us.');
}
