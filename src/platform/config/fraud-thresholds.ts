import * as v from 'valibot';

const limit = (byDefault: number) =>
  v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1, 'must be at least 1')), byDefault);
const probability = (byDefault: number) =>
  v.optional(
    v.pipe(v.number(), v.gtValue(0, 'must be above 0'), v.maxValue(1, 'must be at most 1')),
    byDefault,
  );

/**
 * From where on an attempt is unusual, from the JSON text of one environment variable: only what is to differ
 * needs to be there. A rule fires when its figure reaches the limit; `docs/fraud.md` says what each is and
 * where its default comes from.
 */
export const fraudThresholdsSchema = v.pipe(
  v.string(),
  v.parseJson(undefined, 'is not JSON'),
  v.strictObject({
    reviewScore: limit(40),
    refuseScore: limit(100),
    reviewProbability: probability(0.2),
    refuseProbability: probability(0.8),
    attemptsByAddressPerHour: limit(10),
    attemptsByMailPerDay: limit(6),
    attemptsByCardPerDay: limit(6),
    attemptsByDevicePerDay: limit(8),
    declinesByMailPerDay: limit(4),
    distinctCardsByDevicePerDay: limit(3),
    unusualAmountRatio: v.optional(v.pipe(v.number(), v.finite(), v.gtValue(1, 'must be above 1')), 4),
    /** Minor units of the reporting currency: 2,000.00 where it has cents. */
    dearReportingMinor: limit(200_000),
    littleLeadHours: limit(48),
  }),
  v.check(
    ({ reviewScore, refuseScore }) => reviewScore < refuseScore,
    'needs a reviewScore below the refuseScore',
  ),
  v.check(
    ({ reviewProbability, refuseProbability }) => reviewProbability < refuseProbability,
    'needs a reviewProbability below the refuseProbability',
  ),
);

export type FraudThresholds = Readonly<v.InferOutput<typeof fraudThresholdsSchema>>;

export const defaultFraudThresholds: FraudThresholds = v.parse(fraudThresholdsSchema, '{}');
