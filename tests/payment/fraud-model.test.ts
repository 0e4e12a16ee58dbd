import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testExamples, trainingExamples } from '../../dev/fraud/data-sets.ts';
import { evaluateModel, evaluateRules } from '../../dev/fraud/evaluate.ts';
import { generateExamples } from '../../dev/fraud/generate.ts';
import { report } from '../../dev/fraud/report.ts';
import { digestOf, trainModel } from '../../dev/fraud/train-model.ts';
import { weightsFile } from '../../dev/fraud/weights-file.ts';
import { modelVersion, probabilityOfFraud } from '../../src/payment/risk/model.ts';
import { type FeatureName, featureNames, features } from '../../src/payment/risk/model-features.ts';
import { type FraudSignals, fraudSignalsSchema } from '../../src/payment/risk/signals.ts';
import weights from '../../src/payment/risk/weights.json' with { type: 'json' };
import { defaultFraudThresholds } from '../../src/platform/config/fraud-thresholds.ts';
import { runs } from '../support/harness/seeded-property.ts';

const unseen = testExamples();
const evaluation = evaluateModel(weights, unseen, defaultFraudThresholds);

describe('the weights in the repository', () => {
  test('are, to the byte, what training gives from the seed; training twice gives the same', async () => {
    const examples = trainingExamples();
    const trained = trainModel(examples, weights.trainedAt);
    expect(trainModel(trainingExamples(), weights.trainedAt)).toEqual(trained);
    const provenance = {
      trainedAt: weights.trainedAt,
      syntheticExamples: examples.length,
      exportedExamples: 0,
    };
    const committed = await readFile(new URL('../../src/payment/risk/weights.json', import.meta.url), 'utf8');
    const trainedEvaluation = evaluateModel(trained, testExamples(), defaultFraudThresholds);
    expect(weightsFile(trained, provenance, trainedEvaluation)).toBe(committed);
  });

  test('carry the version that belongs to them, which any change to one of them changes', () => {
    expect(modelVersion).toBe(`${weights.trainedAt}-${digestOf(weights)}`);
    for (const name of featureNames) {
      const { mean, scale, coefficient } = weights.features[name];
      for (const other of [
        { mean: mean + 1e-6, scale, coefficient },
        { mean, scale: scale + 1e-6, coefficient },
        { mean, scale, coefficient: coefficient + 1e-6 },
      ])
        expect(digestOf({ ...weights, features: { ...weights.features, [name]: other } })).not.toBe(
          digestOf(weights),
        );
    }
    expect(digestOf({ ...weights, intercept: weights.intercept + 1e-5 })).not.toBe(digestOf(weights));
  });

  test('have a weight for each feature and for nothing else, none against its direction', () => {
    expect(Object.keys(weights.features)).toEqual(featureNames);
    for (const name of featureNames) {
      const { coefficient, scale } = weights.features[name];
      expect(scale, name).toBeGreaterThan(0);
      expect(features[name].direction === 'raises' ? coefficient : -coefficient, name).toBeGreaterThanOrEqual(
        0,
      );
    }
  });
});

