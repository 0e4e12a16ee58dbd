import type { Quote, Reservation } from '../client/midas.ts';
import { element } from './element.ts';
import type { Host } from './host.ts';

type Priced = Pick<
  Reservation,
  'lines' | 'includedTaxes' | 'total' | 'securityDeposit' | 'securityDepositHold' | 'paymentPlan'
>;

/** A price line by line, as a table. Of what is paid in two parts it says which is due when; of a reservation, what is still open of it. */
export function priceTable({ texts, format }: Host, priced: Priced, reservation?: Reservation): HTMLElement {
  const { lines, includedTaxes, total, securityDeposit, securityDepositHold: hold } = priced;
  const { currency } = total;
  const money = (amount: number) => format.money({ amount, currency });
  const row = (name: string, amount: string, more?: Node | false, kind = '') =>
    element('tr', { class: kind }, element('th', { scope: 'row' }, name, more), element('td', {}, amount));
  const rows = lines.map(({ kind, name, per, quantity, unitPrice, amount }) => {
    if (kind === 'discount') return row(texts.price.code(name), money(amount));
    if (kind === 'adjustment') return row(texts.price.adjustment, money(amount));
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
  const { now, later, by } = partsOf(priced, reservation);
  if (now && by) notes.push(row(texts.price.now, format.money(now), false, 'due'));
  if (later && by) notes.push(row(texts.price.later(format.day(by)), format.money(later), false, 'note'));
  const isOver = reservation?.status === 'cancelled' || reservation?.status === 'expired';
  if (securityDeposit.amount > 0 && !isOver) {
    notes.push(row(texts.price.deposit, format.money(securityDeposit), false, 'note'));
    const held = hold && texts.price.held(format.instant(hold.from), format.instant(hold.until));
    if (held) notes.push(element('tr', { class: 'note' }, element('td', { colspan: 2 }, held)));
  }
  return element(
    'table',
    { part: 'price' },
    element('caption', { class: 'unseen' }, texts.price.title),
    element('tbody', {}, ...rows),
    element('tfoot', {}, row(texts.price.total, format.money(total), false, 'total'), ...notes),
  );
}

/** What is to be paid now and what later, until when: of a reservation, as far as it is still open. */
export function partsOf({ paymentPlan }: Pick<Priced, 'paymentPlan'>, reservation?: Reservation) {
  const { dueNow, balance, balanceDueAt: by } = paymentPlan;
  const { status = 'held', amountDue = dueNow } = reservation ?? {};
  const isOpen = by !== null && amountDue.amount > 0;
  return {
    by,
    now: isOpen && status === 'held' && amountDue,
    later: isOpen && (status === 'held' ? balance : status === 'confirmed' && amountDue),
  };
}

/** A sum with what it is above it. */
export const totalOf = (
  { texts, format }: Host,
  amount: Reservation['total'],
  name = texts.price.total,
): Node[] => [element('small', {}, name), element('strong', {}, format.money(amount))];

/** What is paid for: the item, when and for how many. */
export function stayHead(
  { texts, format }: Host,
  name: string,
  { startsAt, endsAt, guests }: Pick<Quote, 'startsAt' | 'endsAt' | 'guests'>,
  category: string,
): Node[] {
  const [from, to] = format.span(startsAt, endsAt);
  return [
    element('strong', {}, name),
    element('p', {}, element('span', {}, from), ' ', element('span', {}, to)),
    element('p', {}, texts.price.guests(guestsWord(texts, category), guests)),
  ];
}

/** How the guests of a kind of item are called. */
export function guestsWord({ guests }: Host['texts'], category: string): string {
  return (guests as Readonly<Record<string, string>>)[category] ?? guests.other;
}

/** What is reserved and its price, which no longer changes. */
export function priceAside(host: Host, reservation: Reservation): HTMLElement {
  return element(
    'aside',
    { part: 'price-card', 'aria-label': host.texts.price.title },
    ...stayHead(host, reservation.item.name, reservation, reservation.item.category),
    priceTable(host, reservation, reservation),
  );
}
