import type { ProviderEvent } from '../../src/payment/provider/provider.ts';
import { applyPaymentEvent } from '../../src/workflows/payment/events/apply-payment-event.ts';
import type { Payment } from './books.ts';
import { expectEvent } from './expect-event.ts';
import { expectExpiry } from './expect-request.ts';
import { stays } from './open-stay.ts';
import { nowOf, same, type World } from './world.ts';

/** Settles an event about a payment, here and in the model. */
export async function applyEvent(world: World, payment: Payment, event: ProviderEvent): Promise<void> {
  const now = nowOf(world);
  const { fact } = event;
  payment.stay.history.push(`  ${event.eventId} ${event.occurredAt.toISOString()} ${JSON.stringify(fact)}`);
  // A dispute names the provider's payment alone: before that is known, nobody can say whose it is.
  const isKnown = fact?.kind !== 'dispute' || payment.ref === fact.payment.providerRef;
  const isNew = !payment.events.has(event.eventId);
  const settlement = await applyPaymentEvent(world.runtime, event);
  if (!isNew) {
    // It is stored already, and changes nothing.
  } else if (isKnown) {
    expectExpiry(stays(world), payment.stay.itemId, now);
    expectEvent(payment, event, now);
  } else payment.events.add(event.eventId);
  same('whether the event is new', settlement.isNew, isNew);
  if (isNew) same('whose event it is', settlement.paymentId, isKnown ? payment.id : null);
}