// The bounds of docs/fraud.md. They say that the model fits the made-up world it was trained on, and no more.
describe('on attempts it has not seen', () => {
  test('a decile comes true within 0.4 points of what the model says, the highest within 2', () => {
    expect(evaluation.calibration.map(({ count }) => count)).toEqual(Array(10).fill(unseen.length / 10));
    evaluation.calibration.forEach(({ meanProbability, fraudShare }, decile) => {
      expect(Math.abs(meanProbability - fraudShare), `decile ${decile + 1}`).toBeLessThan(
        decile < 9 ? 0.004 : 0.02,
      );
    });
  });

  test('the model tells fraud from honesty as well as the documentation says', () => {
    expect(evaluation.areaUnderCurve).toBeGreaterThan(0.88);
    expect(evaluation.brierScore).toBeLessThan(0.013);
    expect(evaluation.review.precision).toBeGreaterThan(0.45);
    expect(evaluation.review.recall).toBeGreaterThan(0.45);
    expect(evaluation.review.falsePositiveRate).toBeLessThan(0.01);
    expect(evaluation.refuse.precision).toBeGreaterThan(0.88);
    expect(evaluation.refuse.recall).toBeGreaterThan(0.18);
    expect(evaluation.refuse.falsePositiveRate).toBeLessThan(0.001);
  });

  test('the documentation shows what training prints for these weights', async () => {
    const page = await readFile(new URL('../../docs/fraud.md', import.meta.url), 'utf8');
    expect(page).toContain(modelVersion);
    expect(page).toContain(report(evaluation, evaluateRules(unseen, defaultFraudThresholds)));
  });

  test('none of them was among those it was trained on', () => {
    const seen = new Set(trainingExamples().map(({ signals }) => JSON.stringify(signals)));
    expect(unseen.filter(({ signals }) => seen.has(JSON.stringify(signals)))).toEqual([]);
  });
});

/** The signals that a feature reads, whatever it then does with them. */
function readBy(name: FeatureName, signals: FraudSignals): string[] {
  const read = new Set<string>();
  features[name].of(
    new Proxy(signals, {
      get(target, key, receiver) {
        read.add(String(key));
        return Reflect.get(target, key, receiver);
      },
    }),
  );
  return [...read];
}

const anySignals = fc.integer().map((seed) => generateExamples(`${seed}`, 1)[0]?.signals);

describe('the features', () => {
  test('see signals alone, never the label, and no amount of money', () => {
    const known = new Set(Object.keys(fraudSignalsSchema.entries));
    for (const { signals } of unseen.slice(0, 200)) {
      const read = new Set(featureNames.flatMap((name) => readBy(name, signals)));
      expect(known).toEqual(new Set([...known, ...read]));
      expect(read).not.toContain('amountReportingMinor');
    }
    expect(known).not.toContain('isFraud');
  });

  test('are unknown only for an unknown signal and then move the probability by nothing', () => {
    fc.assert(
      fc.property(anySignals, fc.constantFrom(...featureNames), (signals, name) => {
        fc.pre(signals !== undefined);
        const value = features[name].of(signals);
        const read = readBy(name, signals);
        const isUnknown = Object.entries(signals).some(
          ([key, given]) => read.includes(key) && given === null,
        );
        expect(value === null).toBe(isUnknown);
        fc.pre(isUnknown);
        const louder = { ...weights.features[name], coefficient: 100, mean: -50 };
        const other = { ...weights, features: { ...weights.features, [name]: louder } };
        expect(probabilityOfFraud(signals, other)).toBe(probabilityOfFraud(signals));
      }),
      runs(500),
    );
  });

  test('stay bounded for figures past all measure', () => {
    const most = Number.MAX_SAFE_INTEGER;
    const signals = unseen[0]?.signals;
    if (!signals) throw new Error('the test set is empty');
    for (const extreme of [
      { attemptsByAddressLastHour: most, attemptsByMailLastDay: most, attemptsByDeviceLastDay: most },
      { declinesByMailLastDay: most, distinctCardsByDeviceLastDay: most, pastDisputesByMail: most },
      { amountRatioToItemMedian: Number.MAX_VALUE, leadTimeHours: -Number.MAX_VALUE },
      { amountRatioToItemMedian: Number.MIN_VALUE, leadTimeHours: Number.MAX_VALUE },
      { pastConfirmedByMail: most },
    ]) {
      for (const name of featureNames)
        expect(Math.abs(features[name].of({ ...signals, ...extreme }) ?? 0), name).toBeLessThan(8);
      const probability = probabilityOfFraud({ ...signals, ...extreme });
      expect(probability > 0 && probability < 1).toBe(true);
    }
  });
});
