import { differ, type FraudSignals } from './signals.ts';

interface Feature {
  /**
   * Whether more of it may only raise the probability of fraud, or only lower it. Training holds the sign.
   */
  readonly direction: 'raises' | 'lowers';
  /** Bounded, so that no single figure outweighs all others; `null` when the signals do not say. */
  readonly of: (signals: FraudSignals) => number | null;
}

/**
 * What the model sees, in the order of the weights. Figures are taken as logarithms, because the step from
 * one to two says more than that from eleven to twelve, up to a limit past which more says nothing. There is
 * no amount of money among them: the model would learn what the training's business costs. What is dear is
 * left to the rules, where it can be configured.
 */
export const features = {
  attemptsByAddress: raises((signals) => logFromOne(signals.attemptsByAddressLastHour, 50)),
  attemptsByMail: raises((signals) => logFromOne(signals.attemptsByMailLastDay, 20)),
  attemptsByCard: raises((signals) => logFromOne(signals.attemptsByCardLastDay, 20)),
  attemptsByDevice: raises((signals) => logFromOne(signals.attemptsByDeviceLastDay, 20)),
  declinesByMail: raises((signals) => logFromZero(signals.declinesByMailLastDay, 10)),
  distinctCardsByDevice: raises((signals) => logFromOne(signals.distinctCardsByDeviceLastDay, 10)),
  /** ln of the ratio, from a quarter of the usual to twelve times it. */
  amountToItem: raises(({ amountRatioToItemMedian: ratio }) =>
    ratio === null ? null : Math.log(between(ratio, 0.25, 12)),
  ),
  pastConfirmed: lowers((signals) => logFromZero(signals.pastConfirmedByMail, 10)),
  pastDisputes: raises((signals) => logFromZero(signals.pastDisputesByMail, 3)),
  /** ln of 1 + hours, up to 90 days. */
  leadTime: lowers((signals) => logFromZero(signals.leadTimeHours, 2160)),
  /**
   * 1 for someone without a confirmed booking who starts at once, falling to one half at a lead of two days.
   */
  newAndSoon: raises(({ pastConfirmedByMail, leadTimeHours }) =>
    pastConfirmedByMail > 0 ? 0 : 48 / (48 + Math.max(0, leadTimeHours)),
  ),
  countryMismatch: raises(({ addressCountry, cardCountry }) => flag(differ(addressCountry, cardCountry))),
  addressElsewhere: raises(({ addressCountry, itemCountry }) => flag(differ(addressCountry, itemCountry))),
  disposableMail: raises(({ isDisposableMail }) => flag(isDisposableMail)),
  providerLevel: raises(({ providerRiskLevel: level }) =>
    level === null ? null : { normal: 0, elevated: 1, highest: 2 }[level],
  ),
  providerScore: raises(({ providerRiskScore: score }) => (score === null ? null : score / 100)),
} satisfies Readonly<Record<string, Feature>>;

export type FeatureName = keyof typeof features;

// An object literal has no other keys.
export const featureNames = Object.keys(features) as readonly FeatureName[];

function raises(of: Feature['of']): Feature {
  return { direction: 'raises', of };
}

function lowers(of: Feature['of']): Feature {
  return { direction: 'lowers', of };
}

/** For what is at least one by nature: no card known yet says no more than one. */
function logFromOne(figure: number | null, limit: number): number | null {
  return figure === null ? null : Math.log(between(figure, 1, limit));
}

function logFromZero(figure: number, limit: number): number {
  return Math.log1p(between(figure, 0, limit));
}

function between(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

function flag(isSo: boolean | null): number | null {
  return isSo === null ? null : Number(isSo);
}
