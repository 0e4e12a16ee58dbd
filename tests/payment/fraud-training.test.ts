import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readExportedExamples } from '../../dev/fraud/exported-examples.ts';
import { generateExamples } from '../../dev/fraud/generate.ts';
import { type Direction, fitLogisticRegression } from '../../dev/fraud/logistic-regression.ts';
import { areaUnderCurve, brierScore, calibrationByDecile, confusionOf } from '../../dev/fraud/metrics.ts';
import { populations } from '../../dev/fraud/populations.ts';
import { trainModel } from '../../dev/fraud/train-model.ts';
import { seededRandom } from '../../dev/seeded-random.ts';
import { probabilityOfFraud } from '../../src/payment/risk/model.ts';
import { fraudSignalsSchema } from '../../src/payment/risk/signals.ts';
import { runs } from '../support/harness/seeded-property.ts';

/** Rows drawn evenly from -2 to 2, labelled by a true logistic model. */
function sample(seed: string, count: number, intercept: number, truth: readonly number[]) {
  const random = seededRandom(seed);
  const rows = Array.from({ length: count }, () => truth.map(() => 4 * random() - 2));
  const labels = rows.map((row) => random() < probability(row, intercept, truth));
  return { rows, labels };
}

function probability(row: readonly number[], intercept: number, coefficients: readonly number[]): number {
  const logit = row.reduce(
    (sum, value, index) => sum + value * (coefficients[index] ?? Number.NaN),
    intercept,
  );
  return 1 / (1 + Math.exp(-logit));
}

describe('logistic regression', () => {
  test('finds the coefficients that made the labels', () => {
    const { rows, labels } = sample('recovery', 40_000, -2, [0.8, -1.2, 0]);
    const { intercept, coefficients } = fitLogisticRegression(rows, labels, ['raises', 'lowers', 'raises']);
    expect(Math.abs(intercept - -2)).toBeLessThan(0.08);
    for (const [index, truth] of [0.8, -1.2, 0].entries())
      expect(Math.abs((coefficients[index] ?? Number.NaN) - truth)).toBeLessThan(0.08);
  });

  test('is at the best that the directions allow: no slope where it is free, none inwards where it is held', () => {
    const figures = fc.array(fc.double({ min: -1.5, max: 1.5, noNaN: true }), { minLength: 3, maxLength: 3 });
    const directions = fc.array(fc.constantFrom<Direction>('raises', 'lowers'), {
      minLength: 3,
      maxLength: 3,
    });
    fc.assert(
      fc.property(fc.integer(), figures, directions, (seed, truth, held) => {
        const { rows, labels } = sample(`${seed}`, 400, -0.5, truth);
        const { intercept, coefficients } = fitLogisticRegression(rows, labels, held);
        const residuals = rows.map(
          (row, index) => Number(labels[index]) - probability(row, intercept, coefficients),
        );
        expect(Math.abs(residuals.reduce((sum, residual) => sum + residual, 0))).toBeLessThan(1e-6);
        coefficients.forEach((coefficient, column) => {
          // The slope of the log-likelihood, less what the ridge of 1 takes.
          const slope =
            rows.reduce((sum, row, index) => sum + (row[column] ?? 0) * (residuals[index] ?? 0), 0) -
            coefficient;
          const sign = held[column] === 'raises' ? 1 : -1;
          if (coefficient === 0) expect(sign * slope).toBeLessThan(1e-6);
          else expect(Math.abs(slope)).toBeLessThan(1e-6);
          expect(sign * coefficient).toBeGreaterThanOrEqual(0);
        });
      }),
      runs(40),
    );
  });

  test('refuses examples of one outcome alone', () => {
    expect(() => fitLogisticRegression([[1], [2]], [true, true], ['raises'])).toThrow('both outcomes');
  });
});

describe('the measures', () => {
  test('count what was caught against what was there', () => {
    const caught = [true, true, true, false, false, false, false, false];
    const labels = [true, true, false, true, true, false, false, false];
    expect(confusionOf(caught, labels)).toEqual({ precision: 2 / 3, recall: 0.5, falsePositiveRate: 0.25 });
  });

  test('the area is the share of pairs in order, ties by half', () => {
    const tiers = fc.record({ probability: fc.integer({ min: 0, max: 5 }), isFraud: fc.boolean() });
    fc.assert(
      fc.property(fc.array(tiers, { minLength: 2, maxLength: 40 }), (all) => {
        const frauds = all.filter(({ isFraud }) => isFraud);
        const honest = all.filter(({ isFraud }) => !isFraud);
        fc.pre(frauds.length > 0 && honest.length > 0);
        const ordered = frauds.flatMap((one) =>
          honest.map((other) => (Math.sign(one.probability - other.probability) + 1) / 2),
        );
        const share = ordered.reduce((sum, value) => sum + value, 0) / ordered.length;
        const area = areaUnderCurve(
          all.map((one) => one.probability),
          all.map(({ isFraud }) => isFraud),
        );
        expect(area).toBeCloseTo(share, 12);
      }),
      runs(200),
    );
  });

  test('Brier score and deciles are what they are by hand', () => {
    expect(brierScore([0, 0.5, 1, 0.9], [false, true, true, false])).toBeCloseTo(
      (0 + 0.25 + 0 + 0.81) / 4,
      12,
    );
    const probabilities = Array.from({ length: 20 }, (_, index) => (19 - index) / 20);
    const bins = calibrationByDecile(
      probabilities,
      probabilities.map((one) => one > 0.875),
    );
    expect(bins).toHaveLength(10);
    expect(bins[0]).toEqual({ count: 2, meanProbability: 0.025, fraudShare: 0 });
    expect(bins[8]?.fraudShare).toBe(0);
    expect(bins[9]?.fraudShare).toBe(1);
  });
});

