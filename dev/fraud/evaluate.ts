import { probabilityOfFraud, type Weights } from '../../src/payment/risk/model.ts';
import { firedRules, scoreOf } from '../../src/payment/risk/rules.ts';
import type { FraudThresholds } from '../../src/platform/config/fraud-thresholds.ts';
import type { Example } from './generate.ts';
import { areaUnderCurve, brierScore, type Confusion, calibrationByDecile, confusionOf } from './metrics.ts';

interface AtThreshold extends Confusion {
  readonly threshold: number;
}

/** How good weights are on examples that they were not made from. */
export function evaluateModel(weights: Weights, examples: readonly Example[], thresholds: FraudThresholds) {
  const probabilities = examples.map(({ signals }) => probabilityOfFraud(signals, weights));
  const labels = examples.map(({ isFraud }) => isFraud);
  return {
    examples: examples.length,
    fraudShare: labels.filter(Boolean).length / labels.length,
    areaUnderCurve: areaUnderCurve(probabilities, labels),
    brierScore: brierScore(probabilities, labels),
    review: caughtFrom(thresholds.reviewProbability, probabilities, labels),
    refuse: caughtFrom(thresholds.refuseProbability, probabilities, labels),
    calibration: calibrationByDecile(probabilities, labels),
  };
}

/** How good the score of the rules is on the same examples. No training changes it. */
export function evaluateRules(examples: readonly Example[], thresholds: FraudThresholds) {
  const scores = examples.map(({ signals }) => scoreOf(firedRules(signals, thresholds)));
  const labels = examples.map(({ isFraud }) => isFraud);
  return {
    review: caughtFrom(thresholds.reviewScore, scores, labels),
    refuse: caughtFrom(thresholds.refuseScore, scores, labels),
  };
}

function caughtFrom(threshold: number, figures: readonly number[], labels: readonly boolean[]): AtThreshold {
  const caught = figures.map((figure) => figure >= threshold);
  return { threshold, ...confusionOf(caught, labels) };
}
