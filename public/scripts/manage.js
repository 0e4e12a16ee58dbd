import { get, post, Refusal } from './api.js';
import { downloadOnPress } from './calendar-download.js';
import { find, showState } from './element.js';
import { linkTo, readLink } from './manage-link.js';
import { formatMoney } from './money.js';
import { showReservation } from './reservation-view.js';

const link = readLink();
const told = find('#told');
// Another link in the same tab changes nothing but what stands behind `#`.
addEventListener('hashchange', () => location.reload());

showState('opening');
if (link) await open(link);
else showState('no-link');

async function open(link) {
  try {
    const reservation = await get(`/reservations/${link.id}`, link);
    show(reservation);
    downloadOnPress(find('#calendar-file'), link, reservation.reference, tell);
    onPress('#send-again', async () => {
      await post(`/reservations/${link.id}/confirmation`, undefined, link);
      tell(`The confirmation is on its way to ${reservation.guest.email}.`);
    });
    onPress('#preview', async () => preview(await get(`/reservations/${link.id}/cancellation`, link)));
    onPress('#cancel', async () => {
      show(await post(`/reservations/${link.id}/cancel`, undefined, link));
      tell('Your reservation is cancelled. We have written to you.');
    });
    onPress('#keep', async () => {
      find('#cancelling').hidden = true;
      find('#preview').hidden = false;
      find('#preview').focus();
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    showState(error.status === 404 || error.status === 401 ? 'no-link' : 'away');
  }
}

function show(reservation) {
  showReservation(reservation);
  /** @type {HTMLAnchorElement} */ (find('#pay')).href = linkTo('pay', link);
  showState(reservation.status);
  find('#refund-row').hidden = reservation.refundDue.amount === 0;
  find('#refund-row + dd').hidden = reservation.refundDue.amount === 0;
}

/** Nothing is cancelled by a single press: first what it gives back is shown. */
function preview({ canCancel, paid, refund }) {
  find('#preview').hidden = true;
  const what = find('#cancelling');
  what.hidden = false;
  find('#cancel').hidden = !canCancel;
  const sentence = find('#refund-preview');
  sentence.textContent = sentenceOf({ canCancel, paid, refund });
  sentence.focus();
}

function sentenceOf({ canCancel, paid, refund }) {
  if (!canCancel) return 'This reservation can no longer be cancelled here. Please write to us.';
  if (paid.amount === 0) return 'Nothing has been paid yet, so cancelling costs nothing.';
  if (refund.amount === 0)
    return `You have paid ${formatMoney(paid)}. If you cancel now, nothing comes back.`;
  return `If you cancel now, ${formatMoney(refund)} of the ${formatMoney(paid)} you paid comes back to you.`;
}

function onPress(selector, act) {
  const button = /** @type {HTMLButtonElement} */ (find(selector));
  button.addEventListener('click', async () => {
    button.disabled = true;
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      tell(error.message);
    } finally {
      button.disabled = false;
    }
  });
}

function tell(message) {
  told.textContent = message;
  told.hidden = message === '';
  told.focus();
}
