import * as v from 'valibot';
import { Problem } from '../platform/problems.ts';
import type { Runtime } from '../platform/runtime.ts';
import type { ProviderName } from './provider.ts';
import { isConfigured, providerOf } from './providers.ts';
import { settleAssessed } from './settle-assessed.ts';

/** What a provider is told: that we have it. */
export const receivedSchema = v.object({ received: v.literal(true) });

/**
 * Takes an event of a provider: verified on the raw body, stored once and applied. Answers whether it was new. Throws the 400 for a
 * signature that does not hold, and the 404 when the business does not use that provider.
 */
export async function receiveEvent(
  runtime: Runtime,
  provider: ProviderName,
  rawBody: string,
  headers: Headers,
): Promise<boolean> {
  if (!isConfigured(runtime, provider)) throw new Problem('not-found', 'There is nothing at this address.');
  const event = await providerOf(runtime, provider).readEvent(rawBody, headers);
  const { isNew, paymentId } = await settleAssessed(runtime, event);
  const { eventId, type: eventType } = event;
  runtime.log('info', 'event', { provider, eventId, eventType, ...(paymentId ? { paymentId } : {}) });
  return isNew;
}
