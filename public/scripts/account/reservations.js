import { calendarFile } from '../api.js';
import { formatInstant } from '../dates.js';
import { element, find } from '../element.js';
import { formatMoney } from '../money.js';
import { get, post } from './own.js';
import { sectionOf } from './section.js';

/** @type {Record<string, string>} */
const statuses = {
  held: 'Held, not yet paid',
  confirmed: 'Confirmed',
  cancelled: 'Cancelled',
  lapsed: 'Lapsed',
};

/** The reservations under the address of the account, the latest first, with what can be done about each. */
export async function showReservations() {
  const { section, tell, button, onPress, list } = sectionOf('reservations');
  const more = /** @type {HTMLButtonElement} */ (find('[data-more]', section));
  /** @type {string | null} */
  let cursor = null;
  onPress(more, async () => {
    const last = list.lastElementChild;
    await next();
    /** @type {HTMLElement | null} */ (last?.nextElementSibling?.querySelector('h3'))?.focus();
  });
  await next();
  find('[data-none]', section).hidden = list.childElementCount > 0;

  async function next() {
    const query = cursor ? `?${new URLSearchParams({ cursor })}` : '';
    const { reservations, nextCursor } = await get(`/account/reservations${query}`);
    list.append(...reservations.map(card));
    cursor = nextCursor;
    more.hidden = cursor === null;
  }

  function card(reservation) {
    const { item, status, reference, startsAt, endsAt, timeZone, total, amountDue, refundDue } = reservation;
    const made = element(
      'li',
      { class: 'row stay' },
      pictureOf(item),
      element(
        'div',
        { class: 'row-text' },
        element(
          'h3',
          { tabindex: '-1' },
          item.name,
          ' ',
          element('span', { class: `mark mark-${status}` }, statuses[status]),
        ),
        element('p', {}, `${formatInstant(startsAt, timeZone)} – ${formatInstant(endsAt, timeZone)}`),
        element('p', { class: 'note' }, `${item.city} · ${reference} · ${formatMoney(total)}`),
        amountDue.amount > 0 &&
          element('p', { class: 'note' }, `To be paid: ${formatMoney(amountDue)}, by the link in our mail.`),
        refundDue.amount > 0 &&
          element('p', { class: 'note' }, `On its way back to you: ${formatMoney(refundDue)}.`),
      ),
      actionsOf(reservation),
    );
    return made;
  }

  function actionsOf({ id, status, item, reference, guest }) {
    const isOpen = status === 'held' || status === 'confirmed';
    const actions = element('div', { class: 'row-actions' });
    const show = () =>
      actions.replaceChildren(
        ...(status === 'confirmed'
          ? [button('Calendar file', () => download(id, reference), 'quiet', `of ${item.name}`)]
          : []),
        ...(status === 'confirmed'
          ? [button('Send me the mail', () => sendAgain(id, guest), 'quiet', `about ${item.name}`)]
          : []),
        ...(isOpen ? [button('Cancel', preview, 'quiet', item.name)] : []),
        ...(isOpen
          ? []
          : [
              element(
                'a',
                { class: 'button quiet', href: `/item/?item=${item.slug}` },
                'Reserve again',
                element('span', { class: 'unseen' }, ` ${item.name}`),
              ),
            ]),
      );
    show();
    return actions;

    /** Nothing is cancelled by a single press: first what it gives back is shown. */
    async function preview() {
      const terms = await get(`/reservations/${id}/cancellation`);
      const told = element('p', { class: 'told', tabindex: '-1' }, sentenceOf(terms));
      const keep = element('button', { type: 'button', class: 'quiet' }, 'Keep it');
      keep.addEventListener('click', () => {
        show();
        actions.querySelector('button')?.focus();
      });
      const sure = terms.canCancel ? [button('Cancel the reservation', cancel, 'grave')] : [];
      actions.replaceChildren(told, ...sure, keep);
      told.focus();
    }

    async function cancel() {
      const cancelled = await post(`/reservations/${id}/cancel`);
      actions.closest('li')?.replaceWith(card(cancelled));
      tell(`${item.name}: your reservation is cancelled. We have written to you.`);
    }
  }

  async function sendAgain(id, { email }) {
    await post(`/reservations/${id}/confirmation`);
    tell(`The confirmation is on its way to ${email}.`);
  }
}

async function download(id, reference) {
  const address = URL.createObjectURL(await calendarFile(id));
  element('a', { href: address, download: `${reference}.ics` }).click();
  URL.revokeObjectURL(address);
}

function sentenceOf({ canCancel, paid, refund }) {
  if (!canCancel) return 'This reservation can no longer be cancelled here. Please write to us.';
  if (paid.amount === 0) return 'Nothing has been paid yet, so cancelling costs nothing.';
  if (refund.amount === 0)
    return `You have paid ${formatMoney(paid)}. If you cancel now, nothing is refunded.`;
  return `If you cancel now, ${formatMoney(refund)} of the ${formatMoney(paid)} you paid is refunded.`;
}

/** The picture of an item, or an empty frame of the same shape where there is none. */
function pictureOf({ picture }) {
  const image = element('img', { src: picture, alt: '', width: 800, height: 500, loading: 'lazy' });
  image.onerror = () => image.replaceWith(element('div', { class: 'picture' }));
  return image;
}
