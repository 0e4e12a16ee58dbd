import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { inTime } from '../../../payment/provider/look-up.ts';
import type { PaymentFact, ProviderEvent } from '../../../payment/provider/provider.ts';
import { providerOf } from '../../../payment/provider/providers.ts';
import { paymentIdOf } from '../../../payment/provider/stored-event.ts';
import { assess, fraudOutcomes } from '../../../payment/risk/assess.ts';
import { storeAssessment } from '../../../payment/risk/assessment.ts';
import {
  digestsOf,
  rawSignalsJson,
  rawSignalsSchema,
  signalsOf,
} from '../../../payment/risk/signals-query.ts';
import { firstOf } from '../../../platform/database/database.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { type AppliedEvent, applyPaymentEvent } from './apply-payment-event.ts';

const foundSchema = v.object({
  paymentId: v.string(),
  provider: v.string(),
  isAssessed: v.boolean(),
  addressCountry: v.nullable(v.string()),
  address: v.nullable(v.string()),
  device: v.nullable(v.string()),
  before: v.nullable(v.object({ outcome: v.picklist(fraudOutcomes), decision: v.nullable(v.string()) })),
  rawSignals: rawSignalsSchema,
});

/**
 * Settles an event, and looks at the risk once more when it says that a reservation is paid: now the
 * provider's view and the card are known. What gives cause for a review keeps its time held until the staff
 * have decided; money that is here is never refused by a machine. One statement more than settling, beside
 * the question to the provider.
 */
export async function applyAssessedEvent(runtime: Runtime, given: ProviderEvent): Promise<AppliedEvent> {
  if (given.fact?.kind !== 'payment' || given.fact.status !== 'succeeded')
    return applyPaymentEvent(runtime, given);
  const [found, fact] = await Promise.all([
    find(runtime, given, given.fact),
    completed(runtime, given, given.fact),
  ]);
  const event = { ...given, fact };
  const { risk } = fact;
  if (!found || found.isAssessed) return applyPaymentEvent(runtime, event);
  const digests = {
    ...digestsOf(runtime, undefined, risk?.cardFingerprint),
    address: found.address,
    device: found.device,
  };
  const signals = await signalsOf(runtime, found.rawSignals, {
    addressCountry: found.addressCountry,
    cardCountry: risk?.cardCountry ?? null,
    providerRiskLevel: risk?.level ?? null,
    providerRiskScore: risk?.score ?? null,
  });
  const assessment = assess(signals, runtime.config.fraudThresholds);
  const wasApproved = found.before?.decision === 'approve';
  const needsReview = assessment.outcome !== 'allow' && !wasApproved;
  const stored = storeAssessment(runtime, {
    paymentId: found.paymentId,
    phase: 'event',
    assessment: { ...assessment, outcome: needsReview ? 'review' : assessment.outcome },
    signals,
    digests,
    emailHash: found.rawSignals.emailHash,
  });
  return applyPaymentEvent(runtime, event, stored);
}

async function find(runtime: Runtime, event: ProviderEvent, fact: PaymentFact) {
  const digests = { address: sql`b.address_digest`, device: sql`b.device_digest`, card: sql`null::text` };
  const rows = await runtime.database.query(sql`
    select p.id as "paymentId", p.provider, exists (select from payment_assessments a where a.payment_id = p.id and a.phase = 'event') as "isAssessed",
      b.signals->>'addressCountry' as "addressCountry", b.address_digest as address, b.device_digest as device,
      case when b.id is not null then json_build_object('outcome', b.outcome, 'decision', b.decision) end as before,
      ${rawSignalsJson(runtime.clock.now(), digests, sql`p.amount_minor`, true)} as "rawSignals"
    from payments p join reservations r on r.id = p.reservation_id
      left join payment_assessments b on b.payment_id = p.id and b.phase = 'before'
    where p.id = ${paymentIdOf(event.provider, fact)} and p.purpose <> 'security-deposit'`);
  return firstOf(foundSchema, rows);
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
