import type { ItemSummary } from '../client/midas.ts';
import { element, quietButton } from '../rendering/element.ts';
import { field, form, input, select, submitButton } from '../rendering/form.ts';
import { type Host, patienceMs } from '../rendering/host.ts';
import { guestsWord } from '../rendering/price.ts';
import { cardsCss } from '../styles/cards.ts';

/**
 * `<midas-search item-page="/item/" currency="EUR">`: the catalogue, narrowed. With a currency, what is priced in it, and
 * sorted by price if wished. An item leads to `item-page`, with the dates and guests along.
 */
export function startSearch(host: Host): void {
  const { texts, midas, signal } = host;
  const { search, view } = texts;
  host.style(cardsCss);
  const currency = host.attribute('currency');
  const given = new URLSearchParams(location.search);
  const date = (name: string) => input(name, { type: 'date', value: given.get(name) });
  const cards = element('ul', { class: 'cards', part: 'cards', role: 'list' });
  const status = element('p', { role: 'status' });
  const more = quietButton(search.more, () => load(next).catch(fail));
  const kindsOf = (named: readonly (readonly [code: string, name: string])[], chosen = '') =>
    select('category', [['', search.all], ...named], chosen);
  const wanted = given.get('category');
  // Their names come with the items.
  const kinds = kindsOf(wanted ? [[wanted, wanted]] : [], wanted ?? '');
  let next = '';
  const made = form(
    host,
    () => {
      remember();
      return load('');
    },
    element(
      'div',
      { class: 'fields' },
      field(search.category, kinds),
      field(search.place, input('place', { maxlength: 80, value: given.get('place') })),
      field(view.from, date('from')),
      field(view.to, date('to')),
      field(
        texts.guests.other,
        input('guests', { type: 'number', min: 1, max: 1000, value: given.get('guests') }),
      ),
      field(search.text, input('text', { type: 'search', maxlength: 80, value: given.get('text') })),
      currency &&
        field(
          search.sort,
          select(
            'sort',
            [
              ['name', search.byName],
              ['price', search.byPrice],
            ],
            given.get('sort') ?? '',
          ),
        ),
    ),
    submitButton(search.submit),
  );
  more.hidden = true;
  host.open(search.title, made, status, cards, more);
  cards.append(...Array.from({ length: pageLength }, () => cardShape()));
  const moreShape = element('div', { class: 'bone press' });
  cards.after(moreShape);
  load('').catch(fail);

  function fail(error: unknown): void {
    if (signal.aborted) return;
    moreShape.remove();
    for (const bone of cards.querySelectorAll('.bone')) bone.remove();
    host.refuse(error);
  }

  /** The address says what is looked for, so that it is there again for who comes back from an item. */
  function remember(): void {
    const address = new URL(location.href);
    for (const [name, value] of new FormData(made)) {
      address.searchParams.delete(name);
      if (value) address.searchParams.set(name, `${value}`);
    }
    history.replaceState(history.state, '', address);
  }

  /** What is on its way has its shape; should it take long, a word is said. */
  async function spokenOf<T>(asked: Promise<T>): Promise<T> {
    const timer = setTimeout(() => {
      status.textContent = texts.slow;
    }, patienceMs);
    try {
      return await asked;
    } finally {
      clearTimeout(timer);
      if (status.textContent === texts.slow) status.textContent = '';
    }
  }

  async function load(cursor: string): Promise<void> {
    const wishes = Object.fromEntries([...new FormData(made)].filter(([, value]) => `${value}`.trim()));
    const query = { ...wishes, currency, cursor, limit: pageLength };
    const [{ items, nextCursor }, { categories }] = await spokenOf(
      Promise.all([midas.items.list(query, { signal }), midas.categories.list({ signal })]),
    );
    const names = new Map(categories.map(({ code, name }) => [code, texts.categories[code] ?? name]));
    const chosen = kinds.value;
    kinds.replaceChildren(...kindsOf([...names]).options);
    kinds.value = chosen;
    const found = items.map((item, index) => card(host, item, wishes, names, !cursor && index < seenAtOnce));
    if (cursor) cards.append(...found);
    else cards.replaceChildren(...found);
    next = nextCursor ?? '';
    moreShape.remove();
    more.hidden = !next;
    status.textContent = (next ? search.first : search.found)(cards.childElementCount);
    // Whoever asked for more goes on reading where the new ones begin.
    if (cursor) found[0]?.querySelector('a')?.focus();
  }
}

/** How many items come at once, and for how many there is room before they are here. */
const pageLength = 18;

/** Of so many the picture does not wait until it is known where it stands. */
const seenAtOnce = 3;

const dayMs = 86_400_000;

/** The whole price where the dates are known, as the next page will say it; else what one night, day or hour costs. */
function priceOf(
  { format, texts }: Host,
  { rate, total }: ItemSummary,
  { from, to }: Readonly<Record<string, FormDataEntryValue>>,
): string {
  const count = (Date.parse(`${to}`) - Date.parse(`${from}`)) / dayMs;
  return total
    ? texts.price.totalFor(format.money(total), format.counted(count, rate.per))
    : format.rate(rate.price, rate.per);
}

/** The picture of an item, in a frame that stays should there be none. */
function pictureOf(src: URL, isSeen: boolean): HTMLElement {
  const picture = element('img', { src, alt: '', width: 800, height: 500, loading: isSeen ? null : 'lazy' });
  picture.onerror = () => picture.remove();
  return element('div', { class: 'picture', part: 'picture' }, picture);
}

/** The shape of a card, as high as it will be: its words have room for so many lines, and what is longer is cut. */
const cardShape = () =>
  element(
    'li',
    { class: 'card bone', 'aria-hidden': 'true' },
    element('div', { class: 'picture' }),
    element('div', { class: 'words' }),
    element('small', {}, '…'),
    element('strong', {}, '…'),
  );

function card(
  host: Host,
  item: ItemSummary,
  wishes: Readonly<Record<string, FormDataEntryValue>>,
  names: ReadonlyMap<string, string>,
  isSeen: boolean,
): HTMLElement {
  const { attribute, endpoint, format, texts } = host;
  const address = new URL(attribute('item-page') || `${endpoint}/item/`, location.href);
  for (const [name, value] of Object.entries({ item: item.slug, ...wishes }))
    if (/^(item|from|to|guests)$/.test(name)) address.searchParams.set(name, `${value}`);
  return element(
    'li',
    { class: 'card', part: 'card' },
    pictureOf(new URL(item.picture, endpoint), isSeen),
    element(
      'div',
      { class: 'words' },
      element('small', {}, `${names.get(item.category) ?? item.category} · ${format.place(item.place)}`),
      element('a', { href: address }, item.name),
      element('p', {}, item.summary),
    ),
    element(
      'small',
      {},
      texts.search.capacity(`${item.capacity} ${guestsWord(texts, item.category).toLowerCase()}`),
    ),
    element('strong', {}, priceOf(host, item, wishes)),
  );
}
