import type { evaluateModel, evaluateRules } from './evaluate.ts';
import type { Confusion } from './metrics.ts';

/** What the evaluations found, as text for the terminal and for `docs/fraud.md`. */
export function report(
  model: ReturnType<typeof evaluateModel>,
  rules: ReturnType<typeof evaluateRules>,
): string {
  const { examples, fraudShare, areaUnderCurve, brierScore, review, refuse, calibration } = model;
  return [
    `Test set: ${examples} attempts, ${percent(fraudShare)} fraud`,
    `Area under the ROC curve ${areaUnderCurve.toFixed(4)}, Brier score ${brierScore.toFixed(5)}`,
    '',
    '                           precision   recall   false positives',
    `model, review from ${review.threshold.toFixed(2)}   ${confusion(review)}`,
    `model, refuse from ${refuse.threshold.toFixed(2)}   ${confusion(refuse)}`,
    `rules, review from ${String(rules.review.threshold).padEnd(4)}   ${confusion(rules.review)}`,
    `rules, refuse from ${String(rules.refuse.threshold).padEnd(4)}   ${confusion(rules.refuse)}`,
    '',
    'decile   attempts   model says   came true',
    ...calibration.map(({ count, meanProbability, fraudShare: share }, index) =>
      [
        String(index + 1).padStart(6),
        String(count).padStart(11),
        percent(meanProbability).padStart(13),
        percent(share).padStart(12),
      ].join(''),
    ),
  ].join('\n');
}

function confusion({ precision, recall, falsePositiveRate }: Confusion): string {
  return `${percent(precision).padStart(9)}${percent(recall).padStart(9)}${percent(falsePositiveRate).padStart(18)}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
