import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { assess, fraudOutcomes } from '../../src/payment/risk/assess.ts';
import { modelVersion } from '../../src/payment/risk/model.ts';
import { firedRules, rules, rulesVersion } from '../../src/payment/risk/rules.ts';
import { type FraudSignals, fraudSignalsSchema } from '../../src/payment/risk/signals.ts';
import {
  defaultFraudThresholds,
  type FraudThresholds,
  fraudThresholdsSchema,
} from '../../src/platform/config/fraud-thresholds.ts';
import { runs } from '../support/harness/seeded-property.ts';

/** A returning guest at home, with everything known and nothing odd. */
const ordinary: FraudSignals = {
  attemptsByAddressLastHour: 1,
  attemptsByMailLastDay: 1,
  attemptsByCardLastDay: 1,
  attemptsByDeviceLastDay: 1,
  declinesByMailLastDay: 0,
  distinctCardsByDeviceLastDay: 1,
  amountRatioToItemMedian: 1,
  amountReportingMinor: 50_000,
  pastConfirmedByMail: 2,
  pastDisputesByMail: 0,
  leadTimeHours: 720,
  addressCountry: 'FR',
  cardCountry: 'FR',
  itemCountry: 'FR',
  isDisposableMail: false,
  providerRiskLevel: 'normal',
  providerRiskScore: 10,
};

/** What is not known before the provider is called, and what may be missing besides. */
const unknown = {
  attemptsByAddressLastHour: null,
  attemptsByCardLastDay: null,
  attemptsByDeviceLastDay: null,
  distinctCardsByDeviceLastDay: null,
  amountRatioToItemMedian: null,
  amountReportingMinor: null,
  addressCountry: null,
  cardCountry: null,
  itemCountry: null,
  providerRiskLevel: null,
  providerRiskScore: null,
} satisfies Partial<FraudSignals>;

// Limits unlike the defaults, so that a rule that forgot its configuration is found out.
const limits: FraudThresholds = {
  ...defaultFraudThresholds,
  attemptsByAddressPerHour: 11,
  attemptsByMailPerDay: 7,
  attemptsByCardPerDay: 8,
  attemptsByDevicePerDay: 9,
  declinesByMailPerDay: 3,
  distinctCardsByDevicePerDay: 4,
  unusualAmountRatio: 3.5,
  dearReportingMinor: 70_000,
  littleLeadHours: 36,
};

const dearSoonAndNew = { pastConfirmedByMail: 0, amountReportingMinor: 70_000, leadTimeHours: 36 };

/** For each way over a limit: the figures that just reach it and those that just do not. */
const limitsOfRules: readonly [code: string, reached: Partial<FraudSignals>, below: Partial<FraudSignals>][] =
  [
    ['velocity-address', { attemptsByAddressLastHour: 11 }, { attemptsByAddressLastHour: 10 }],
    ['velocity-mail', { attemptsByMailLastDay: 7 }, { attemptsByMailLastDay: 6 }],
    ['velocity-card', { attemptsByCardLastDay: 8 }, { attemptsByCardLastDay: 7 }],
    ['velocity-device', { attemptsByDeviceLastDay: 9 }, { attemptsByDeviceLastDay: 8 }],
    ['many-declines', { declinesByMailLastDay: 3 }, { declinesByMailLastDay: 2 }],
    ['many-cards', { distinctCardsByDeviceLastDay: 4 }, { distinctCardsByDeviceLastDay: 3 }],
    ['amount-unusual', { amountRatioToItemMedian: 3.5 }, { amountRatioToItemMedian: 3.49 }],
    ['country-mismatch', { cardCountry: 'DE' }, { cardCountry: 'FR' }],
    [
      'country-unrelated',
      { addressCountry: 'US', cardCountry: 'DE', itemCountry: 'FR' },
      { addressCountry: 'FR', cardCountry: 'DE', itemCountry: 'FR' },
    ],
    [
      'country-unrelated',
      { addressCountry: 'US', cardCountry: 'DE' },
      { addressCountry: 'US', cardCountry: 'US' },
    ],
    [
      'country-unrelated',
      { addressCountry: 'US', cardCountry: 'DE' },
      { addressCountry: 'US', cardCountry: 'FR' },
    ],
    ['disposable-mail', { isDisposableMail: true }, { isDisposableMail: false }],
    ['new-dear-soon', dearSoonAndNew, { ...dearSoonAndNew, pastConfirmedByMail: 1 }],
    ['new-dear-soon', dearSoonAndNew, { ...dearSoonAndNew, amountReportingMinor: 69_999 }],
    ['new-dear-soon', dearSoonAndNew, { ...dearSoonAndNew, leadTimeHours: 36.01 }],
    ['provider-risk', { providerRiskLevel: 'elevated' }, { providerRiskLevel: 'normal' }],
    ['provider-risk', { providerRiskScore: 65 }, { providerRiskScore: 64 }],
    ['provider-risk-highest', { providerRiskLevel: 'highest' }, { providerRiskLevel: 'elevated' }],
    ['provider-risk-highest', { providerRiskScore: 75 }, { providerRiskScore: 74 }],
    ['past-dispute', { pastDisputesByMail: 1 }, { pastDisputesByMail: 0 }],
  ];

