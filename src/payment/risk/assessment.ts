import { type SQL, sql } from 'drizzle-orm';
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

/**
 * `insert into payment_assessments`, to stand as a CTE; the first of a phase stays. It returns the payment's
 * id for a new one.
 */
export function storeAssessment(runtime: Runtime, assessed: Assessed): SQL {
  const now = runtime.clock.now();
  const { paymentId, phase, assessment, signals, digests, emailHash } = assessed;
  return sql`insert into payment_assessments (id, payment_id, phase, outcome, score, probability, reasons, signals, model_version, rules_version,
      address_digest, email_hash, device_digest, card_digest, created_at)
    values (${newId('assessment', now, runtime.random)}, ${paymentId}, ${phase}, ${assessment.outcome}, ${assessment.score}, ${assessment.probability},
      ${JSON.stringify(assessment.reasons)}::jsonb, ${JSON.stringify(signals)}::jsonb, ${assessment.modelVersion}, ${assessment.rulesVersion},
      ${digests.address}, ${emailHash}, ${digests.device}, ${digests.card}, ${now.toISOString()})
    on conflict (payment_id, phase) do nothing returning payment_id`;
}

/**
 * Whether a payment of the reservation `r` has come that the staff must look at before anything is confirmed
 * by it.
 * @param but the id of a payment that is not asked about.
 */
export const awaitsReview = (but: SQL = sql`''`): SQL =>
  sql`exists (select from payment_assessments a join payments q on q.id = a.payment_id
    where q.reservation_id = r.id and q.id <> ${but} and a.phase = 'event' and a.outcome = 'review' and a.decision is null)`;
