import { get, Refusal } from './api.js';
import { card } from './card.js';
import { find } from './element.js';
import { showRefusal } from './form-errors.js';

/** The search is in the address: the form sends itself there, and this shows what it asks for. */
const wishes = new URLSearchParams(
  [...new URLSearchParams(location.search)].filter(([, value]) => value.trim()),
);
const form = /** @type {HTMLFormElement} */ (find('#search'));
const results = find('#results');
const status = find('#status');
const more = /** @type {HTMLButtonElement} */ (find('#more'));
let shown = 0;

for (const [name, value] of wishes) {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.value = value;
}
more.addEventListener('click', () => load(more.value));
await load('');

/** @param {string} cursor where the page before ended, or nothing */
async function load(cursor) {
  const query = new URLSearchParams(wishes);
  query.set('limit', '18');
  if (cursor) query.set('cursor', cursor);
  more.disabled = true;
  try {
    const { items, nextCursor } = await get(`/items?${query}`);
    const cards = items.map((item) => card(item, wishes));
    results.append(...cards);
    shown += items.length;
    status.textContent = told(shown, nextCursor !== null);
    more.value = nextCursor ?? '';
    more.hidden = nextCursor === null;
    // Whoever asked for more goes on reading where the new ones begin.
    if (cursor) cards[0]?.querySelector('a')?.focus();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    showRefusal(form, error);
    status.textContent = '';
  } finally {
    more.disabled = false;
  }
}

function told(count, hasMore) {
  if (count === 0)
    return 'Nothing of ours fits. Try other dates, or fewer wishes; or write to us, we may know of something.';
  const number = count === 1 ? 'One' : String(count);
  if (hasMore) return `The first ${number}`;
  return wishes.has('from') ? `${number} free then` : `${number} to choose from`;
}
