import type { FraudThresholds } from '../../platform/config/fraud-thresholds.ts';
import { modelVersion, probabilityOfFraud } from './model.ts';
import { firedRules, rulesVersion, scoreOf } from './rules.ts';
import type { FraudSignals } from './signals.ts';

/** From the mildest to the strictest. */
export const fraudOutcomes = ['allow', 'review', 'refuse'] as const;
export type FraudOutcome = (typeof fraudOutcomes)[number];

export interface FraudAssessment {
  readonly outcome: FraudOutcome;
  /** The sum of the weights of the rules that fired. */
  readonly score: number;
  /** The model's, 0 to 1. */
  readonly probability: number;
  /** What fired, for staff. Telling a guest would teach them what to change. */
  readonly reasons: readonly {
    readonly code: string;
    readonly weight: number;
    readonly explanation: string;
  }[];
  readonly modelVersion: string;
  readonly rulesVersion: string;
}

/**
 * Judges a payment attempt by rules and model, each by itself: the outcome is the stricter of the two, so
 * that neither can talk the other out of a doubt. Some rules ask for a review whatever the scores say.
 */
export function assess(signals: FraudSignals, thresholds: FraudThresholds): FraudAssessment {
  const fired = firedRules(signals, thresholds);
  const score = scoreOf(fired);
  const probability = probabilityOfFraud(signals);
  const byModel = outcomeOf(probability, thresholds.reviewProbability, thresholds.refuseProbability);
  return {
    outcome: strictest([
      outcomeOf(score, thresholds.reviewScore, thresholds.refuseScore),
      byModel,
      fired.some(({ asksForReview }) => asksForReview) ? 'review' : 'allow',
    ]),
    score,
    probability,
    reasons: [
      ...fired.map(({ code, weight, explanation }) => ({ code, weight, explanation })),
      ...(byModel === 'allow' ? [] : [modelReason(probability)]),
    ],
    modelVersion,
    rulesVersion,
  };
}

/**
 * It weighs nothing: the model is no part of the score. Without it staff would see a review for no reason at
 * all.
 */
function modelReason(probability: number): FraudAssessment['reasons'][number] {
  const percent = Math.round(probability * 100);
  return {
    code: 'model',
    weight: 0,
    explanation: `Taken together, the figures look to the model like fraud, with a probability of ${percent} %.`,
  };
}

function outcomeOf(figure: number, reviewFrom: number, refuseFrom: number): FraudOutcome {
  if (figure >= refuseFrom) return 'refuse';
  return figure >= reviewFrom ? 'review' : 'allow';
}

function strictest(outcomes: readonly FraudOutcome[]): FraudOutcome {
  return fraudOutcomes.findLast((one) => outcomes.includes(one)) ?? 'allow';
}
