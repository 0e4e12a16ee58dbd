import { get, Refusal } from './api.js';
import { rateName } from './words.js';

/** The prices of the first page come from the API, so that they are those of today. Without it the page is whole too. */
for (const place of document.querySelectorAll('[data-price-of]')) {
  try {
    const { rate } = await get(`/items/${place.getAttribute('data-price-of')}`);
    place.textContent = rateName(rate);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    break;
  }
}
