import { formatMoney } from './money.js';

/** How this house speaks of what it rents out. */

/** @type {Record<string, {one: string, guests: string}>} */
const categories = {
  car: { one: 'Car', guests: 'Passengers' },
  yacht: { one: 'Yacht', guests: 'Guests' },
  villa: { one: 'Villa', guests: 'Guests' },
  aircraft: { one: 'Aircraft', guests: 'Passengers' },
  'event-space': { one: 'Event space', guests: 'Guests' },
  sitter: { one: 'Sitter', guests: 'Children' },
};

/** @param {string} category */
export const categoryName = (category) => categories[category]?.one ?? category;

/** @param {string} category */
export const guestsName = (category) => categories[category]?.guests ?? 'Guests';

const countries = new Intl.DisplayNames('en-GB', { type: 'region' });

/** `Antibes, France`. @param {{city: string, country: string}} place */
export const placeName = ({ city, country }) => `${city}, ${countries.of(country) ?? country}`;

/** `€320 an hour`. @param {{per: string, price: {amount: number, currency: string}}} rate */
export const rateName = ({ per, price }) => `${formatMoney(price)} ${per === 'hour' ? 'an' : 'a'} ${per}`;

/**
 * What the two ends of a stay are called. Nights and days of 24 hours end on the date of departure; a day with opening
 * hours is over that evening, so its end is the first date after.
 * @param {{rate: {per: string}, startTime: string, endTime: string}} item
 */
export function endsOf({ rate, startTime, endTime }) {
  if (rate.per === 'hour') return { from: 'From', to: 'Until', hint: '' };
  if (rate.per === 'night')
    return { from: 'Arrive', to: 'Leave', hint: `Arrive from ${startTime}, leave by ${endTime}.` };
  if (endTime <= startTime)
    return { from: 'Collect', to: 'Return', hint: `Collect from ${startTime}, return by ${endTime}.` };
  return {
    from: 'First day',
    to: 'Until (not included)',
    hint: `Each day from ${startTime} to ${endTime}. For one day, choose the day after as the end.`,
  };
}
