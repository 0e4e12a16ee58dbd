import { element } from './element.js';
import { categoryName, placeName, rateName } from './words.js';

/** An item in a list. @param {any} item a summary from the API @param {URLSearchParams} [wishes] dates and guests to take along */
export function card(item, wishes = new URLSearchParams()) {
  const address = new URLSearchParams({ item: item.slug });
  for (const name of ['from', 'to', 'guests']) {
    const value = wishes.get(name);
    if (value) address.set(name, value);
  }
  return element(
    'li',
    { class: 'card' },
    element('img', { src: item.picture, alt: '', width: 800, height: 500, loading: 'lazy' }),
    element('p', { class: 'overline' }, `${categoryName(item.category)} · ${placeName(item.place)}`),
    element('h3', {}, element('a', { href: `/item/?${address}` }, item.name)),
    element('p', {}, item.summary),
    element('p', { class: 'price' }, rateName(item.rate)),
  );
}
