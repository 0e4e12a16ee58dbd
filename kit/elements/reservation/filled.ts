import type { Quote } from '../../client/midas.ts';
import type { Wish } from './flow.ts';

/** What a plain form has already asked, handed over to the reservation that takes its place. */
interface Filled {
  readonly wish: Wish;
  readonly guest: Record<string, string>;
  readonly quote: Quote;
}

const filled = new WeakMap<Element, Filled>();

/** Gives an element what was filled in elsewhere, before it comes onto the page. */
export function fillReservation(place: Element, given: Filled): void {
  filled.set(place, given);
}

export const filledElsewhere = (place: Element): Filled | undefined => filled.get(place);