function codesFor(signals: Partial<FraudSignals>): string[] {
  return firedRules({ ...ordinary, ...signals }, limits).map(({ code }) => code);
}

describe('rules', () => {
  test.each(limitsOfRules)('%s fires from its limit on and not below', (code, reached, below) => {
    expect(codesFor(reached)).toContain(code);
    expect(codesFor(below)).not.toContain(code);
  });

  test('every rule of the table has its limit in the test above, a code of its own and a weight below a refusal', () => {
    const codes = rules.map(({ code }) => code);
    expect([...new Set(limitsOfRules.map(([code]) => code))].sort()).toEqual([...codes].sort());
    expect(new Set(codes).size).toBe(codes.length);
    for (const { code, weight } of rules) {
      expect(weight, code).toBeGreaterThan(0);
      expect(weight, code).toBeLessThan(defaultFraudThresholds.refuseScore);
    }
  });
});

const counts = fc.integer({ min: 0, max: 40 });
const perhaps = <Value>(values: fc.Arbitrary<Value>) => fc.option(values, { nil: null });
const country = perhaps(fc.constantFrom('FR', 'DE', 'US'));
const levels = ['normal', 'elevated', 'highest'] as const;

const anySignals: fc.Arbitrary<FraudSignals> = fc.record({
  attemptsByAddressLastHour: perhaps(counts),
  attemptsByMailLastDay: counts,
  attemptsByCardLastDay: perhaps(counts),
  attemptsByDeviceLastDay: perhaps(counts),
  declinesByMailLastDay: counts,
  distinctCardsByDeviceLastDay: perhaps(counts),
  amountRatioToItemMedian: perhaps(fc.double({ min: 0.01, max: 50, noNaN: true })),
  amountReportingMinor: perhaps(fc.integer({ min: 0, max: 1_000_000 })),
  pastConfirmedByMail: fc.integer({ min: 0, max: 12 }),
  pastDisputesByMail: fc.integer({ min: 0, max: 3 }),
  leadTimeHours: fc.double({ min: -48, max: 5_000, noNaN: true }),
  addressCountry: country,
  cardCountry: country,
  itemCountry: country,
  isDisposableMail: fc.boolean(),
  providerRiskLevel: perhaps(fc.constantFrom(...levels)),
  providerRiskScore: perhaps(fc.integer({ min: 0, max: 100 })),
});

function strictness(signals: FraudSignals): number {
  return fraudOutcomes.indexOf(assess(signals, defaultFraudThresholds).outcome);
}

/** Holds for any signals that `worse` is in no respect judged milder than `better`. */
function expectNoMilder(better: FraudSignals, worse: FraudSignals): void {
  const [before, after] = [assess(better, defaultFraudThresholds), assess(worse, defaultFraudThresholds)];
  expect(after.score).toBeGreaterThanOrEqual(before.score);
  expect(after.probability).toBeGreaterThanOrEqual(before.probability);
  expect(strictness(worse)).toBeGreaterThanOrEqual(strictness(better));
}

