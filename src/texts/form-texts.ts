import type { ProblemCode } from '../platform/problems.ts';

type Counted = readonly [one: string, more: string];
export type Unit = 'hour' | 'day' | 'night';

/**
 * How the two ends of a stay are called: of hours, nights, days of 24 hours (`span`) and days with opening
 * hours.
 */
export type StayKind = 'hour' | 'night' | 'span' | 'day';

/** The fields that people fill in, by their last name: `guest.email` is `email`. */
export type FieldName =
  | 'item'
  | 'guests'
  | 'childAges'
  | 'promotionCode'
  | 'name'
  | 'email'
  | 'phone'
  | 'note'
  | 'billingName'
  | 'billingAddress'
  | 'billingPostalCode'
  | 'billingCity'
  | 'billingCountry'
  | 'vatNumber'
  | 'message'
  | 'language'
  | 'topic'
  | 'acceptsPolicy';

/**
 * What the API says of a field, as it says it in English, and the same in another language with what stood in
 * the brackets.
 */
type Sentence = readonly [english: RegExp, say: (...parts: string[]) => string];

/**
 * Everything that the pages for visitors without script say in one language. Amounts and dates come in
 * already formatted.
 */
export interface FormTexts {
  /** For `Intl`. */
  readonly locale: string;
  readonly site: Readonly<Record<'skip' | 'main' | 'catalogue' | 'contact' | 'account' | 'write', string>>;
  readonly units: Readonly<Record<Unit, Counted>>;
  readonly stay: Readonly<Record<StayKind, readonly [from: string, to: string]>>;
  readonly groups: Readonly<Record<'stay' | 'extras' | 'person', string>>;
  readonly fields: Readonly<Record<FieldName, string>>;
  readonly optional: string;
  readonly extras: Readonly<Record<'booking' | 'day' | 'person', (name: string, price: string) => string>> & {
    free(name: string): string;
  };
  readonly review: {
    readonly title: string;
    readonly hasChanged: string;
    readonly isTaken: string;
    readonly isLocalTime: string;
    readonly price: string;
    readonly total: string;
    /** What a price differs by that was agreed with the staff. */
    readonly adjustment: string;
    discount(code: string): string;
    /** Behind the rate of a tourist tax. */
    readonly perPersonAndNight: string;
    /** A tax that is inside the prices. */
    including(tax: string): string;
    deposit(amount: string, from: string, until: string): string;
    readonly policy: string;
    /** That the page on which one pays needs script. */
    readonly paying: string;
    reserve(amount: string): string;
  };
  /** The page that a calendar entry leads to. */
  readonly entry: {
    readonly status: Readonly<Record<'held' | 'confirmed' | 'cancelled' | 'expired', string>>;
    readonly place: string;
    readonly reference: string;
    readonly showsOnly: string;
    readonly manage: string;
    readonly ended: { readonly title: string; readonly sentence: string };
  };
  readonly taken: {
    readonly title: string;
    sentence(item: string): string;
    readonly instead: string;
    span(from: string, to: string): string;
  };
  readonly refused: {
    readonly title: string;
    /** Where it is not what was entered. */
    readonly notNow: string;
    count(count: number): string;
    readonly sendAgain: string;
    requestId(id: string): string;
    /** By code, where the API's own sentence is English; `other` stands in for all that are not there. */
    readonly codes: Readonly<Partial<Record<ProblemCode, string>>> & { readonly other: string };
    /** By field. English needs none: the API speaks it. */
    readonly sentences: readonly Sentence[];
    /** For a field of which the API says what is not among them. */
    readonly field: string;
  };
}
