import type { Item, Quote } from '../../client/midas.ts';
import { element } from '../../rendering/element.ts';
import type { Host } from '../../rendering/host.ts';
import { priceTable, stayHead, totalOf } from '../../rendering/price.ts';

const pauseMs = 300;

/** The price beside a form. What changes of it is said to who listens, in due time. */
export function priceCard(host: Host, { name, category }: Item, rate = '') {
  const { texts, format } = host;
  const status = element('p', { role: 'status' });
  const head = element('div');
  const table = element('div');
  const sum = element('div');
  return {
    /** The total alone, for where the card is out of sight. */
    sum,
    place: element('aside', { part: 'price-card', 'aria-label': texts.price.title }, head, status, table),
    show(quote: Quote | undefined, message = '') {
      const stays = quote?.lines.filter(({ kind }) => kind === 'stay') ?? [];
      const [first] = stays;
      const units = stays.reduce((sum, { quantity }) => sum + quantity, 0);
      // Until there is a price, what one costs.
      head.replaceChildren(
        ...(quote ? stayHead(host, name, quote, category) : [element('strong', {}, rate)]),
      );
      sum.replaceChildren(...(quote ? totalOf(host, quote.total) : [rate]));
      table.replaceChildren(...(quote ? [priceTable(host, quote)] : []));
      if (message || !quote) status.textContent = message || texts.stay.choose;
      else if (!quote.isAvailable) status.textContent = texts.stay.taken;
      // A stay is priced by the hour, the day or the night.
      else
        status.textContent = texts.price.totalFor(
          format.money(quote.total),
          format.counted(units, first?.per as 'day'),
        );
    },
  };
}

/** Waits until the visitor has paused, so that a row of changes is one question. */
export function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    setTimeout(() => (signal.aborted ? reject(signal.reason) : resolve()), pauseMs);
  });
}
