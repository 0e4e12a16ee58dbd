import type { Weights } from '../../src/payment/risk/model.ts';
import type { evaluateModel } from './evaluate.ts';

type Evaluation = ReturnType<typeof evaluateModel>;

/** From what the weights were made. */
interface Provenance {
  readonly trainedAt: string;
  readonly syntheticExamples: number;
  readonly exportedExamples: number;
}

/**
 * The text of `weights.json`: the weights, where they come from and what they were worth on the test set, at the default
 * thresholds. The calibration is printed, not kept.
 */
export function weightsFile(weights: Weights, provenance: Provenance, evaluation: Evaluation): string {
  const { version, ...rest } = weights;
  const { calibration: _, ...metrics } = evaluation;
  return `${JSON.stringify({ version, ...provenance, ...rest, metrics }, fourDigits, 2)}\n`;
}

/** Weights are rounded already; four digits are enough for what they are worth. */
function fourDigits(name: string, value: unknown): unknown {
  return metricNames.has(name) && typeof value === 'number' ? Number(value.toPrecision(4)) : value;
}

const metricNames = new Set([
  'fraudShare',
  'areaUnderCurve',
  'brierScore',
  'precision',
  'recall',
  'falsePositiveRate',
]);
