import { post, Refusal } from './api.js';
import { find } from './element.js';
import { clearRefusal, showRefusal } from './form-errors.js';
import { formatMoney } from './money.js';
import { counted, priceLines } from './price-lines.js';

const pauseMs = 250;
const priced = /^(from|to|guests|promotionCode|extras\..+)$/;

/**
 * Keeps the price beside the form that of what the form says. The price is worked out by the API alone.
 * @param {HTMLFormElement} form @param {any} item
 */
export function watchQuote(form, item) {
  const place = find('#price');
  const status = find('#price-status');
  let running = new AbortController();
  /** @type {Promise<any>} */
  let latest = Promise.resolve(null);

  form.addEventListener('change', ({ target }) => {
    if (priced.test(/** @type {HTMLInputElement} */ (target).name)) refresh();
  });

  function refresh() {
    running.abort();
    running = new AbortController();
    latest = ask(running.signal);
    return latest;
  }

  async function ask(signal) {
    if (!form.from.value || !form.to.value) return show(null, 'Choose when, and the price appears here.');
    place.setAttribute('aria-busy', 'true');
    try {
      await pause(signal);
      const quote = await post('/quotes', requestOf(form), { signal });
      clearRefusal(form);
      return show(quote, summaryOf(quote, item));
    } catch (error) {
      if (signal.aborted) return latest; // a newer question is on its way
      if (!(error instanceof Refusal)) throw error;
      showRefusal(form, error, { focus: false });
      return show(null, error.errors[0]?.message ?? error.message);
    } finally {
      if (!signal.aborted) place.removeAttribute('aria-busy');
    }
  }

  function show(quote, text) {
    status.textContent = text;
    place.replaceChildren(...(quote ? [priceLines(quote)] : []));
    return quote;
  }

  return {
    refresh,
    /** The quote of what the form says now, or null when there is none. */
    current: () => latest,
  };
}

function requestOf(form) {
  const fields = Object.fromEntries(new FormData(form));
  const extras = Object.entries(fields).flatMap(([name, value]) =>
    name.startsWith('extras.') && Number(value) > 0 ? [[name.slice('extras.'.length), Number(value)]] : [],
  );
  return {
    item: fields.item,
    from: fields.from,
    to: fields.to,
    guests: Number(fields.guests),
    extras: Object.fromEntries(extras),
    ...(fields.promotionCode ? { promotionCode: fields.promotionCode } : {}),
  };
}

function summaryOf({ isAvailable, lines, total }, item) {
  if (!isAvailable) return 'Not free at that time. The calendar shows what is.';
  const units = lines.filter(({ kind }) => kind === 'stay').reduce((sum, { quantity }) => sum + quantity, 0);
  return `${formatMoney(total)} for ${counted(units, item.rate.per)}`;
}

/** Waits until the visitor has paused, so that a row of changes is one question. */
function pause(signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, pauseMs);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
