import type { Item } from '../../client/midas.ts';
import { element } from '../../rendering/element.ts';
import { clearErrors, errorsOf, showErrors } from '../../rendering/errors.ts';
import { field, fieldset, form, input, sides, submitButton, tick } from '../../rendering/form.ts';
import { agesIn } from '../../rendering/stay.ts';
import { askPrice, type Flow } from './flow.ts';
import { pause, priceCard } from './price-card.ts';
import { stayFields } from './stay-fields.ts';

/** When, how many, what else; and the price of it, line by line, as it changes. */
export function stayStep(flow: Flow, item: Item): void {
  const { host, wish } = flow;
  const { texts, format } = host;
  const price = priceCard(host, format.rate(item.rate.price, item.rate.per));
  let asking = new AbortController();
  let latest: Promise<unknown> = Promise.resolve();

  const guests = input('guests', {
    type: 'number',
    inputmode: 'numeric',
    min: 1,
    max: item.capacity,
    value: wish.guests,
    required: true,
    change: refresh,
  });
  const ages = input('childAges', {
    autocomplete: 'off',
    value: wish.childAges.join(', '),
    change: refresh,
  });
  const asksAges = item.touristTaxes.some(({ exemptBelowAge }) => exemptBelowAge !== null);
  const code = input('promotionCode', {
    autocomplete: 'off',
    maxlength: 32,
    value: wish.promotionCode,
    change: refresh,
  });
  const guestsName = (texts.guests as Readonly<Record<string, string>>)[item.category] ?? texts.guests.other;
  const extras = item.extras.map((extra) => extraField(flow, extra, refresh));
  const made = form(
    host,
    go,
    sides(
      [
        ...stayFields(host, item, wish, refresh),
        element(
          'div',
          { class: 'fields' },
          field(guestsName, guests),
          asksAges && field(texts.stay.childAges, ages, texts.optional),
          field(texts.stay.code, code, texts.optional),
        ),
        extras.length > 0 && fieldset(texts.stay.extras, ...extras),
        submitButton(texts.stay.next),
      ],
      price.place,
    ),
  );
  host.show(host.attribute('heading') || item.name, made);
  refresh();

  function refresh(): void {
    asking.abort();
    asking = new AbortController();
    wish.guests = Number(guests.value);
    wish.childAges = agesIn(ages.value);
    wish.promotionCode = code.value.trim();
    latest = ask(asking.signal);
  }

  async function ask(signal: AbortSignal): Promise<void> {
    flow.quote = undefined;
    try {
      await pause(signal);
      if (host.signal.aborted) return;
      flow.quote = await askPrice(flow, signal);
      clearErrors(made);
      price.show(flow.quote);
    } catch (error) {
      if (signal.aborted) return;
      const errors = errorsOf(error, texts, host.language);
      showErrors(made, errors, texts, false);
      price.show(undefined, errors[0]?.message);
    }
  }

  async function go(): Promise<void> {
    await latest;
    // The line may be back.
    if (!flow.quote) refresh();
    await latest;
    if (flow.quote?.isAvailable) return void flow.go.guest();
    // Why there is no price has been said beside the price, and where it belongs to a field, there.
    const name = made.querySelector('[aria-invalid]')?.getAttribute('name') ?? 'from';
    showErrors(
      made,
      [{ name, message: price.place.querySelector('[role=status]')?.textContent ?? '' }],
      texts,
    );
  }
}

/** What is for everyone or can be had once is a tick; the rest is a number. */
function extraField(
  { host, wish }: Flow,
  { code, name, per, price, maxQuantity }: Item['extras'][number],
  onChange: () => void,
): HTMLElement {
  const { texts, format } = host;
  const cost = price.amount === 0 ? texts.stay.included : format.rate(price, per);
  const isTick = per === 'person' || maxQuantity === 1;
  const chosen = wish.extras[code] ?? 0;
  const control = input(
    `extras.${code}`,
    isTick
      ? { checked: chosen > 0 }
      : { type: 'number', inputmode: 'numeric', min: 0, max: maxQuantity, value: chosen },
  );
  control.addEventListener('change', () => {
    const quantity = Number(isTick ? control.checked : control.value);
    delete wish.extras[code];
    if (quantity > 0) wish.extras[code] = quantity;
    onChange();
  });
  return isTick ? tick(`${name}, ${cost}`, control) : field(`${name}, ${cost}`, control);
}
