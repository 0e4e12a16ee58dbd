import { element, find } from './element.js';
import { formatMoney } from './money.js';
import { counted } from './price-lines.js';
import { categoryName, endsOf, guestsName, placeName, rateName } from './words.js';

/** Fills the page for all items with what the API says of this one. @param {any} item */
export function introduce(item) {
  document.title = `${item.name}, ${item.place.city} – Fine Things`;
  const portrait = /** @type {HTMLImageElement} */ (find('[data-fill="picture"]'));
  portrait.src = item.picture;
  portrait.alt = `${item.name}, drawn`;
  fill('kind', `${categoryName(item.category)} · ${placeName(item.place)}`);
  fill('name', item.name);
  fill('summary', item.summary);
  fill('description', item.description);
  fill('rate', rateName(item.rate));
  find('[data-fill="features"]').replaceChildren(
    ...item.features.map((feature) => element('li', {}, feature)),
  );
  find('[data-fill="facts"]').replaceChildren(...factsOf(item).flatMap(fact));
  /** @type {HTMLAnchorElement} */ (find('[data-fill="ask"]')).href = `/contact/?item=${item.slug}`;
}

function fill(name, text) {
  find(`[data-fill="${name}"]`).textContent = text;
}

function factsOf(item) {
  const { rate, minimumStay, maximumStay, securityDeposit, cancellationPolicy } = item;
  const hours =
    rate.per === 'hour'
      ? `${item.startTime} to ${item.endTime}, by the clock of ${item.place.city}`
      : endsOf(item).hint;
  return [
    [guestsName(item.category), `Up to ${item.capacity}`],
    ['Times', hours],
    ['For', `${counted(minimumStay, rate.per)} at least, ${counted(maximumStay, rate.per)} at most`],
    securityDeposit.amount > 0 && ['Deposit', `${formatMoney(securityDeposit)}, given back`],
    ['Cancelling', cancellationPolicy.text],
  ].filter(Boolean);
}

function fact([name, text]) {
  return [element('dt', {}, name), element('dd', {}, text)];
}
