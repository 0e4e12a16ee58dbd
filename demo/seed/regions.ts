import type { SeedItem, SeedTax } from './catalogue-types.ts';

type Region = Pick<SeedItem, 'place' | 'timeZone' | 'currency'>;

const region =
  (country: string, timeZone: string, currency: SeedItem['currency']) =>
  (city: string): Region => ({ place: { city, country }, timeZone, currency });

export const france = region('FR', 'Europe/Paris', 'EUR');
export const italy = region('IT', 'Europe/Rome', 'EUR');
export const spain = region('ES', 'Europe/Madrid', 'EUR');
export const portugal = region('PT', 'Europe/Lisbon', 'EUR');
export const austria = region('AT', 'Europe/Vienna', 'EUR');
export const greece = region('GR', 'Europe/Athens', 'EUR');
export const turkey = region('TR', 'Europe/Istanbul', 'EUR');
export const norway = region('NO', 'Europe/Oslo', 'EUR');
export const switzerland = region('CH', 'Europe/Zurich', 'EUR');
export const morocco = region('MA', 'Africa/Casablanca', 'EUR');
export const britain = region('GB', 'Europe/London', 'GBP');
export const eastCoast = region('US', 'America/New_York', 'USD');
export const westCoast = region('US', 'America/Los_Angeles', 'USD');
export const virginIslands = region('VG', 'America/Tortola', 'USD');
export const emirates = region('AE', 'Asia/Dubai', 'AED');
export const japan = region('JP', 'Asia/Tokyo', 'JPY');
export const bali = region('ID', 'Asia/Makassar', 'USD');
export const maldives = region('MV', 'Indian/Maldives', 'USD');
export const kenya = region('KE', 'Africa/Nairobi', 'USD');
export const australia = region('AU', 'Australia/Sydney', 'USD');
export const newZealand = region('NZ', 'Pacific/Auckland', 'USD');

const included = (name: string, basisPoints: number): SeedTax[] => [{ name, basisPoints, included: true }];
const added = (name: string, basisPoints: number): SeedTax => ({ name, basisPoints, included: false });

/** Standard and reduced rates by country. Where the law wants consumer prices with tax, the tax is inside them. */
export const tax = {
  france: included('TVA 20 %', 2000),
  franceReduced: included('TVA 10 %', 1000),
  italy: included('IVA 22 %', 2200),
  italyReduced: included('IVA 10 %', 1000),
  spain: included('IVA 21 %', 2100),
  portugal: included('IVA 23 %', 2300),
  austria: included('USt 20 %', 2000),
  greece: included('VAT 24 %', 2400),
  greeceReduced: included('VAT 13 %', 1300),
  turkey: included('KDV 20 %', 2000),
  norwayReduced: included('MVA 12 %', 1200),
  switzerland: included('MWST 8.1 %', 810),
  /** 3.8 % on the lodging, 8.1 % on what is bought beside it. */
  switzerlandLodging: [
    { name: 'MWST 3.8 %', basisPoints: 380, included: true, onExtras: [] },
    { name: 'MWST 8.1 %', basisPoints: 810, included: true, onStay: false },
  ],
  morocco: included('TVA 10 %', 1000),
  britain: included('VAT 20 %', 2000),
  japan: included('Consumption tax 10 %', 1000),
  bali: included('Hotel tax 10 %', 1000),
  maldives: included('Tourism GST 17 %', 1700),
  kenya: included('VAT 16 %', 1600),
  australia: included('GST 10 %', 1000),
  newZealand: included('GST 15 %', 1500),
  emirates: [added('VAT 5 %', 500)],
  newYork: [added('New York sales tax', 888)],
  newYorkCar: [added('New York sales tax', 875), added('Passenger car rental tax', 1200)],
  losAngeles: [added('Los Angeles sales tax', 975)],
  malibuLodging: [added('Transient occupancy tax', 1500)],
  napa: [added('Napa sales tax', 775)],
  florida: [added('Florida sales tax and county surtax', 700)],
  airCharter: [added('Federal excise tax on air transport', 750)],
} satisfies Record<string, SeedTax[]>;
