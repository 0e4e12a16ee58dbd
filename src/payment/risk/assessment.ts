import { newId } from '../../platform/ids.ts';
import type { Runtime } from '../../platform/runtime.ts';
import type { FraudAssessment } from './assess.ts';
import type { FraudSignals } from './signals.ts';
import type { Digests } from './signals-query.ts';

export interface Assessed {
  readonly paymentId: string;
  readonly phase: 'before' | 'event';
  readonly assessment: FraudAssessment;
  readonly signals: FraudSignals;
  readonly digests: Digests;
  readonly emailHash: string | null;
}

/** A row of `payment_assessments` by its columns, as `keep_assessment` takes it. */
export function assessmentRow(runtime: Runtime, assessed: Assessed) {
  const now = runtime.clock.now();
  const { paymentId, phase, assessment, signals, digests, emailHash } = assessed;
  return {
    id: newId('assessment', now, runtime.random),
    payment_id: paymentId,
    phase,
    outcome: assessment.outcome,
    score: assessment.score,
    probability: assessment.probability,
    reasons: assessment.reasons,
    signals,
    model_version: assessment.modelVersion,
    rules_version: assessment.rulesVersion,
    address_digest: digests.address,
    email_hash: emailHash,
    device_digest: digests.device,
    card_digest: digests.card,
    created_at: now.toISOString(),
  };
}