describe('made-up attempts', () => {
  test('are the same for the same seed, others for another, and all of them valid signals', () => {
    const examples = generateExamples('one', 500);
    expect(generateExamples('one', 500)).toEqual(examples);
    expect(generateExamples('other', 500)).not.toEqual(examples);
    for (const { signals } of examples) expect(v.parse(fraudSignalsSchema, signals)).toEqual(signals);
  });

  test('know nothing of this card or of the provider for about a half, honest or not', () => {
    const examples = generateExamples('halves', 20_000);
    for (const label of [true, false]) {
      const all = examples.filter(({ isFraud }) => isFraud === label);
      const before = all.filter(({ signals }) => signals.cardCountry === null);
      expect(before.length / all.length).toBeCloseTo(0.5, 1);
      for (const { signals } of before)
        expect([signals.attemptsByCardLastDay, signals.providerRiskLevel, signals.providerRiskScore]).toEqual(
          [null, null, null],
        );
    }
  });

  test('are fraud as often as the documentation says', () => {
    const share = populations.filter(({ isFraud }) => isFraud).reduce((sum, one) => sum + one.share, 0);
    expect(share).toBeCloseTo(0.02, 12);
    expect(populations.reduce((sum, one) => sum + one.share, 0)).toBeCloseTo(1, 12);
    const labelled = generateExamples('base rate', 40_000).filter(({ isFraud }) => isFraud).length / 40_000;
    expect(Math.abs(labelled - (share * 0.96 + (1 - share) * 0.0005))).toBeLessThan(0.002);
  });
});

describe('assessments exported from production', () => {
  async function exportOf(text: string): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'midas-fraud-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'export.jsonl');
    await writeFile(path, text);
    return path;
  }

  test('are read line by line as they were written, and change what is learnt', async () => {
    // Disposable addresses are all of them honest here, contrary to what the made-up attempts say.
    const exported = generateExamples('exported', 3_000).map(({ signals }) => ({
      signals: { ...signals, isDisposableMail: true },
      isFraud: false,
    }));
    const path = await exportOf(exported.map((example) => `${JSON.stringify(example)}\n`).join(''));
    const read = readExportedExamples(path);
    expect(read).toEqual(exported);
    const synthetic = generateExamples('synthetic', 5_000);
    const [without, together] = [synthetic, [...synthetic, ...read]].map((all) =>
      trainModel(all, '2026-01-01'),
    );
    if (!without || !together) throw new Error('nothing was trained');
    expect(without.features.disposableMail.coefficient).toBeGreaterThan(0.1);
    expect(together.features.disposableMail.coefficient).toBe(0);
    const [one] = exported;
    if (!one) throw new Error('nothing was exported');
    expect(probabilityOfFraud(one.signals, together)).toBeLessThan(probabilityOfFraud(one.signals, without));
  });

  test.each([
    ['a line that is not JSON', () => 'isFraud', ':2: the line: is not JSON'],
    ['a label that is none', (signals: object) => JSON.stringify({ signals, isFraud: 1 }), ':2: isFraud: '],
    [
      'a signal of another shape',
      (signals: object) =>
        JSON.stringify({ signals: { ...signals, attemptsByMailLastDay: '3' }, isFraud: true }),
      ':2: signals.attemptsByMailLastDay: ',
    ],
    [
      'a label among the signals',
      (signals: object) => JSON.stringify({ signals: { ...signals, isFraud: true }, isFraud: true }),
      ':2: signals.isFraud: ',
    ],
  ])('%s stops the training with its place', async (_, wrong, message) => {
    const [example] = generateExamples('line', 1);
    if (!example) throw new Error('nothing was made');
    const path = await exportOf(`${JSON.stringify(example)}\n${wrong(example.signals)}\n`);
    expect(() => readExportedExamples(path)).toThrow(message);
  });
});
