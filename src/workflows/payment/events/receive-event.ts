import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { eventFromResponse } from '../../../payment/provider/event-from-response.ts';
import {
  type OpenDifference,
  type ProviderEvent,
  type ProviderName,
  UnreadableEvent,
} from '../../../payment/provider/provider.ts';
import { isConfigured, providerOf } from '../../../payment/provider/providers.ts';
import { described, named } from '../../../platform/described.ts';
import { Problem } from '../../../platform/problems.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { applyAssessedEvent } from './apply-assessed-event.ts';

/** What a provider is told: that we have it. */
export const receivedSchema = named(
  'EventReceived',
  'The event was kept.',
  v.object({ received: described(v.literal(true), 'Always true.') }),
);

/** Whether an event was new, and what is to be done about it after the answer. */
interface Received {
  readonly isNew: boolean;
  readonly afterwards?: () => Promise<void>;
}

/**
 * Takes an event of a provider: verified on the raw body, stored once and applied. Answers whether it was
 * new. Throws the 400 for a signature that does not hold, and the 404 when the business does not use that
 * provider.
 *
 * One of a shape that we do not know is answered as received, since sending it again would change nothing,
 * and is not stored, so that it can be sent again to code that knows it. It stands in the log; the money that
 * it may be about is found by the hourly comparison.
 */
export async function receiveEvent(
  runtime: Runtime,
  provider: ProviderName,
  rawBody: string,
  headers: Headers,
): Promise<Received> {
  if (!isConfigured(runtime, provider)) throw new Problem('not-found', 'There is nothing at this address.');
  const event = await readable(runtime, provider, () =>
    providerOf(runtime, provider).readEvent(rawBody, headers),
  );
  if (!event) return { isNew: false };
  const { isNew, paymentId } = await applyAssessedEvent(runtime, event);
  const { eventId, type: eventType } = event;
  if (isNew && event.isOfOthers) {
    runtime.log('warn', 'event of another mode or account', { provider, eventId, eventType });
    return { isNew: false };
  }
  runtime.log('info', 'event', { provider, eventId, eventType, ...(paymentId ? { paymentId } : {}) });
  if (!isNew || !event.unanswered) return { isNew };
  return { isNew, afterwards: await askAfterwards(runtime, provider, event.unanswered) };
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

/**
 * Notes what an event is about as a difference, so that the comparison asks for it until it is known, and
 * answers how to ask for it at once, after the answer.
 */
async function askAfterwards(
  runtime: Runtime,
  provider: ProviderName,
  { kind, providerRef }: Pick<OpenDifference, 'kind' | 'providerRef'>,
): Promise<() => Promise<void>> {
  const firstSeenAt = runtime.clock.now();
  const at = firstSeenAt.toISOString();
  await runtime.database.query(sql`insert into reconciliation_differences as k (provider, kind, provider_ref, currency, theirs_minor, ours_minor, first_seen_at, last_seen_at)
    values (${provider}, ${kind}, ${providerRef}, 'XXX', 0, 0, ${at}, ${at}) on conflict (provider, kind, provider_ref) do update set resolved_at = null`);
  return async () => {
    try {
      const facts = await providerOf(runtime, provider).lookAgain({ kind, providerRef, firstSeenAt });
      for (const fact of facts)
        if (fact.kind === 'refund' || fact.kind === 'dispute' || fact.kind === 'payment')
          await applyAssessedEvent(runtime, eventFromResponse(runtime, provider, 'looked-up', fact));
    } catch (error) {
      runtime.log('warn', 'event not looked up', { provider, error });
    }
  };
}
