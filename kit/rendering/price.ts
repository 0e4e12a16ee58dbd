import type { Quote, Reservation } from '../client/midas.ts';
import { element } from './element.ts';
import type { Host } from './host.ts';

type Priced = Pick<Reservation, 'lines' | 'includedTaxes' | 'total' | 'securityDeposit' | 'timeZone'> &
  Partial<Pick<Quote, 'paymentPlan'>>;

/** A price line by line, as a table. */
export function priceTable({ texts, format }: Host, priced: Priced): HTMLElement {
  const { lines, includedTaxes, total, securityDeposit, paymentPlan } = priced;
  const { currency } = total;
  const money = (amount: number) => format.money({ amount, currency });
  const row = (name: string, amount: string, more?: Node | false, kind = '') =>
    element('tr', { class: kind }, element('th', { scope: 'row' }, name, more), element('td', {}, amount));
  const rows = lines.map(({ kind, name, per, quantity, unitPrice, amount }) => {
    if (kind === 'discount') return row(texts.price.code(name), money(amount));
    if (kind !== 'stay')
      return row(
        name,
        money(amount),
        quantity > 1 &&
          kind !== 'tax' &&
          element(
            'small',
            {},
            `${quantity} × ${format.rate({ amount: unitPrice, currency }, kind === 'extra' ? 'booking' : per)}`,
          ),
      );
    // A stay is priced by the hour, the day or the night.
    const unit = per as 'hour' | 'day' | 'night';
    const rate = element('small', {}, format.rate({ amount: unitPrice, currency }, unit));
    return row([format.counted(quantity, unit), name].filter(Boolean).join(', '), money(amount), rate);
  });
  const notes = includedTaxes.map(({ name, amount }) =>
    row(texts.price.including(name), money(amount), false, 'note'),
  );
  if (paymentPlan?.balanceDueAt) {
    const date = format.date(paymentPlan.balanceDueAt.slice(0, 10));
    notes.push(row(texts.price.now, format.money(paymentPlan.dueNow), false, 'due'));
    notes.push(row(texts.price.later(date), format.money(paymentPlan.balance), false, 'note'));
  }
  if (securityDeposit.amount > 0)
    notes.push(row(texts.price.deposit, format.money(securityDeposit), false, 'note'));
  return element(
    'table',
    { part: 'price' },
    element('caption', { class: 'unseen' }, texts.price.title),
    element('tbody', {}, ...rows),
    element('tfoot', {}, row(texts.price.total, format.money(total), false, 'total'), ...notes),
  );
}

/** A price that no longer changes, under the name of what it is for. */
export function priceAside(host: Host, reservation: Reservation): HTMLElement {
  return element('aside', {}, element('strong', {}, reservation.item.name), priceTable(host, reservation));
}

/** Names and what stands for them. */
export function facts(entries: readonly (readonly [string, string] | false)[]): HTMLElement {
  return element(
    'dl',
    { part: 'facts' },
    ...entries.flatMap((entry) => (entry ? [element('dt', {}, entry[0]), element('dd', {}, entry[1])] : [])),
  );
}
