import * as v from 'valibot';
import { Problem } from '../platform/problems.ts';
import type { Runtime } from '../platform/runtime.ts';
import { type ProviderEvent, type ProviderName, UnreadableEvent } from './provider.ts';
import { isConfigured, providerOf } from './providers.ts';
import { settleAssessed } from './settle-assessed.ts';

/** What a provider is told: that we have it. */
export const receivedSchema = v.object({ received: v.literal(true) });

/**
 * Takes an event of a provider: verified on the raw body, stored once and applied. Answers whether it was new. Throws the 400 for a
 * signature that does not hold, and the 404 when the business does not use that provider.
 *
 * One of a shape that we do not know is answered as received, since sending it again would change nothing, and is not stored, so that it
 * can be sent again to code that knows it. It stands in the log; the money that it may be about is found by the hourly comparison.
 */
export async function receiveEvent(
  runtime: Runtime,
  provider: ProviderName,
  rawBody: string,
  headers: Headers,
): Promise<boolean> {
  if (!isConfigured(runtime, provider)) throw new Problem('not-found', 'There is nothing at this address.');
  const event = await readable(runtime, provider, () =>
    providerOf(runtime, provider).readEvent(rawBody, headers),
  );
  if (!event) return false;
  const { isNew, paymentId } = await settleAssessed(runtime, event);
  const { eventId, type: eventType } = event;
  if (isNew && event.isOfOthers) {
    runtime.log('warn', 'event of another mode or account', { provider, eventId, eventType });
    return false;
  }
  runtime.log('info', 'event', { provider, eventId, eventType, ...(paymentId ? { paymentId } : {}) });
  return isNew;
}

async function readable(
  runtime: Runtime,
  provider: ProviderName,
  read: () => Promise<ProviderEvent>,
): Promise<ProviderEvent | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof UnreadableEvent)) throw error;
    const { eventId, eventType } = error;
    runtime.log('warn', 'event not understood', {
      provider,
      ...(eventId && { eventId }),
      ...(eventType && { eventType }),
      error: error.cause ?? error,
    });
    return undefined;
  }
}
