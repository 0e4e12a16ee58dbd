import { get, Refusal } from './api.js';
import { createCalendar } from './calendar.js';
import { find, showState } from './element.js';
import { clearField } from './form-errors.js';
import { introduce } from './item-facts.js';
import { watchQuote } from './quote.js';
import { reserveOnSubmit } from './reserve.js';
import { prepareStay, setStay } from './stay-fields.js';

/** A page of one item names it on `main`; the page for all items takes it from the address. */
const main = find('main');
const wishes = new URLSearchParams(location.search);
const slug = main.dataset.item ?? wishes.get('item') ?? '';
const form = /** @type {HTMLFormElement} */ (find('#reserve'));

showState('opening');
try {
  const item = await get(`/items/${encodeURIComponent(slug)}`);
  if (!main.dataset.item) introduce(item);
  enhance(item);
  showState('item');
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  // The page of one item is whole without script, and so stays as it is when the API is away.
  if (!main.dataset.item) showState(error.status === 404 ? 'unknown' : 'away');
}

function enhance(item) {
  prepareStay(form, item, wishes);
  const quotes = watchQuote(form, item);
  const calendar = createCalendar(find('#calendar'), item, (stay) => {
    setStay(form, item, stay);
    quotes.refresh();
  });
  const showStay = () => calendar.mark({ from: form.from.value, to: form.to.value });
  form.addEventListener('change', showStay);
  form.addEventListener('input', ({ target }) => clearField(/** @type {HTMLElement} */ (target)));
  reserveOnSubmit(form, quotes, {
    onTaken: calendar.reload,
    onAlternative: (alternative) => {
      setStay(form, item, alternative);
      showStay();
      quotes.refresh();
    },
  });
  showStay();
  quotes.refresh();
}