describe('an assessment', () => {
  test.each([
    'attemptsByAddressLastHour',
    'attemptsByMailLastDay',
    'attemptsByCardLastDay',
    'attemptsByDeviceLastDay',
    'declinesByMailLastDay',
    'distinctCardsByDeviceLastDay',
    'pastDisputesByMail',
  ] as const)('is never milder for more of %s', (name) => {
    fc.assert(
      fc.property(anySignals, counts, counts, (signals, count, more) => {
        expectNoMilder({ ...signals, [name]: count }, { ...signals, [name]: count + more });
      }),
      runs(300),
    );
  });

  test('is never milder for a worse view of the provider, a dearer booking, less lead or fewer stays', () => {
    const times = fc.double({ min: 1, max: 20, noNaN: true });
    fc.assert(
      fc.property(anySignals, fc.integer({ min: 0, max: 50 }), times, (signals, more, factor) => {
        levels.slice(1).forEach((worse, index) => {
          const better = levels[index] ?? null;
          expectNoMilder({ ...signals, providerRiskLevel: better }, { ...signals, providerRiskLevel: worse });
        });
        expectNoMilder({ ...signals, providerRiskScore: 50 }, { ...signals, providerRiskScore: 50 + more });
        const ratio = signals.amountRatioToItemMedian ?? 1;
        const amount = signals.amountReportingMinor ?? 1;
        expectNoMilder(
          { ...signals, amountRatioToItemMedian: ratio, amountReportingMinor: amount },
          {
            ...signals,
            amountRatioToItemMedian: ratio * factor,
            amountReportingMinor: amount + more * 10_000,
          },
        );
        expectNoMilder(
          { ...signals, leadTimeHours: signals.leadTimeHours + more },
          { ...signals, leadTimeHours: signals.leadTimeHours },
        );
        expectNoMilder({ ...signals, pastConfirmedByMail: more }, { ...signals, pastConfirmedByMail: 0 });
      }),
      runs(300),
    );
  });

  test('is no stricter for the provider being unknown than for what it calls elevated, and fires no rule for it', () => {
    fc.assert(
      fc.property(anySignals, (signals) => {
        const before = { ...signals, providerRiskLevel: null, providerRiskScore: null };
        expectNoMilder(before, { ...before, providerRiskLevel: 'elevated' });
        expect(firedRules(before, limits).filter(({ code }) => code.startsWith('provider'))).toEqual([]);
      }),
      runs(300),
    );
  });

  test.each(Object.keys(unknown) as (keyof typeof unknown)[])(
    'adds nothing to the score for an unknown %s',
    (name) => {
      fc.assert(
        fc.property(anySignals, (signals) => {
          const ignorant = firedRules({ ...signals, [name]: null }, limits).map(({ code }) => code);
          const informed = firedRules(signals, limits).map(({ code }) => code);
          expect(informed).toEqual(expect.arrayContaining(ignorant));
        }),
        runs(200),
      );
    },
  );

  test('lets an ordinary guest pass without a reason, also while the provider is yet to be asked', () => {
    for (const signals of [ordinary, { ...ordinary, ...unknown }])
      expect(assess(signals, defaultFraudThresholds)).toEqual({
        outcome: 'allow',
        score: 0,
        probability: expect.closeTo(0, 1),
        reasons: [],
        modelVersion,
        rulesVersion,
      });
  });

  test('asks for a review of a first-timer with something dear and little lead, whatever the scores are set to', () => {
    const lenient = {
      ...defaultFraudThresholds,
      reviewScore: 5_000,
      refuseScore: 10_000,
      reviewProbability: 0.999,
    };
    const signals = { ...ordinary, pastConfirmedByMail: 0, amountReportingMinor: 200_000, leadTimeHours: 48 };
    const { outcome, reasons } = assess(signals, { ...lenient, refuseProbability: 1 });
    expect(outcome).toBe('review');
    expect(reasons.map(({ code }) => code)).toEqual(['new-dear-soon']);
  });

  test('goes by the score alone exactly at its limits when the model sees nothing', () => {
    const signals = { ...ordinary, isDisposableMail: true, cardCountry: 'DE' };
    const { score, probability } = assess(signals, defaultFraudThresholds);
    expect(score).toBe(45);
    expect(probability).toBeLessThan(defaultFraudThresholds.reviewProbability);
    const outcomeAt = (reviewScore: number, refuseScore: number) =>
      assess(signals, { ...defaultFraudThresholds, reviewScore, refuseScore }).outcome;
    expect([outcomeAt(46, 47), outcomeAt(45, 46), outcomeAt(44, 45)]).toEqual(['allow', 'review', 'refuse']);
  });

  test('goes by the model alone exactly at its limits when no rule fires, and says that it was the model', () => {
    const signals = { ...ordinary, pastConfirmedByMail: 0, leadTimeHours: 2, amountRatioToItemMedian: 3 };
    const { probability } = assess(signals, defaultFraudThresholds);
    const at = (reviewProbability: number, refuseProbability: number) =>
      assess(signals, { ...defaultFraudThresholds, reviewProbability, refuseProbability });
    const above = probability + 1e-9;
    expect(at(above, 1)).toMatchObject({ outcome: 'allow', score: 0, reasons: [] });
    expect(at(probability, above)).toMatchObject({
      outcome: 'review',
      score: 0,
      reasons: [{ code: 'model' }],
    });
    expect(at(probability / 2, probability)).toMatchObject({
      outcome: 'refuse',
      reasons: [{ code: 'model' }],
    });
  });

  test('gives each rule that fired as a reason, whose weights add up to the score', () => {
    fc.assert(
      fc.property(anySignals, (signals) => {
        const { reasons, score } = assess(signals, defaultFraudThresholds);
        expect(reasons.reduce((sum, { weight }) => sum + weight, 0)).toBe(score);
        expect(reasons.map(({ code }) => code).filter((code) => code !== 'model')).toEqual(
          firedRules(signals, defaultFraudThresholds).map(({ code }) => code),
        );
      }),
      runs(300),
    );
  });
});

