import { createHash } from 'node:crypto';
import type { Runtime } from '../../platform/runtime.ts';
import type { DisputeFact, PaymentFact, ProviderEvent, ProviderName, RefundFact } from './provider.ts';

/**
 * What a provider answered to a call of ours, or listed, as an event, so that it is applied the way events
 * are. The same fact gives the same id, so that a call that is repeated is stored once.
 */
export function eventFromResponse(
  runtime: Runtime,
  provider: ProviderName,
  type: string,
  fact: PaymentFact | RefundFact | DisputeFact,
): ProviderEvent {
  const digest = createHash('sha256').update(JSON.stringify(fact)).digest('base64url');
  return { provider, eventId: `${type}:${digest}`, type, occurredAt: runtime.clock.now(), fact };
}
