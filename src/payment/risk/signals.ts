import * as v from 'valibot';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const ratio = v.pipe(v.number(), v.finite(), v.gtValue(0));
const country = v.pipe(v.string(), v.regex(/^[A-Z]{2}$/));

/**
 * What is known of a payment attempt when it is assessed. `null` is not known, and counts neither for nor
 * against the guest: before the provider is called nothing is known of the card or of the provider's view.
 * Stored as JSON with each assessment and read back by training, hence strict: a figure that is renamed or
 * forgotten must not pass for unknown.
 */
export const fraudSignalsSchema = v.strictObject({
  /** Payment attempts, this one included, by what they have in common with it. */
  attemptsByAddressLastHour: v.nullable(count),
  attemptsByMailLastDay: count,
  attemptsByCardLastDay: v.nullable(count),
  attemptsByDeviceLastDay: v.nullable(count),
  /** Attempts under this mail address that the bank or the provider declined. */
  declinesByMailLastDay: count,
  /** As far as known: before the provider is called the card of this attempt is not among them. */
  distinctCardsByDeviceLastDay: v.nullable(count),
  /** The amount against the median of what bookings of this item have cost. */
  amountRatioToItemMedian: v.nullable(ratio),
  /** The amount in minor units of the reporting currency; `null` when no rate is stored for its own. */
  amountReportingMinor: v.nullable(count),
  /** Earlier reservations under this mail address that were confirmed. */
  pastConfirmedByMail: count,
  pastDisputesByMail: count,
  /** From the attempt to the start of the stay; negative once it has begun. */
  leadTimeHours: v.pipe(v.number(), v.finite()),
  /** ISO 3166-1 alpha-2: where the client's address is, where the card was issued, where the item stands. */
  addressCountry: v.nullable(country),
  cardCountry: v.nullable(country),
  itemCountry: v.nullable(country),
  isDisposableMail: v.boolean(),
  providerRiskLevel: v.nullable(v.picklist(['normal', 'elevated', 'highest'])),
  /** 0 to 100, the provider's own. */
  providerRiskScore: v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(100))),
});

export type FraudSignals = Readonly<v.InferOutput<typeof fraudSignalsSchema>>;

/** Whether two countries are known to differ: `null` when one of them is unknown. */
export function differ(one: string | null, other: string | null): boolean | null {
  return one === null || other === null ? null : one !== other;
}
