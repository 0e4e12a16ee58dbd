import type Stripe from 'stripe';
import * as v from 'valibot';
import { inTime, NotInTime } from '../provider/look-up.ts';
import { type PaymentFact, type ProviderEvent, UnreadableEvent } from '../provider/provider.ts';
import { UnknownWord } from '../provider/unknown-word.ts';
import { disputeFact } from './dispute-fact.ts';
import { returnedDebit } from './movement-fact.ts';
import { chargeSchema, disputeSchema, eventSchema, intentSchema, refundSchema } from './objects.ts';
import { chargeFact, idOf, intentFact } from './payment-fact.ts';
import { refundFact } from './refund-fact.ts';
import { unlessMissing } from './refusal.ts';

/**
 * Translates a body whose signature holds. Asks Stripe for what an event leaves out: the end of a hold, and
 * what kind of movement a refund was. Throws UnreadableEvent for a shape that we do not know.
 */
export async function translated(asked: Asked, isLive: boolean, rawBody: string): Promise<ProviderEvent> {
  const envelope = v.safeParse(v.pipe(v.string(), v.parseJson(), eventSchema), rawBody);
  if (!envelope.success) throw new UnreadableEvent(...namesOf(rawBody));
  const { id: eventId, type, created, data, livemode, account } = envelope.output;
  if (livemode !== isLive || account) {
    const occurredAt = new Date(created * 1000);
    return { provider: 'stripe', eventId, type, occurredAt, fact: undefined, isOfOthers: true };
  }
  try {
    const fact = await factOf(asked, type, data.object);
    return { provider: 'stripe', eventId, type, occurredAt: new Date(created * 1000), fact };
  } catch (error) {
    const unanswered = error instanceof NotInTime && askedFor(data.object);
    if (unanswered)
      return {
        provider: 'stripe',
        eventId,
        type,
        occurredAt: new Date(created * 1000),
        fact: undefined,
        unanswered,
      };
    // Not what we expect of an object, a status that is new, or an amount that is none in its currency.
    const isShape =
      error instanceof v.ValiError || error instanceof UnknownWord || error instanceof RangeError;
    throw isShape ? new UnreadableEvent(eventId, type, error) : error;
  }
}

/** What an event calls itself, for the log; a thin one does, too. */
function namesOf(rawBody: string): [id: string | undefined, type: string | undefined] {
  const word = v.fallback(v.optional(v.pipe(v.string(), v.regex(/^[\w.[\]-]{1,255}$/))), undefined);
  const named = v.safeParse(
    v.pipe(v.string(), v.parseJson(), v.looseObject({ id: word, type: word })),
    rawBody,
  );
  return named.success ? [named.output.id, named.output.type] : [undefined, undefined];
}

/** Who is asked for what an event leaves out, and how long that is waited for. */
interface Asked {
  readonly stripe: Stripe;
  readonly lookUpTimeoutMs: number;
}

type Read = (asked: Asked, object: unknown) => ProviderEvent['fact'] | Promise<ProviderEvent['fact']>;

const ofIntent =
  (status: Parameters<typeof intentFact>[1]): Read =>
  (_asked, object) =>
    intentFact(intentOf(object), status);
const ofCharge: Read = (_asked, object) => chargeFact(read<Stripe.Charge>(chargeSchema, object));
const ofRefund: Read = ({ stripe, lookUpTimeoutMs }, object) =>
  inTime(lookUpTimeoutMs, refundFact(stripe, read<Stripe.Refund>(refundSchema, object)));
const ofDispute: Read = (_asked, object) => disputeFact(read<Stripe.Dispute>(disputeSchema, object));

/** What each event says of money. `npm run stripe:webhook` asks Stripe for these and no others. */
const reads: Readonly<Record<string, Read>> = {
  'payment_intent.created': ofIntent('pending'),
  'payment_intent.requires_action': ofIntent('pending'),
  'payment_intent.processing': ofIntent('processing'),
  'payment_intent.payment_failed': ofIntent('failed'),
  'payment_intent.amount_capturable_updated': (asked, object) => heldFact(asked, intentOf(object)),
  'payment_intent.canceled': ofIntent('canceled'),
  'payment_intent.succeeded': ofIntent('succeeded'),
  'charge.succeeded': ofCharge,
  'charge.captured': ofCharge,
  'charge.updated': ofCharge,
  'charge.refunded': ofCharge,
  'charge.failed': (asked, object) => failedFact(asked, read<Stripe.Charge>(chargeSchema, object)),
  'refund.created': ofRefund,
  'refund.updated': ofRefund,
  'refund.failed': ofRefund,
  'charge.dispute.created': ofDispute,
  'charge.dispute.updated': ofDispute,
  'charge.dispute.closed': ofDispute,
  'charge.dispute.funds_withdrawn': ofDispute,
  'charge.dispute.funds_reinstated': ofDispute,
};

/** The events that a webhook endpoint at Stripe has to send. */
export const stripeEventTypes: readonly string[] = Object.keys(reads);

async function factOf(asked: Asked, type: string, object: unknown): Promise<ProviderEvent['fact']> {
  return Object.hasOwn(reads, type) ? reads[type]?.(asked, object) : undefined;
}

const intentOf = (object: unknown) => read<Stripe.PaymentIntent>(intentSchema, object);

/** Throws ValiError for an object that has not what we read of it. */
function read<T>(schema: v.GenericSchema, object: unknown): T {
  // The schema has checked every field that is read of it; the SDK's type has many more.
  return v.parse(schema, object) as T;
}

/** A hold, with its end, which stands in the charge and not in the event. */
async function heldFact(
  { stripe, lookUpTimeoutMs }: Asked,
  intent: Stripe.PaymentIntent,
): Promise<PaymentFact> {
  const chargeId = idOf(intent.latest_charge);
  const charge = chargeId
    ? await inTime(lookUpTimeoutMs, unlessMissing(stripe.charges.retrieve(chargeId))).catch(unlessLate)
    : undefined;
  return intentFact({ ...intent, latest_charge: charge ?? intent.latest_charge }, 'authorized');
}

/** One that failed after it had gone through; whether it had, its PaymentIntent says. */
async function failedFact(
  { stripe, lookUpTimeoutMs }: Asked,
  charge: Stripe.Charge,
): Promise<ProviderEvent['fact']> {
  const intentId = idOf(charge.payment_intent);
  if (!charge.failure_balance_transaction || !intentId) return undefined;
  const intent = await inTime(lookUpTimeoutMs, unlessMissing(stripe.paymentIntents.retrieve(intentId)));
  return returnedDebit({ ...charge, payment_intent: intent ?? null });
}

/** The end of a hold is told by the comparison, too: the hold itself does not wait for it. */
function unlessLate(error: unknown): undefined {
  if (!(error instanceof NotInTime)) throw error;
}

/** What is to be asked for afterwards: a refund, or the movement by which a charge came back. */
function askedFor(object: unknown): ProviderEvent['unanswered'] {
  const named = v.safeParse(
    v.looseObject({ id: v.string(), failure_balance_transaction: v.nullish(v.string()) }),
    object,
  );
  if (!named.success) return undefined;
  const movement = named.output.failure_balance_transaction;
  return movement && !/^(re|pyr)_/.test(named.output.id)
    ? { kind: 'dispute', providerRef: movement }
    : { kind: 'refund', providerRef: named.output.id };
}
