import { formatInstant } from './dates.js';
import { find } from './element.js';
import { formatMoney } from './money.js';
import { priceLines } from './price-lines.js';

const statuses = {
  held: 'Held for you, not yet paid',
  confirmed: 'Confirmed',
  cancelled: 'Cancelled',
  lapsed: 'Lapsed',
};

/** Fills what the pages of a reservation have in common. @param {any} reservation */
export function showReservation(reservation) {
  const { item, timeZone, paid, refundDue } = reservation;
  const facts = {
    item: item.name,
    city: item.city,
    reference: reservation.reference,
    status: statuses[reservation.status],
    starts: formatInstant(reservation.startsAt, timeZone),
    ends: formatInstant(reservation.endsAt, timeZone),
    guests: String(reservation.guests),
    guest: reservation.guest.name,
    email: reservation.guest.email,
    paid: formatMoney(paid),
    refund: formatMoney(refundDue),
    total: formatMoney(reservation.total),
    due: formatMoney(reservation.amountDue),
    policy: reservation.cancellationPolicy.text,
  };
  for (const place of document.querySelectorAll('[data-fill]')) {
    const name = place.getAttribute('data-fill') ?? '';
    if (name in facts) place.textContent = facts[name];
  }
  const picture = /** @type {HTMLImageElement} */ (find('[data-fill="picture"]'));
  picture.src = item.picture;
  find('[data-fill="price"]').replaceChildren(priceLines(reservation));
  for (const link of document.querySelectorAll('a[data-again]')) {
    /** @type {HTMLAnchorElement} */ (link).href = `/item/?item=${item.slug}`;
  }
}
