import { createMidas, MidasProblem } from '/midas.js';
import { element, find, showState } from './element.js';
import { formatMoney } from './money.js';

/**
 * The page of any item: the address names it, `?item=`. What can be reserved and when is told by the elements of the kit, which read
 * the same address; this tells what it is.
 */
const { lang } = document.documentElement;
const midas = createMidas({ baseUrl: location.origin, language: lang });
const slug = new URLSearchParams(location.search).get('item');

try {
  const item = slug && (await midas.items.get(slug));
  if (item) introduce(item);
  showState(item ? 'item' : 'unknown');
} catch (error) {
  if (!(error instanceof MidasProblem)) throw error;
  showState(error.status === 404 ? 'unknown' : 'away');
}

function introduce({ name, place, picture, features, securityDeposit, cancellationPolicy, ...item }) {
  const country = new Intl.DisplayNames(lang, { type: 'region' }).of(place.country);
  const texts = {
    ...item,
    name,
    place: `${place.city}, ${country}`,
    deposit: formatMoney(securityDeposit, lang),
    policy: cancellationPolicy.text,
  };
  // The page's own title is the business's name.
  document.title = `${name}, ${place.city} – ${document.title}`;
  for (const told of document.querySelectorAll('[data-fill]')) told.textContent = texts[told.dataset.fill];
  const portrait = find('.portrait');
  // An item without a picture keeps its frame.
  portrait.onerror = () => portrait.replaceWith(element('div', { class: 'portrait' }));
  portrait.src = picture;
  portrait.alt = name;
  find('#features').replaceChildren(...features.map((feature) => element('li', {}, feature)));
  find('#deposit').hidden = securityDeposit.amount === 0;
  find('#ask').search = location.search;
}
