import * as v from 'valibot';
import type { Runtime } from '../../platform/runtime.ts';
import { inTime, NotInTime } from '../provider/look-up.ts';
import { type ProviderEvent, UnreadableEvent } from '../provider/provider.ts';
import { UnknownWord } from '../provider/unknown-word.ts';
import type { PaypalSettings } from './client.ts';
import { factOfAuthorization, factOfCapture, factOfDispute, factOfRefund, factOfReversal } from './facts.ts';
import { ourPaymentId } from './marks.ts';
import {
  authorizationSchema,
  captureSchema,
  disputeSchema,
  instantTextSchema,
  orderSchema,
  type PaypalRefund,
  refundObjectSchema,
} from './objects.ts';
import { verifyTransmission } from './verify.ts';

const word = v.pipe(v.string(), v.regex(/^[\w.-]{1,255}$/));

const envelopeSchema = v.object({
  id: word,
  event_type: word,
  create_time: instantTextSchema,
  resource: v.unknown(),
});

type Said = Pick<ProviderEvent, 'fact' | 'captureRequested'>;

/**
 * How a payment is found by the capture of a refund, when the event does not carry our id; undefined for what
 * PayPal does not show us.
 */
export type FindPayment = (
  captureId: string,
) => Promise<{ paymentId: string | undefined; providerRef: string } | undefined>;

/**
 * Verifies and translates a PayPal webhook. Throws UnreadableEvent for one whose signature holds over what we
 * do not know.
 */
export async function readPaypalEvent(
  runtime: Runtime,
  settings: PaypalSettings,
  rawBody: string,
  headers: Headers,
  findPayment: FindPayment,
): Promise<ProviderEvent> {
  await verifyTransmission(runtime, settings, rawBody, headers);
  const envelope = v.safeParse(v.pipe(v.string(), v.parseJson(), envelopeSchema), rawBody);
  if (!envelope.success) throw new UnreadableEvent(undefined, undefined);
  const { id, event_type: type, create_time, resource } = envelope.output;
  try {
    const findInTime: FindPayment = (id) => inTime(runtime.lookUpTimeoutMs, findPayment(id));
    const said = await translate(type, resource, findInTime);
    return { provider: 'paypal', eventId: id, type, occurredAt: new Date(create_time), ...said };
  } catch (error) {
    const named = v.safeParse(v.looseObject({ id: word }), resource);
    if (error instanceof NotInTime && named.success) {
      const kind = type === 'PAYMENT.CAPTURE.REVERSED' ? 'dispute' : 'refund';
      const unanswered = { kind, providerRef: named.output.id } as const;
      return {
        provider: 'paypal',
        eventId: id,
        type,
        occurredAt: new Date(create_time),
        fact: undefined,
        unanswered,
      };
    }
    // A resource of another version, a status that is new, or an amount that is none in its currency.
    if (error instanceof v.ValiError || error instanceof RangeError || error instanceof UnknownWord)
      throw new UnreadableEvent(id, type, error);
    throw error;
  }
}

type Translate = (resource: unknown, findPayment: FindPayment) => Said | Promise<Said>;

const ofCapture: Translate = (resource) => ({ fact: factOfCapture(v.parse(captureSchema, resource)) });
const ofAuthorization: Translate = (resource) => ({
  fact: factOfAuthorization(v.parse(authorizationSchema, resource)),
});
const ofRefund: Translate = async (resource, findPayment) => {
  const refund = v.parse(refundObjectSchema, resource);
  const captureId = captureOf(refund);
  const payment = captureId ? await findPayment(captureId) : undefined;
  return { fact: payment && factOfRefund(refund, payment) };
};
const ofDispute: Translate = (resource) => ({ fact: factOfDispute(v.parse(disputeSchema, resource)) });

/** What each event says. `npm run paypal:webhook` asks PayPal for these and no others. */
const translations: Readonly<Record<string, Translate>> = {
  'CHECKOUT.ORDER.APPROVED'(resource) {
    const order = v.parse(orderSchema, resource);
    const paymentId = ourPaymentId(order.purchase_units[0]?.custom_id);
    return { fact: undefined, captureRequested: { paymentId, providerRef: order.id } };
  },
  'PAYMENT.CAPTURE.COMPLETED': ofCapture,
  'PAYMENT.CAPTURE.PENDING': ofCapture,
  'PAYMENT.CAPTURE.DENIED': ofCapture,
  'PAYMENT.CAPTURE.DECLINED': ofCapture,
  'PAYMENT.AUTHORIZATION.CREATED': ofAuthorization,
  'PAYMENT.AUTHORIZATION.VOIDED': ofAuthorization,
  'PAYMENT.CAPTURE.REFUNDED': ofRefund,
  'PAYMENT.REFUND.PENDING': ofRefund,
  'PAYMENT.REFUND.FAILED': ofRefund,
  async 'PAYMENT.CAPTURE.REVERSED'(resource, findPayment) {
    // Its resource is a refund (`resource_type`) that the seller did not make: its amount, its id, and by the
    // link `up` the capture; no `custom_id` (https://developer.paypal.com/api/rest/webhooks/event-names; an
    // event as it came stands in `PaymentCaptureReversed.php` of Zen Cart's module for PayPal).
    const reversal = v.parse(refundObjectSchema, resource);
    const captureId = captureOf(reversal);
    const payment = captureId ? await findPayment(captureId) : undefined;
    return { fact: payment && factOfReversal(reversal.id, payment, reversal.amount) };
  },
  'CUSTOMER.DISPUTE.CREATED': ofDispute,
  'CUSTOMER.DISPUTE.UPDATED': ofDispute,
  'CUSTOMER.DISPUTE.RESOLVED': ofDispute,
};

/** The events that a webhook at PayPal has to send. */
export const paypalEventTypes: readonly string[] = Object.keys(translations);

async function translate(type: string, resource: unknown, findPayment: FindPayment): Promise<Said> {
  const one = Object.hasOwn(translations, type) ? translations[type] : undefined;
  return (await one?.(resource, findPayment)) ?? { fact: undefined };
}

/** The capture of a refund: the resource of its link `up`. */
export function captureOf({ links }: PaypalRefund): string | undefined {
  const up = links.find(({ rel }) => rel === 'up')?.href;
  return up ? /\/captures\/([\w-]+)$/.exec(up)?.[1] : undefined;
}
