import type { FraudThresholds } from '../../platform/config/fraud-thresholds.ts';
import { differ, type FraudSignals } from './signals.ts';

/**
 * Goes up with every change to a rule or a weight, so that a stored assessment says by which rules it was
 * made.
 */
export const rulesVersion = '1';

interface Rule {
  /** Stable: staff filter by it and stored assessments carry it. */
  readonly code: string;
  /**
   * What the rule adds to the score. Never negative: nothing that is known of an attempt excuses another
   * thing.
   */
  readonly weight: number;
  /** Why, for staff. A guest never reads it. */
  readonly explanation: string;
  /** When it fires the outcome is at least review, however the scores are configured. */
  readonly asksForReview?: true;
  readonly fires: (signals: FraudSignals, thresholds: FraudThresholds) => boolean;
}

/**
 * The weights stand against a review at 40 and a refusal at 100: what an honest guest does now and then is
 * worth less than a review, and no single rule refuses. Each rule only ever fires more with worse figures and
 * is silent on unknown ones.
 */
export const rules: readonly Rule[] = [
  {
    code: 'velocity-address',
    weight: 25,
    explanation: 'Many payment attempts came from this network address within an hour.',
    fires: (signals, limits) => reaches(signals.attemptsByAddressLastHour, limits.attemptsByAddressPerHour),
  },
  {
    code: 'velocity-mail',
    weight: 25,
    explanation: 'Many payment attempts were made under this mail address within a day.',
    fires: (signals, limits) => reaches(signals.attemptsByMailLastDay, limits.attemptsByMailPerDay),
  },
  {
    code: 'velocity-card',
    weight: 25,
    explanation: 'Many payment attempts were made with this card within a day.',
    fires: (signals, limits) => reaches(signals.attemptsByCardLastDay, limits.attemptsByCardPerDay),
  },
  {
    code: 'velocity-device',
    weight: 25,
    explanation: 'Many payment attempts came from this device within a day.',
    fires: (signals, limits) => reaches(signals.attemptsByDeviceLastDay, limits.attemptsByDevicePerDay),
  },
  {
    code: 'many-declines',
    weight: 30,
    explanation: 'Several payments under this mail address were declined within a day.',
    fires: (signals, limits) => reaches(signals.declinesByMailLastDay, limits.declinesByMailPerDay),
  },
  {
    code: 'many-cards',
    weight: 50,
    explanation: 'This device has tried several different cards within a day.',
    fires: (signals, limits) =>
      reaches(signals.distinctCardsByDeviceLastDay, limits.distinctCardsByDevicePerDay),
  },
  {
    code: 'amount-unusual',
    weight: 15,
    explanation: 'The amount is a multiple of what this item usually costs.',
    fires: (signals, limits) => reaches(signals.amountRatioToItemMedian, limits.unusualAmountRatio),
  },
  {
    code: 'country-mismatch',
    weight: 15,
    explanation: 'The card is from another country than the network address.',
    fires: ({ addressCountry, cardCountry }) => differ(addressCountry, cardCountry) === true,
  },
  {
    // A guest who books on the spot has a foreign card too: what is left is odder than a mismatch alone.
    code: 'country-unrelated',
    weight: 15,
    explanation: 'Card, network address and item are in three different countries.',
    fires: ({ addressCountry, cardCountry, itemCountry }) =>
      [
        differ(addressCountry, cardCountry),
        differ(addressCountry, itemCountry),
        differ(cardCountry, itemCountry),
      ].every((one) => one === true),
  },
  {
    code: 'disposable-mail',
    weight: 30,
    explanation: 'The mail address belongs to a provider of throw-away addresses.',
    fires: ({ isDisposableMail }) => isDisposableMail,
  },
  {
    code: 'new-dear-soon',
    weight: 40,
    explanation: 'Someone without an earlier booking books something dear that starts soon.',
    asksForReview: true,
    fires: (signals, limits) =>
      signals.pastConfirmedByMail === 0 &&
      signals.leadTimeHours <= limits.littleLeadHours &&
      reaches(signals.amountReportingMinor, limits.dearReportingMinor),
  },
  {
    code: 'provider-risk',
    weight: 40,
    explanation: 'The payment provider sees an elevated risk.',
    fires: (signals) => providerRisk(signals) !== 'normal',
  },
  {
    code: 'provider-risk-highest',
    weight: 30,
    explanation: 'The payment provider sees the highest risk.',
    fires: (signals) => providerRisk(signals) === 'highest',
  },
  {
    code: 'past-dispute',
    weight: 40,
    explanation: 'An earlier payment under this mail address was disputed.',
    fires: (signals) => signals.pastDisputesByMail > 0,
  },
];

/** The rules that fire, in the order of the table. */
export function firedRules(signals: FraudSignals, thresholds: FraudThresholds): Rule[] {
  return rules.filter((rule) => rule.fires(signals, thresholds));
}

/** The sum of the weights of rules that fired. */
export function scoreOf(fired: readonly Rule[]): number {
  return fired.reduce((sum, { weight }) => sum + weight, 0);
}

function reaches(figure: number | null, limit: number): boolean {
  return figure !== null && figure >= limit;
}

/**
 * The worse of what the provider's level and its score say; unknown is normal. The limits are those from
 * which Stripe Radar reviews and blocks by default (docs.stripe.com/radar/risk-settings). The level alone may
 * be tuned in its dashboard.
 */
function providerRisk(signals: FraudSignals): 'normal' | 'elevated' | 'highest' {
  const { providerRiskLevel: level, providerRiskScore: score } = signals;
  if (level === 'highest' || reaches(score, 75)) return 'highest';
  return level === 'elevated' || reaches(score, 65) ? 'elevated' : 'normal';
}
