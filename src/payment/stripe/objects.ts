import * as v from 'valibot';

/**
 * What of Stripe's objects an event must have for us to read it: https://docs.stripe.com/api/events/object
 */
const id = v.pipe(v.string(), v.regex(/^\w{1,255}$/));
const word = v.pipe(v.string(), v.regex(/^[\w.-]{1,255}$/));
/** In Unix seconds, of years with four figures. */
const seconds = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(253_402_300_799));
const amount = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const positiveAmount = v.pipe(amount, v.minValue(1));
const currency = v.pipe(v.string(), v.regex(/^[a-z]{3}$/));
const metadata = v.record(v.string(), v.string());

/**
 * A snapshot event. A thin one (`v2.core.event`) has no data:
 * https://docs.stripe.com/event-destinations#thin-events
 */
export const eventSchema = v.object({
  object: v.literal('event'),
  id,
  type: word,
  created: seconds,
  /** Whether real money moved. */
  livemode: v.optional(v.boolean(), false),
  /**
   * The connected account that an event is of; none for one of our own:
   * https://docs.stripe.com/connect/webhooks.
   */
  account: v.nullish(v.string()),
  data: v.looseObject({ object: v.unknown() }),
});

export const intentSchema = v.looseObject({
  object: v.literal('payment_intent'),
  id,
  status: word,
  amount,
  amount_received: amount,
  currency,
  metadata,
  latest_charge: v.nullish(id),
  customer: v.nullish(id),
  payment_method: v.nullish(id),
});

export const chargeSchema = v.looseObject({
  object: v.literal('charge'),
  id,
  status: word,
  captured: v.boolean(),
  refunded: v.boolean(),
  amount,
  amount_captured: amount,
  currency,
  metadata,
  payment_intent: v.nullish(id),
  customer: v.nullish(id),
  payment_method: v.nullish(id),
  failure_balance_transaction: v.nullish(id),
  outcome: v.nullish(
    v.looseObject({ risk_level: v.nullish(word), risk_score: v.nullish(v.pipe(v.number(), v.finite())) }),
  ),
  payment_method_details: v.nullish(
    v.looseObject({
      card: v.nullish(
        v.looseObject({
          fingerprint: v.nullish(word),
          country: v.nullish(word),
          capture_before: v.nullish(seconds),
        }),
      ),
    }),
  ),
});

export const refundSchema = v.looseObject({
  object: v.literal('refund'),
  id,
  status: v.nullish(word),
  amount: positiveAmount,
  currency,
  metadata: v.nullish(metadata),
  payment_intent: v.nullish(id),
  balance_transaction: v.nullish(id),
});

export const disputeSchema = v.looseObject({
  object: v.literal('dispute'),
  id,
  status: word,
  amount: positiveAmount,
  currency,
  reason: word,
  payment_intent: v.nullish(id),
  evidence_details: v.looseObject({ due_by: v.nullish(seconds) }),
});
