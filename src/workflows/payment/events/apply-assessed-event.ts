import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { inTime } from '../../../payment/provider/look-up.ts';
import type { PaymentFact, ProviderEvent } from '../../../payment/provider/provider.ts';
import { providerOf } from '../../../payment/provider/providers.ts';
import { assess, fraudOutcomes } from '../../../payment/risk/assess.ts';
import { digestsOf, rawSignalsSchema, signalsOf } from '../../../payment/risk/signals-query.ts';
import { firstOf } from '../../../platform/database/database.ts';
import { call } from '../../../platform/database/functions.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { type AppliedEvent, applyPaymentEvent } from './apply-payment-event.ts';

const foundSchema = v.object({
  paymentId: v.string(),
  addressCountry: v.nullable(v.string()),
  address: v.nullable(v.string()),
  device: v.nullable(v.string()),
  before: v.nullable(v.object({ outcome: v.picklist(fraudOutcomes), decision: v.nullable(v.string()) })),
  rawSignals: rawSignalsSchema,
});

/**
 * Settles an event, and looks at the risk once more when it says that a reservation is paid: now the
 * provider's view and the card are known. What gives cause for a review keeps its time held until the staff
 * have decided; money that is here is never refused by a machine. The question to the provider and one
 * statement more than settling: the card is counted by what the provider says of it.
 */
export async function applyAssessedEvent(runtime: Runtime, given: ProviderEvent): Promise<AppliedEvent> {
  if (given.fact?.kind !== 'payment' || given.fact.status !== 'succeeded')
    return applyPaymentEvent(runtime, given);
  const fact = await completed(runtime, given, given.fact);
  const event = { ...given, fact };
  const { risk } = fact;
  const { card } = digestsOf(runtime, undefined, risk?.cardFingerprint);
  const found = await find(runtime, given, fact, card);
  if (!found) return applyPaymentEvent(runtime, event);
  const digests = { address: found.address, device: found.device, card };
  const signals = await signalsOf(runtime, found.rawSignals, {
    addressCountry: found.addressCountry,
    cardCountry: risk?.cardCountry ?? null,
    providerRiskLevel: risk?.level ?? null,
    providerRiskScore: risk?.score ?? null,
  });
  const assessment = assess(signals, runtime.config.fraudThresholds);
  const wasApproved = found.before?.decision === 'approve';
  const needsReview = assessment.outcome !== 'allow' && !wasApproved;
  return applyPaymentEvent(runtime, event, {
    paymentId: found.paymentId,
    phase: 'event',
    assessment: { ...assessment, outcome: needsReview ? 'review' : assessment.outcome },
    signals,
    digests,
    emailHash: found.rawSignals.emailHash,
  });
}

async function find(
  runtime: Runtime,
  { provider }: ProviderEvent,
  { paymentId, providerRef }: PaymentFact,
  card: string | null,
) {
  const now = runtime.clock.now();
  const payment = paymentId ?? null;
  const attempt = call('attempt_of_event', { provider, payment, providerRef, card, now });
  const rows = await runtime.database.query(sql`select ${attempt} as attempt`);
  return firstOf(v.object({ attempt: v.nullable(foundSchema) }), rows)?.attempt;
}

/**
 * A fact with the risk, as it says or else as the provider says when asked; without when that cannot be
 * asked. The answer names the method that was kept as well: PayPal's events do not, and our own capture,
 * which does, may have ended with its instance.
 */
async function completed(runtime: Runtime, event: ProviderEvent, fact: PaymentFact): Promise<PaymentFact> {
  if (fact.risk || !fact.paymentId) return fact;
  try {
    const { paymentId, providerRef } = fact;
    const asked = await inTime(
      runtime.lookUpTimeoutMs,
      providerOf(runtime, event.provider).read({ paymentId, providerRef }),
    );
    const { risk, savedMethod = fact.savedMethod } = asked;
    return { ...fact, ...(risk && { risk }), ...(savedMethod && { savedMethod }) };
  } catch (error) {
    runtime.log('warn', 'risk unknown', { provider: event.provider, error });
    return fact;
  }
}
