import { createMidas, MidasProblem } from '/midas.js';
import { formatMoney } from './money.js';

const { lang } = document.documentElement;
const midas = createMidas({ baseUrl: location.origin, language: lang });
const per = {
  en: { hour: 'an hour', day: 'a day', night: 'a night' },
  fr: { hour: 'par heure', day: 'par jour', night: 'par nuit' },
}[lang];

/** The prices of the first page come from the API, so that they are those of today. Without it the page is whole too. */
for (const place of document.querySelectorAll('[data-price-of]')) {
  try {
    const { rate } = await midas.items.get(place.getAttribute('data-price-of'));
    place.textContent = `${formatMoney(rate.price, lang)} ${per[rate.per]}`;
  } catch (error) {
    if (!(error instanceof MidasProblem)) throw error;
    break;
  }
}
