/** What kind of thing is rented out. */
type SeedCategory = 'car' | 'yacht' | 'villa' | 'aircraft' | 'event-space' | 'sitter';

/** What differs from the rate: basis points on it (+2500 is 25 % dearer), or an amount in minor units in its place. */
type SeedAdjustment = { percentBasisPoints: number } | { fixedAmountMinor: number };

/** Rules of a stay that a season may change. Weekdays as ISO 8601 counts them: 1 is Monday, 7 Sunday. */
interface SeedRules {
  minimumStay?: number;
  arrivalDays?: number[];
  departureDays?: number[];
  /** Nights, days or hours of which weekdays cost another price, and which. */
  weekend?: { days?: number[]; adjustment?: SeedAdjustment };
}

/** A stretch of local dates, half-open, in which the rate differs. Seasons of one item never overlap. */
export interface SeedSeason extends SeedRules {
  name: string;
  /** First local date of the season, YYYY-MM-DD. */
  from: string;
  /** The local date after its last one, YYYY-MM-DD. */
  to: string;
  /**
   * Either basis points on the rate (+2500 is 25 % dearer, negative is cheaper) or an amount in minor units
   * that replaces the rate per unit.
   */
  adjustment: SeedAdjustment;
}

/** Something a guest may add; priced in minor units of the item's currency per booking, per day or per person. */
export interface SeedExtra {
  code: string;
  name: string;
  per: 'booking' | 'day' | 'person';
  amountMinor: number;
  maxQuantity: number;
}

/** A tax on the whole price, or on some of it. */
export interface SeedTax {
  name: string;
  /** 100 basis points are one per cent. */
  basisPoints: number;
  /** Whether the prices already contain it, as consumer prices in the EU, the UK and Japan must. */
  included: boolean;
  /** On the stay, unless this says no. */
  onStay?: boolean;
  /** On the extras of these codes alone. */
  onExtras?: string[];
}

/** What a town asks for each person and night, in minor units. */
interface SeedTouristTax {
  name: string;
  amountMinor: number;
  /** Whoever is younger pays nothing. */
  exemptBelowAge?: number;
  /** No more nights than this are charged. */
  maximumNights?: number;
}

/** One thing to rent, with everything the catalogue needs to price it and to say when it is free. */
export interface SeedItem extends SeedRules {
  slug: string;
  category: SeedCategory;
  name: string;
  /** One sentence, at most 140 characters. */
  summary: string;
  /** Two to four sentences. */
  description: string;
  /** The country is an ISO 3166-1 alpha-2 code. */
  place: { city: string; country: string };
  /** IANA zone in which its days, nights and hours are counted. */
  timeZone: string;
  /** ISO 4217; the yen has no minor unit, the others have two decimals. */
  currency: 'EUR' | 'USD' | 'GBP' | 'AED' | 'JPY';
  /** Guests at most. */
  capacity: number;
  /** One name for each physical unit, one to four of them. */
  units: string[];
  /** Price of one unit of time, in minor units of the currency. */
  rate: { per: 'hour' | 'day' | 'night'; amountMinor: number };
  /** HH:mm local: check-in, pick-up, or opening hour of an hourly item. */
  startTime: string;
  /** HH:mm local: check-out, return, or closing hour of an hourly item. */
  endTime: string;
  /** Step on which an hourly item may start and end: 30 or 60; otherwise 60. */
  gridMinutes: number;
  /** In units of the rate: hours, days or nights. */
  minimumStay: number;
  /** In units of the rate: hours, days or nights. */
  maximumStay: number;
  /** Shortest notice before the start. */
  leadTimeMinutes: number;
  /** Kept free after each reservation for cleaning, refuelling or the way home. */
  turnaroundMinutes: number;
  /** How far ahead it may be booked, 365 to 730 days. */
  horizonDays: number;
  seasons: SeedSeason[];
  extras: SeedExtra[];
  taxes: SeedTax[];
  touristTaxes?: SeedTouristTax[];
  /** Minor units of the currency; 0 where none is asked. */
  securityDepositMinor: number;
  cancellationPolicy: 'flexible' | 'moderate' | 'strict';
  /** Three to six short facts. */
  features: string[];
}
