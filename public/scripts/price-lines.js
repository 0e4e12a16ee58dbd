import { element } from './element.js';
import { formatMoney } from './money.js';
import { rateName } from './words.js';

/**
 * A price line by line, as a table.
 * @param {{lines: {kind: string, name: string, per: string, quantity: number, unitPrice: number, amount: number}[],
 *   includedTaxes: {name: string, amount: number}[], total: {amount: number, currency: string},
 *   securityDeposit: {amount: number, currency: string}}} priced a quote or a reservation
 */
export function priceLines({ lines, includedTaxes, total, securityDeposit }) {
  const money = (amount) => formatMoney({ amount, currency: total.currency });
  return element(
    'table',
    {},
    element('caption', { class: 'unseen' }, 'Price'),
    element(
      'tbody',
      {},
      ...lines.map((line) =>
        element(
          'tr',
          {},
          element('th', { scope: 'row' }, nameOf(line), multiplied(line, total.currency)),
          element('td', {}, money(line.amount)),
        ),
      ),
    ),
    element(
      'tfoot',
      {},
      element('tr', {}, element('th', { scope: 'row' }, 'Total'), element('td', {}, money(total.amount))),
      ...includedTaxes.map((tax) => note(`includes ${tax.name}`, money(tax.amount))),
      securityDeposit.amount > 0 && note('Security deposit, not charged now', formatMoney(securityDeposit)),
    ),
  );
}

function nameOf({ kind, name, per, quantity }) {
  if (kind === 'stay') return `${counted(quantity, per)}${name ? `, ${name.toLowerCase()}` : ''}`;
  if (kind === 'discount') return `Code ${name}`;
  return name;
}

function multiplied({ kind, per, quantity, unitPrice }, currency) {
  if (kind === 'stay') return element('small', {}, rateName({ per, price: { amount: unitPrice, currency } }));
  if (kind !== 'extra' || quantity === 1) return null;
  return element('small', {}, `${quantity} × ${formatMoney({ amount: unitPrice, currency })}`);
}

function note(name, amount) {
  return element('tr', { class: 'note' }, element('td', {}, name), element('td', {}, amount));
}

/** `3 nights`, `1.5 hours`. @param {number} quantity @param {string} unit */
export function counted(quantity, unit) {
  return `${new Intl.NumberFormat('en-GB').format(quantity)} ${unit}${quantity === 1 ? '' : 's'}`;
}
