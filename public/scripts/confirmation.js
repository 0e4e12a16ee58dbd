import { get, Refusal } from './api.js';
import { downloadOnPress } from './calendar-download.js';
import { find, showState } from './element.js';
import { linkTo, readLink, recallLink } from './manage-link.js';
import { showReservation } from './reservation-view.js';

/** The payment is told to us by the provider, not by this page: it asks until that has happened, ever more slowly. */
const waitsSeconds = [1, 1, 2, 3, 5, 8, 10, 10, 10, 10];

const query = new URLSearchParams(location.search);
const link = readLink() ?? recallLink(query.get('reservation'));
const outcome = query.get('redirect_status');
// The provider adds a secret to the address. It need not stay there.
query.delete('payment_intent_client_secret');
history.replaceState(null, '', `?${query}${location.hash}`);

showState('checking');
if (link) await ask(link);
else showState('no-link');

async function ask(link) {
  /** @type {HTMLAnchorElement} */ (find('#manage')).href = linkTo('manage', link);
  /** @type {HTMLAnchorElement} */ (find('#pay-again')).href = linkTo('pay', link);
  for (const seconds of [...waitsSeconds, 0]) {
    const reservation = await read(link);
    if (reservation) showReservation(reservation);
    const state = reservation && stateOf(reservation);
    if (state) return settle(state, link, reservation);
    if (seconds > 0) await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }
  showState('waiting');
}

/** An answer that did not come is asked for again like one that was not yet there. */
async function read(link) {
  try {
    return await get(`/reservations/${link.id}`, link);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return null;
  }
}

function stateOf({ status }) {
  if (status === 'held') return outcome === 'failed' ? 'declined' : null;
  return status;
}

function settle(state, link, { reference }) {
  showState(state);
  if (state !== 'confirmed') return;
  document.title = 'Confirmed – Fine Things';
  downloadOnPress(find('#calendar-file'), link, reference, (message) => {
    find('#told').textContent = message;
  });
}
