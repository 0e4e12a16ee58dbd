import type { SeedItem } from './catalogue-types.ts';

type Currency = SeedItem['currency'];

/** A code a guest may enter. Amounts are minor units; `currency` confines it, and is given with `minimumAmountMinor`. */
export interface SeedPromotion {
  code: string;
  description: string;
  discount: { percentBasisPoints: number } | { fixedAmountMinor: number; currency: Currency };
  /** RFC 3339 instants, half-open. */
  validFrom: string;
  validTo: string;
  minimumAmountMinor?: number;
  currency?: Currency;
}

export const promotions: SeedPromotion[] = [
  {
    code: 'WELCOME10',
    description: 'Ten per cent off a first reservation.',
    discount: { percentBasisPoints: 1000 },
    validFrom: '2026-01-01T00:00:00Z',
    validTo: '2029-01-01T00:00:00Z',
  },
  {
    code: 'RIVIERA250',
    description: '250 euros off reservations of 2,500 euros or more.',
    discount: { fixedAmountMinor: 25_000, currency: 'EUR' },
    validFrom: '2026-03-01T00:00:00+01:00',
    validTo: '2028-11-01T00:00:00+01:00',
    minimumAmountMinor: 250_000,
    currency: 'EUR',
  },
  {
    code: 'LONGSTAY15',
    description: 'Fifteen per cent off dollar reservations of 10,000 or more.',
    discount: { percentBasisPoints: 1500 },
    validFrom: '2026-01-01T00:00:00Z',
    validTo: '2028-07-01T00:00:00Z',
    minimumAmountMinor: 1_000_000,
    currency: 'USD',
  },
  {
    code: 'HANAMI5',
    description: 'Five per cent off for those who plan the blossom season early.',
    discount: { percentBasisPoints: 500 },
    validFrom: '2026-09-01T00:00:00+09:00',
    validTo: '2028-04-01T00:00:00+09:00',
  },
  {
    code: 'SPRING26',
    description: 'Twelve per cent off in the spring of 2026; over since.',
    discount: { percentBasisPoints: 1200 },
    validFrom: '2026-03-01T00:00:00Z',
    validTo: '2026-06-01T00:00:00Z',
  },
];
