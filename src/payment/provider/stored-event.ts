import { type SQL, sql } from 'drizzle-orm';
import type { PaymentRef, ProviderEvent, ProviderName } from './provider.ts';

/**
 * The id of the payment that a provider speaks of: the one it names, else the one of the provider's own id.
 */
export function paymentIdOf(provider: ProviderName, ref: PaymentRef | undefined): SQL {
  return sql`(select p.id from payments p where p.provider = ${provider}
    and (p.id = ${ref?.paymentId ?? null} or p.provider_ref = ${ref?.providerRef ?? null})
    order by p.id = ${ref?.paymentId ?? null} desc nulls last limit 1)`;
}

/** The payment that an event is about. */
export function refOf({ fact, captureRequested }: ProviderEvent): PaymentRef | undefined {
  if (fact === undefined) return captureRequested;
  return fact.kind === 'payment' ? fact : fact.payment;
}

/**
 * `insert into payment_events`, once for each event; a CTE that returns the payment's id for a new one alone.
 */
export function storeEvent(event: ProviderEvent, now: Date): SQL {
  return sql`insert into payment_events (provider, event_id, type, payment_id, occurred_at, received_at, content)
    values (${event.provider}, ${event.eventId}, ${event.type}, ${paymentIdOf(event.provider, refOf(event))}, ${event.occurredAt.toISOString()},
      ${now.toISOString()}, ${JSON.stringify(event.fact ?? {})}::jsonb)
    on conflict do nothing returning payment_id`;
}
