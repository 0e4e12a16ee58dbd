import type * as v from 'valibot';
import type { categoryContentSchema } from '../../../src/catalogue/editing/category.ts';
import type { legalEntityContentSchema } from '../../../src/catalogue/editing/legal-entity.ts';
import type { policyContentSchema } from '../../../src/catalogue/editing/policy.ts';
import type { promotionContentSchema } from '../../../src/catalogue/editing/promotion.ts';

type Category = v.InferInput<typeof categoryContentSchema>;

export const categoryContent = (change: Partial<Category> = {}): Category => ({
  names: { en: 'Chalets', fr: 'Chalets', es: 'Chalés' },
  position: 70,
  ...change,
});

type Promotion = v.InferInput<typeof promotionContentSchema>;

export const promotionContent = (change: Partial<Promotion> = {}): Promotion => ({
  description: 'Ten per cent for newcomers',
  percentBasisPoints: 1000,
  fixedAmount: null,
  minimumAmount: null,
  currency: null,
  validFrom: '2026-01-01T00:00:00Z',
  validTo: '2029-01-01T00:00:00Z',
  maxRedemptions: null,
  maxPerPerson: null,
  ...change,
});

type Policy = v.InferInput<typeof policyContentSchema>;

export const policyContent = (change: Partial<Policy> = {}): Policy => ({
  name: 'Moderate',
  text: 'Five days before the start everything comes back.',
  tiers: [{ hoursBefore: 120, refundBasisPoints: 10_000 }],
  ...change,
});

type LegalEntity = v.InferInput<typeof legalEntityContentSchema>;

export const legalEntityContent = (change: Partial<LegalEntity> = {}): LegalEntity => ({
  name: 'Fine Things SARL',
  addressLines: ['4 rue des Voiliers', '06600 Antibes'],
  taxId: null,
  email: 'accounts@fine-things.example',
  timeZone: 'Europe/Paris',
  numberPrefix: 'FT',
  ...change,
});
