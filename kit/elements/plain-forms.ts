import { agesIn } from '../rendering/ages.ts';
import { element } from '../rendering/element.ts';
import { takeOver } from '../rendering/form.ts';
import type { Given } from '../rendering/host.ts';
import { filledIn, signsOf } from '../rendering/sent.ts';
import { errorsCss } from '../styles/errors.ts';
import { sheetOf } from '../styles/sheets.ts';
import { fillReservation } from './reservation/filled.ts';
import { isReturnTo } from './reservation/link.ts';
import { keyOf, stepHere } from './reservation/steps.ts';

/** A plain form that its page does not leave. What is wrong stands beside the fields. */
export function enhance(
  form: HTMLFormElement,
  { tag, language, texts, clientFor }: Pick<Given, 'tag' | 'language' | 'texts' | 'clientFor'>,
): void {
  const sheet = sheetOf(errorsCss);
  if (!document.adoptedStyleSheets.includes(sheet)) document.adoptedStyleSheets.push(sheet);
  // A form posts to the API, so its action says where that is.
  const endpoint = new URL(form.action).origin;
  const midas = clientFor(endpoint, language);
  const makeElement = (item: string) =>
    // A name with a hyphen is that of an HTMLElement.
    element('midas-reservation' as 'div', { item, language: tag, endpoint, 'data-form': true });
  if (form.dataset.midas === 'reservation') {
    const place = makeElement(filledIn(form).item ?? '');
    const key = keyOf(place);
    // Whoever comes back from the provider, or loads the page again, goes on where they were.
    if (isReturnTo(key) || stepHere(key)) {
      form.replaceWith(place);
      return;
    }
  }
  const alerts = element('p', { role: 'alert', class: 'midas-errors' });
  const alert = (message: string) => {
    alerts.textContent = message;
    alerts.hidden = !message;
    form.prepend(alerts);
  };
  takeOver(form, { texts, language, alert }, form.dataset.midas === 'contact' ? send : reserve);

  async function send(): Promise<void> {
    const { state } = await midas.contact.send({ language, ...filledIn(form), ...signsOf(form) });
    const told = element('p', { role: 'status', tabindex: -1 }, texts.contact[state]);
    form.dispatchEvent(
      new CustomEvent('midas-contact-sent', { detail: { state }, bubbles: true, composed: true }),
    );
    form.replaceWith(told);
    told.focus();
  }

  async function reserve(): Promise<void> {
    const fields: Record<string, string> = { ...filledIn(form) };
    const under = (prefix: string) =>
      Object.entries(fields).flatMap(([name, value]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), value] as const] : [],
      );
    const { item = '', from = '', to = '', promotionCode } = fields;
    const extras = Object.fromEntries(under('extras.').map(([code, value]) => [code, Number(value)]));
    const childAges = agesIn(fields.childAges ?? '');
    const wish = { from, to, guests: Number(fields.guests ?? 1), childAges, extras };
    const quote = await midas.quotes.create({ item, ...wish, ...(promotionCode ? { promotionCode } : {}) });
    const place = makeElement(item);
    fillReservation(place, {
      wish: { ...wish, promotionCode: promotionCode ?? '' },
      guest: Object.fromEntries([
        ...under('guest.'),
        ...Object.entries(fields).filter(([name]) => name.startsWith('billing.')),
      ]),
      quote,
    });
    form.replaceWith(place);
  }
}
