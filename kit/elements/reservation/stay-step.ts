import type { Item, Quote } from '../../client/midas.ts';
import { agesIn } from '../../rendering/ages.ts';
import { element } from '../../rendering/element.ts';
import { clearErrors, errorsOf, showErrors } from '../../rendering/errors.ts';
import { field, fieldset, footBar, form, input, sides, submitButton, tick } from '../../rendering/form.ts';
import { guestsWord } from '../../rendering/price.ts';
import { askPrice, type Flow, giveBack } from './flow.ts';
import { pause, priceCard } from './price-card.ts';
import { stayFields } from './stay-fields.ts';

/** When, how many, what else; and the price of it, line by line, as it changes. */
export function stayStep(flow: Flow, item: Item): void {
  const { host, wish } = flow;
  const { texts, format } = host;
  const price = priceCard(host, item, format.rate(item.rate.price, item.rate.per));
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
  const extras = item.extras.map((extra) => extraField(flow, extra, refresh));
  const { held } = flow;
  const own = held && { from: held.wish.from, to: held.wish.to, ...held.time };
  const when = stayFields(host, item, wish, own, refresh);
  const made = form(
    host,
    go,
    sides(
      [
        own && element('p', { class: 'told', part: 'told' }, texts.stay.held),
        ...when.content,
        element(
          'div',
          { class: 'fields' },
          field(guestsWord(texts, item.category), guests),
          asksAges && field(texts.stay.childAges, ages, texts.optional),
          field(texts.stay.code, code, texts.optional),
        ),
        extras.length > 0 && fieldset(texts.stay.extras, ...extras.map(({ place }) => place)),
      ],
      price.place,
      footBar(price.sum, submitButton(texts.stay.next)),
    ),
  );
  // Browsers fill in fields without a word: they are read when the form is sent, before it is checked.
  made.addEventListener('submit', () => flow.read(), { capture: true });
  flow.read = () => {
    when.read();
    readOthers();
    if (JSON.stringify(wish) !== asked) refresh();
  };
  flow.begin = when.begin;
  let asked = '';
  let refusal = '';
  /** The last price without a code, and the wish that it is for. */
  let plain: { wish: string; quote: Quote | undefined } | undefined;
  host.open(host.attribute('heading') || item.name, made);
  refresh();

  function readOthers(): void {
    wish.guests = Number(guests.value);
    wish.childAges = agesIn(ages.value);
    wish.promotionCode = code.value.trim();
    const chosen = extras.map(({ code, quantity }) => [code, quantity()] as const);
    wish.extras = Object.fromEntries(chosen.filter(([, quantity]) => quantity > 0));
  }

  function refresh(): void {
    asking.abort();
    asking = new AbortController();
    readOthers();
    asked = JSON.stringify(wish);
    latest = ask(AbortSignal.any([asking.signal, host.signal]));
  }

  async function ask(signal: AbortSignal): Promise<void> {
    // What was priced before stands until it is priced anew, so that going on need not wait.
    if (flow.priced !== asked) flow.quote = undefined;
    if (flow.quote) price.show(flow.quote);
    if (flow.quote && flow.held && JSON.stringify(flow.held.wish) === asked) return;
    try {
      await pause(signal);
      if (wish.from && wish.to && !(await giveBack(flow))) return;
      signal.throwIfAborted();
      flow.quote = await askPrice(flow, signal);
      if (!wish.promotionCode) plain = { wish: asked, quote: flow.quote };
      clearErrors(made);
      refusal = '';
      price.show(flow.quote);
      flow.save();
    } catch (error) {
      if (signal.aborted) return;
      flow.quote = undefined;
      const errors = errorsOf(error, texts, host.language);
      showErrors(made, errors, texts, false);
      refusal = errors[0]?.message ?? '';
      // A code that is not good takes away a discount, not the price.
      const full = wish.promotionCode && errors[0]?.name === 'promotionCode';
      const quote = full ? await priceWithout(signal).catch(() => undefined) : undefined;
      if (!signal.aborted) price.show(quote, quote ? '' : refusal);
    }
  }

  /** The price without the code; what stood there before the code was typed is not asked for again. */
  async function priceWithout(signal: AbortSignal): Promise<Quote | undefined> {
    const without = JSON.stringify({ ...wish, promotionCode: '' });
    if (plain?.wish !== without) plain = { wish: without, quote: await askPrice(flow, signal, '') };
    return plain.quote;
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
      [{ name, message: refusal || (price.place.querySelector('[role=status]')?.textContent ?? '') }],
      texts,
    );
  }
}

/** What is for everyone or can be had once is a tick; the rest is a number. */
function extraField(
  { host, wish }: Flow,
  { code, name, per, price, maxQuantity }: Item['extras'][number],
  onChange: () => void,
): { code: string; place: HTMLElement; quantity: () => number } {
  const { texts, format } = host;
  const cost = price.amount === 0 ? texts.stay.included : format.rate(price, per);
  const isTick = per === 'person' || maxQuantity === 1;
  const chosen = wish.extras[code] ?? 0;
  const control = input(`extras.${code}`, {
    change: onChange,
    ...(isTick
      ? { checked: chosen > 0 }
      : { type: 'number', inputmode: 'numeric', min: 0, max: maxQuantity, value: chosen }),
  });
  return {
    code,
    place: isTick ? tick(`${name}, ${cost}`, control) : field(`${name}, ${cost}`, control),
    quantity: () => Number(isTick ? control.checked : control.value),
  };
}
