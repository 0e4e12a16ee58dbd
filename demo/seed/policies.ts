/** What is given back on cancellation: the first tier whose notice is met decides; below the last, nothing is. */
export interface SeedPolicy {
  code: 'flexible' | 'moderate' | 'strict';
  version: number;
  name: string;
  /** Most notice first. `refundBasisPoints`: 10000 is everything paid; a security deposit is always returned. */
  tiers: { hoursBefore: number; refundBasisPoints: number }[];
  text: string;
}

export const policies: SeedPolicy[] = [
  {
    code: 'flexible',
    version: 1,
    name: 'Flexible',
    tiers: [{ hoursBefore: 24, refundBasisPoints: 10_000 }],
    text: 'Cancel up to 24 hours before the start and everything you paid comes back. After that, nothing is refunded.',
  },
  {
    code: 'moderate',
    version: 1,
    name: 'Moderate',
    tiers: [
      { hoursBefore: 120, refundBasisPoints: 10_000 },
      { hoursBefore: 24, refundBasisPoints: 5000 },
    ],
    text: 'Cancel up to 5 days before the start and everything you paid comes back; up to 24 hours before, half of it. After that, nothing is refunded.',
  },
  {
    code: 'strict',
    version: 1,
    name: 'Strict',
    tiers: [{ hoursBefore: 336, refundBasisPoints: 5000 }],
    text: 'Cancel up to 14 days before the start and half of what you paid comes back. After that, nothing is refunded.',
  },
];
