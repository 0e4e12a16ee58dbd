import { idempotencyKeys, post, Refusal } from './api.js';
import { formatInstant } from './dates.js';
import { element, find } from './element.js';
import { showRefusal } from './form-errors.js';

/**
 * Reserves at the price that is shown, then goes on to pay. When somebody was faster, what is free instead can be pressed.
 * @param {HTMLFormElement} form
 * @param {{current: () => Promise<any>, refresh: () => Promise<any>}} quotes
 * @param {{onTaken: () => void, onAlternative: (stay: {from: string, to: string}) => void}} then
 */
export function reserveOnSubmit(form, quotes, { onTaken, onAlternative }) {
  const keyFor = idempotencyKeys();
  const button = /** @type {HTMLButtonElement} */ (find('[type="submit"]', form));
  const instead = find('#instead');

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    button.disabled = true;
    instead.replaceChildren();
    try {
      const quote = (await quotes.current()) ?? (await quotes.refresh());
      if (!quote) return askForStay();
      const request = requestOf(form, quote);
      const { id, manageToken } = await post('/reservations', request, { idempotencyKey: keyFor(request) });
      location.assign(`/pay/#${id}/${manageToken}`);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await answer(error);
    } finally {
      button.disabled = false;
    }
  });

  function askForStay() {
    const missing = ['from', 'to'].filter((name) => !form[name].value);
    const errors = missing.map((field) => ({ field, message: 'Choose when.' }));
    if (errors.length > 0) return showRefusal(form, { message: 'Choose when.', errors });
    // Something else keeps the price from being known, and stands there already.
    find('[aria-invalid="true"], [data-refused]', form).focus();
  }

  async function answer(refusal) {
    if (refusal.code === 'quote-invalid') {
      await quotes.refresh();
      return showRefusal(form, {
        message: 'We have worked out the price anew. Please look at it and reserve again.',
        errors: [],
      });
    }
    if (refusal.code !== 'slot-taken') return showRefusal(form, refusal);
    showRefusal(form, { message: `${refusal.title}. ${refusal.message}`, errors: [] });
    onTaken();
    if (refusal.alternatives.length > 0) offer(refusal.alternatives);
  }

  function offer(alternatives) {
    const buttons = alternatives.map((alternative) =>
      element(
        'button',
        { type: 'button', class: 'quiet', click: () => choose(alternative) },
        spanOf(alternative),
      ),
    );
    instead.replaceChildren(
      element('h3', {}, 'Free instead'),
      element('div', { class: 'actions' }, ...buttons),
    );
  }

  function choose(alternative) {
    instead.replaceChildren();
    onAlternative(alternative);
    form.from.focus();
  }
}

function requestOf(form, { quote }) {
  const fields = Object.fromEntries(new FormData(form));
  const guest = ['name', 'email', 'phone', 'note'].flatMap((name) => {
    const value = String(fields[`guest.${name}`] ?? '').trim();
    return value ? [[name, value]] : [];
  });
  return {
    quote,
    guest: Object.fromEntries(guest),
    language: fields.language,
    acceptsPolicy: form.acceptsPolicy.checked,
  };
}

/** The instants carry the offset of the item's own zone: read without it they are what its clocks show. */
function spanOf({ startsAt, endsAt }) {
  const shown = (instant) => formatInstant(`${instant.slice(0, 19)}Z`, 'UTC');
  return `${shown(startsAt)} – ${shown(endsAt)}`;
}
