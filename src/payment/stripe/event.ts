import type Stripe from 'stripe';
import type { PaymentFact, ProviderEvent } from '../provider.ts';
import { disputeFact } from './dispute-fact.ts';
import { chargeFact, idOf, intentFact } from './payment-fact.ts';
import { refundFact } from './refund-fact.ts';
import { unlessMissing } from './refusal.ts';

/** Translates an event. Asks Stripe for what an event leaves out: the end of a hold, and what kind of movement a refund was. */
export async function translated(stripe: Stripe, event: Stripe.Event): Promise<ProviderEvent> {
  return {
    provider: 'stripe',
    eventId: event.id,
    type: event.type,
    occurredAt: new Date(event.created * 1000),
    fact: await factOf(stripe, event),
  };
}

async function factOf(stripe: Stripe, event: Stripe.Event): Promise<ProviderEvent['fact']> {
  switch (event.type) {
    case 'payment_intent.created':
    case 'payment_intent.requires_action':
      return intentFact(event.data.object, 'pending');
    case 'payment_intent.processing':
      return intentFact(event.data.object, 'processing');
    case 'payment_intent.payment_failed':
      return intentFact(event.data.object, 'failed');
    case 'payment_intent.amount_capturable_updated':
      return heldFact(stripe, event.data.object);
    case 'payment_intent.canceled':
      return intentFact(event.data.object, 'canceled');
    case 'payment_intent.succeeded':
      return intentFact(event.data.object, 'succeeded');
    case 'charge.succeeded':
    case 'charge.captured':
    case 'charge.updated':
    case 'charge.refunded':
      return chargeFact(event.data.object);
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed':
      return refundFact(stripe, event.data.object);
    case 'charge.dispute.created':
    case 'charge.dispute.updated':
    case 'charge.dispute.closed':
    case 'charge.dispute.funds_withdrawn':
    case 'charge.dispute.funds_reinstated':
      return disputeFact(event.data.object);
    default:
      return undefined;
  }
}

/** A hold, with its end, which stands in the charge and not in the event. */
async function heldFact(stripe: Stripe, intent: Stripe.PaymentIntent): Promise<PaymentFact> {
  const chargeId = idOf(intent.latest_charge);
  const charge = chargeId ? await unlessMissing(stripe.charges.retrieve(chargeId)) : undefined;
  return intentFact({ ...intent, latest_charge: charge ?? intent.latest_charge }, 'authorized');
}
