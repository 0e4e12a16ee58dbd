import { sql } from 'drizzle-orm';
import { call } from '../../platform/database/functions.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { assess, type FraudOutcome } from './assess.ts';
import { assessmentRow } from './assessment.ts';
import { digestsOf, type Origin, type RawSignals, signalsOf } from './signals-query.ts';

interface Attempt {
  readonly id: string;
  readonly purpose: string;
  /** What was thought of it before, when it is asked for again. */
  readonly before: { readonly outcome: FraudOutcome; readonly decision: string | null } | null;
  readonly rawSignals: RawSignals;
}

export interface AttemptAssessment {
  readonly outcome: FraudOutcome;
  /** Stores the assessment and what follows from it. One statement, or none when it is stored. */
  readonly keep: () => Promise<void>;
}

/**
 * Judges an attempt before the provider is called, or finds what was before, and what the staff decided
 * since.
 */
export async function assessAttempt(
  runtime: Runtime,
  attempt: Attempt,
  origin: Origin,
): Promise<AttemptAssessment> {
  if (attempt.purpose === 'security-deposit') return { outcome: 'allow', keep: async () => {} };
  if (attempt.before) return { outcome: outcomeOf(attempt.before), keep: async () => {} };
  const signals = await signalsOf(runtime, attempt.rawSignals, {
    addressCountry: origin.country ?? null,
    cardCountry: null,
    providerRiskLevel: null,
    providerRiskScore: null,
  });
  const assessment = assess(signals, runtime.config.fraudThresholds);
  const row = assessmentRow(runtime, {
    paymentId: attempt.id,
    phase: 'before',
    assessment,
    signals,
    digests: digestsOf(runtime, origin),
    emailHash: attempt.rawSignals.emailHash,
  });
  const keep = async () => {
    await runtime.database.query(
      sql`select ${call('keep_assessment', { assessment: row, now: runtime.clock.now() })}`,
    );
  };
  return { outcome: assessment.outcome, keep };
}

/** What the staff decided stands above what the machine thought. */
function outcomeOf({ outcome, decision }: NonNullable<Attempt['before']>): FraudOutcome {
  if (decision === 'approve') return 'allow';
  return decision === 'refuse' ? 'refuse' : outcome;
}
