import type Stripe from 'stripe';
import type { Call } from '../wire/call.ts';

/** The API version that shapes every object here; the compiler complains when the SDK moves to another one. */
export const apiVersion: Stripe.LatestApiVersion = '2026-10-28.endive';

type EventType =
  | 'charge.captured'
  | 'charge.dispute.closed'
  | 'charge.dispute.created'
  | 'charge.dispute.funds_reinstated'
  | 'charge.dispute.funds_withdrawn'
  | 'charge.dispute.updated'
  | 'charge.expired'
  | 'charge.failed'
  | 'charge.pending'
  | 'charge.refunded'
  | 'charge.succeeded'
  | 'payment_intent.amount_capturable_updated'
  | 'payment_intent.canceled'
  | 'payment_intent.created'
  | 'payment_intent.payment_failed'
  | 'payment_intent.processing'
  | 'payment_intent.requires_action'
  | 'payment_intent.succeeded'
  | 'refund.created'
  | 'refund.failed'
  | 'refund.updated';

type EventObject<Type extends EventType> = Extract<Stripe.Event, { type: Type }>['data']['object'];

/** Records what happened, with the object as it is now (changes replace objects, they never alter one). */
export function recordEvent<Type extends EventType>(
  call: Call,
  type: Type,
  object: EventObject<Type>,
  previousAttributes?: Partial<EventObject<Type>>,
): void {
  const event = {
    id: call.newId('evt'),
    object: 'event',
    api_version: apiVersion,
    created: call.nowSeconds,
    data: {
      object,
      ...(previousAttributes && { previous_attributes: previousAttributes }),
    },
    livemode: call.isLive,
    pending_webhooks: 0,
    request: call.request,
    type,
    // The signature ties `object` to `type`, which the compiler cannot follow into the union of all events.
  } as Stripe.Event;
  call.state.events.set(event.id, event);
  call.publish(event);
}
