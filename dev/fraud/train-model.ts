import { createHash } from 'node:crypto';
import type { Weights } from '../../src/payment/risk/model.ts';
import { type FeatureName, featureNames, features } from '../../src/payment/risk/model-features.ts';
import type { FraudSignals } from '../../src/payment/risk/signals.ts';
import type { Example } from './generate.ts';
import { fitLogisticRegression } from './logistic-regression.ts';

type Scaling = Record<FeatureName, { readonly mean: number; readonly scale: number }>;

/**
 * Fits the weights to examples. The same examples in the same order give the same weights bit for bit: figures are rounded
 * to six digits, far coarser than what a processor could change. The version names the day and the weights themselves.
 * @param trainedAt the day, as 2026-11-21.
 */
export function trainModel(examples: readonly Example[], trainedAt: string): Weights {
  const scaling = scalingOf(examples.map(({ signals }) => signals));
  const fit = fitLogisticRegression(
    examples.map(({ signals }) => standardised(signals, scaling)),
    examples.map(({ isFraud }) => isFraud),
    featureNames.map((name) => features[name].direction),
  );
  const weights = {
    intercept: sixDigits(fit.intercept),
    features: record((name, index) => ({
      ...scaling[name],
      coefficient: sixDigits(fit.coefficients[index] ?? Number.NaN),
    })),
  };
  return { version: `${trainedAt}-${digestOf(weights)}`, ...weights };
}

/** Eight hex digits that any change to a weight changes. */
export function digestOf({ intercept, features: weights }: Omit<Weights, 'version'>): string {
  const figures = featureNames.map((name) => {
    const { mean, scale, coefficient } = weights[name];
    return [name, mean, scale, coefficient];
  });
  return createHash('sha256')
    .update(JSON.stringify([intercept, figures]))
    .digest('hex')
    .slice(0, 8);
}

/** Mean and standard deviation of what is known of each feature. */
function scalingOf(all: readonly FraudSignals[]): Scaling {
  return record((name) => {
    const known = all.map((signals) => features[name].of(signals)).filter((value) => value !== null);
    const mean = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length);
    const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, known.length);
    // A feature that never varies tells nothing, whatever its scale.
    return { mean: sixDigits(mean), scale: sixDigits(Math.sqrt(variance)) || 1 };
  });
}

/** An unknown feature stands at its mean, here as in the model. */
function standardised(signals: FraudSignals, scaling: Scaling): number[] {
  return featureNames.map((name) => {
    const value = features[name].of(signals);
    return value === null ? 0 : (value - scaling[name].mean) / scaling[name].scale;
  });
}

function record<Value>(of: (name: FeatureName, index: number) => Value): Record<FeatureName, Value> {
  // Every name is in the list, which is made from the features themselves.
  return Object.fromEntries(featureNames.map((name, index) => [name, of(name, index)])) as Record<
    FeatureName,
    Value
  >;
}

function sixDigits(value: number): number {
  return Number(value.toPrecision(6));
}
