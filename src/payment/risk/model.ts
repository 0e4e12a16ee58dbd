import { type FeatureName, featureNames, features } from './model-features.ts';
import type { FraudSignals } from './signals.ts';
import trained from './weights.json' with { type: 'json' };

/**
 * What training finds. A feature counts as `coefficient` for each `scale` that it is away from the `mean`.
 */
export interface Weights {
  readonly version: string;
  readonly intercept: number;
  readonly features: Readonly<
    Record<FeatureName, { readonly mean: number; readonly scale: number; readonly coefficient: number }>
  >;
}

/** Names the weights in use; stored with each assessment. */
export const modelVersion = trained.version;

/**
 * The probability, 0 to 1, that a payment attempt is fraud, by logistic regression. An unknown feature stands
 * at its mean and so adds nothing. It is as good as what it was trained on: `docs/fraud.md` says what that
 * is.
 * @param weights those of `weights.json`, unless others are being tried.
 */
export function probabilityOfFraud(signals: FraudSignals, weights: Weights = trained): number {
  let logit = weights.intercept;
  for (const name of featureNames) {
    const value = features[name].of(signals);
    const { mean, scale, coefficient } = weights.features[name];
    if (value !== null) logit += (coefficient * (value - mean)) / scale;
  }
  return 1 / (1 + Math.exp(-logit));
}
