import { get, idempotencyKeys, post, Refusal } from './api.js';
import { element, find } from './element.js';
import { clearField, showRefusal } from './form-errors.js';

/** The form posts by itself without this; with it, errors stand beside the fields and nothing is typed twice. */
const form = /** @type {HTMLFormElement} */ (find('#contact'));
const button = /** @type {HTMLButtonElement} */ (find('[type="submit"]', form));
const keyFor = idempotencyKeys();

form.noValidate = true;
form.addEventListener('input', ({ target }) => clearField(/** @type {HTMLElement} */ (target)));
form.addEventListener('submit', async (event) => {
  if (form.website.value) return; // only a robot fills it in; the plain post knows what to do
  event.preventDefault();
  button.disabled = true;
  try {
    const request = requestOf(form);
    await post('/contact', request, { idempotencyKey: keyFor(request) });
    const thanks = element(
      'p',
      { class: 'told', tabindex: '-1' },
      'Thank you. We have your message and answer within the day.',
    );
    form.replaceWith(thanks);
    thanks.focus();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    showRefusal(form, error);
  } finally {
    button.disabled = false;
  }
});

await nameItem(new URLSearchParams(location.search).get('item'));

/** What it is about, when the visitor comes from the page of an item. */
async function nameItem(slug) {
  if (!slug) return;
  try {
    const { name, place } = await get(`/items/${encodeURIComponent(slug)}`);
    form.item.value = slug;
    find('#about').textContent = `About ${name}, ${place.city}`;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

/** Fields that were left open are left out. */
function requestOf(form) {
  const { next: _next, website: _website, ...fields } = Object.fromEntries(new FormData(form));
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => String(value).trim() !== ''));
}