describe('signals', () => {
  test('come back from JSON as they were stored', () => {
    fc.assert(
      fc.property(anySignals, (signals) => {
        // JSON has no negative zero, and no rule or feature tells the two apart.
        const stored = { ...signals, leadTimeHours: signals.leadTimeHours + 0 };
        expect(v.parse(fraudSignalsSchema, JSON.parse(JSON.stringify(stored)))).toEqual(stored);
      }),
      runs(200),
    );
  });

  test.each<[string, object]>([
    ['a label among them', { ...ordinary, isFraud: true }],
    ['a count that is no count', { ...ordinary, attemptsByMailLastDay: -1 }],
    ['a country that is no code', { ...ordinary, cardCountry: 'France' }],
    ['a figure missing that is meant to be unknown', { ...ordinary, cardCountry: undefined }],
  ])('are refused with %s', (_, signals) => {
    expect(v.safeParse(fraudSignalsSchema, signals).success).toBe(false);
  });
});

describe('thresholds', () => {
  test('are the defaults but for what the variable names', () => {
    expect(v.parse(fraudThresholdsSchema, '{"reviewScore":30,"littleLeadHours":12}')).toEqual({
      ...defaultFraudThresholds,
      reviewScore: 30,
      littleLeadHours: 12,
    });
  });

  test.each([
    ['{', 'is not JSON'],
    ['{"reviewScore":100}', 'needs a reviewScore below the refuseScore'],
    ['{"reviewProbability":0.9}', 'needs a reviewProbability below the refuseProbability'],
    ['{"attemptsByMailPerDay":0}', 'must be at least 1'],
    ['{"refuseProbability":1.5}', 'must be at most 1'],
    ['{"reviewProbabilty":0.1}', 'Expected never'],
  ])('%s is refused: %s', (text, message) => {
    const { issues = [] } = v.safeParse(fraudThresholdsSchema, text);
    expect(issues.map((issue) => issue.message).join()).toContain(message);
  });
});
