import type { Item } from '../client/midas.ts';
import { createCalendar } from './calendar.ts';
import { element } from './element.ts';
import { field, input, sides } from './form.ts';
import type { Host } from './host.ts';

/** The shape of a calendar of `count` months, as high as it will be. */
export function calendarShape(host: Host, count = 1): HTMLElement {
  return createCalendar(host, nothing, { count, isShape: true }, () => undefined).place;
}

/** The shape of a form that asks for dates, beside a price. */
export function stayShape(host: Host): HTMLElement {
  const blank = () => field('…', input(''));
  return sides(
    [calendarShape(host), element('div', { class: 'fields' }, blank(), blank(), blank(), blank())],
    element('aside', {}, ...lines(3)),
  );
}

/** The shape of what is told of a reservation, beside its price. */
export function factsShape(): HTMLElement {
  return sides(lines(9), priceShape());
}

/** The shape of a price beside it. */
export const priceShape = () => element('aside', {}, ...lines(5));

const lines = (count: number) => Array.from({ length: count }, () => element('div', { class: 'bone line' }));

// As much of an item as a calendar draws by before anything is known.
const nothing = {
  timeZone: 'UTC',
  horizonDays: 31,
  maximumStay: 1,
  seasons: [],
  rate: {},
} as unknown as Item;
