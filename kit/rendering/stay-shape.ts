import type { Item } from '../client/midas.ts';
import { createCalendar } from './calendar.ts';
import { element } from './element.ts';
import { field, input, sides } from './form.ts';
import type { Host } from './host.ts';
import { lines, priceShape } from './shapes.ts';

/** The shape of a calendar of `count` months, as high as it will be. */
export function calendarShape(host: Host, count = 1): HTMLElement {
  return createCalendar(host, nothing, { count, isShape: true }, () => undefined).place;
}

/**
 * The shape of a form that asks for dates, beside a price. How many extras an item has is not known yet: room
 * is kept for `extras` of them, and of the price for as many lines as there will be at once.
 */
export function stayShape(host: Host, hasDates: boolean): HTMLElement {
  const blank = () => field('…', input(''));
  const fields = () => element('div', { class: 'fields' }, blank(), blank());
  return sides(
    [
      calendarShape(host),
      fields(),
      element('div', { class: 'bone line two' }),
      fields(),
      ...lines(1),
      ...Array.from({ length: 2 }, () => element('div', { class: 'bone press' })),
    ],
    priceShape(hasDates ? 8 : 2),
    element('div', { class: 'bone press' }),
  );
}

// As much of an item as a calendar draws by before anything is known.
const nothing = {
  timeZone: 'UTC',
  horizonDays: 31,
  maximumStay: 1,
  seasons: [],
  rate: {},
} as unknown as Item;
