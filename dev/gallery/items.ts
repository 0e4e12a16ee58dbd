import * as v from 'valibot';
import { type Item, itemSchema } from '../../src/terms/item.ts';

const common = {
  summary: 'A sample.',
  description: 'A sample for looking at mails.',
  features: [],
  picture: '/pictures/sample.svg',
  unitCount: 1,
  gridMinutes: 30,
  minimumStay: 1,
  maximumStay: 30,
  leadTimeMinutes: 60,
  turnaroundMinutes: 60,
  horizonDays: 700,
  capacity: 12,
  arrivalDays: [1, 2, 3, 4, 5, 6, 7],
  departureDays: [1, 2, 3, 4, 5, 6, 7],
  weekendDays: [5, 6],
  weekendPercentBasisPoints: null,
  weekendFixedAmount: null,
  touristTaxes: [],
};

/** On the stay and on every extra. */
const tax = (name: string, basisPoints: number, isIncluded: boolean) => ({
  name,
  basisPoints,
  isIncluded,
  onStay: true,
  onExtras: null,
  onTouristTax: false,
});

const season = (name: string, from: string, to: string, percentBasisPoints: number) => ({
  name,
  from,
  to,
  percentBasisPoints,
  fixedAmount: null,
  minimumStay: null,
  arrivalDays: null,
  departureDays: null,
  weekendDays: null,
  weekendPercentBasisPoints: null,
  weekendFixedAmount: null,
});

/** By the night in euros, over the border of two seasons, with the tax inside. */
export const villa: Item = v.parse(itemSchema, {
  ...common,
  id: 'itm_01kvilla0000000000000000000',
  slug: 'villa-gardenia',
  category: 'villa',
  name: 'Villa Gardénia',
  place: { city: 'Nice', country: 'FR' },
  timeZone: 'Europe/Paris',
  currency: 'EUR',
  rate: { per: 'night', price: { amount: 145_000, currency: 'EUR' } },
  startTime: '16:00',
  endTime: '10:00',
  seasons: [
    season('Late spring', '2027-05-01', '2027-06-15', 1000),
    season('High summer', '2027-06-15', '2027-09-15', 3500),
  ],
  extras: [
    {
      code: 'chef',
      name: 'Private chef, lunch and dinner',
      per: 'day',
      price: { amount: 75_000, currency: 'EUR' },
      maxQuantity: 1,
    },
    {
      code: 'transfer',
      name: 'Airport transfer, each way',
      per: 'booking',
      price: { amount: 18_000, currency: 'EUR' },
      maxQuantity: 4,
    },
  ],
  taxes: [tax('TVA 10 %', 1000, true)],
  securityDeposit: { amount: 500_000, currency: 'EUR' },
  depositLeadHours: 24,
  dueNowBasisPoints: 10_000,
  balanceDueDays: 30,
  cancellationPolicy: {
    code: 'moderate',
    version: 1,
    name: 'Moderate',
    text: 'Cancel up to 5 days before the start and everything you paid comes back; up to 24 hours before, half of it. After that, nothing is refunded.',
    tiers: [
      { hoursBefore: 120, refundBasisPoints: 10_000 },
      { hoursBefore: 24, refundBasisPoints: 5000 },
    ],
  },
});

/** By the day in yen, which have no decimals. */
export const car: Item = v.parse(itemSchema, {
  ...common,
  id: 'itm_01kcar000000000000000000000',
  slug: 'hayami-2000-coupe',
  category: 'car',
  name: 'Hayami 2000 Coupé',
  place: { city: 'Tokyo', country: 'JP' },
  timeZone: 'Asia/Tokyo',
  currency: 'JPY',
  rate: { per: 'day', price: { amount: 68_000, currency: 'JPY' } },
  startTime: '10:00',
  endTime: '10:00',
  seasons: [season('Golden Week', '2027-04-28', '2027-05-07', 2500)],
  extras: [
    {
      code: 'delivery',
      name: 'Delivery and collection within 40 km',
      per: 'booking',
      price: { amount: 22_000, currency: 'JPY' },
      maxQuantity: 1,
    },
  ],
  taxes: [tax('Consumption tax 10 %', 1000, true)],
  securityDeposit: { amount: 0, currency: 'JPY' },
  depositLeadHours: 24,
  dueNowBasisPoints: 10_000,
  balanceDueDays: 30,
  cancellationPolicy: {
    code: 'flexible',
    version: 1,
    name: 'Flexible',
    text: 'Cancel up to 24 hours before the start and everything you paid comes back. After that, nothing is refunded.',
    tiers: [{ hoursBefore: 24, refundBasisPoints: 10_000 }],
  },
});

/** By the hour in dollars, halves of hours too, with the tax on top. */
export const boat: Item = v.parse(itemSchema, {
  ...common,
  id: 'itm_01kboat00000000000000000000',
  slug: 'whitlock-seafarer',
  category: 'yacht',
  name: 'Whitlock Seafarer',
  place: { city: 'New York', country: 'US' },
  timeZone: 'America/New_York',
  currency: 'USD',
  rate: { per: 'hour', price: { amount: 89_500, currency: 'USD' } },
  startTime: '09:00',
  endTime: '22:00',
  seasons: [],
  extras: [
    {
      code: 'aperitif',
      name: 'Aperitif and small plates',
      per: 'person',
      price: { amount: 4800, currency: 'USD' },
      maxQuantity: 1,
    },
  ],
  taxes: [tax('New York sales tax', 888, false)],
  securityDeposit: { amount: 250_000, currency: 'USD' },
  depositLeadHours: 24,
  dueNowBasisPoints: 10_000,
  balanceDueDays: 30,
  cancellationPolicy: {
    code: 'strict',
    version: 1,
    name: 'Strict',
    text: 'Cancel up to 14 days before the start and half of what you paid comes back. After that, nothing is refunded.',
    tiers: [{ hoursBefore: 336, refundBasisPoints: 5000 }],
  },
});

/** The villa with what a town asks, and with extras that are taxed otherwise than the stay. */
export const townVilla: Item = v.parse(itemSchema, {
  ...villa,
  weekendPercentBasisPoints: 2000,
  taxes: [
    { ...tax('TVA 10 %', 1000, true), onExtras: [] },
    { ...tax('TVA 20 %', 2000, true), onStay: false },
  ],
  touristTaxes: [
    {
      name: 'Taxe de séjour',
      price: { amount: 288, currency: 'EUR' },
      exemptBelowAge: 18,
      maximumNights: 7,
    },
  ],
});
