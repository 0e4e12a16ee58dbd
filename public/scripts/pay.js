import { get, post, Refusal } from './api.js';
import { countDown } from './countdown.js';
import { find, showState } from './element.js';
import { linkTo, readLink, rememberLink } from './manage-link.js';
import { showReservation } from './reservation-view.js';

const link = readLink();
const button = /** @type {HTMLButtonElement} */ (find('#pay'));
const refused = find('#refused');

// Whoever comes back from the provider with the browser's own button finds the page as it is now.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});
showState('opening');
if (link) await open(link);
else showState('no-link');

async function open(link) {
  try {
    const reservation = await get(`/reservations/${link.id}`, link);
    showReservation(reservation);
    /** @type {HTMLAnchorElement} */ (find('#manage')).href = linkTo('manage', link);
    const isDue = reservation.status === 'held' || reservation.amountDue.amount > 0;
    showState(isDue ? 'held' : reservation.status);
    if (isDue) await takePayment(link, reservation);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.status === 404 || error.status === 401) return showState('no-link');
    tell(error.message);
    showState('away');
  }
}

async function takePayment(link, { holdExpiresAt }) {
  const places = { clock: find('#left'), status: find('#left-status') };
  if (holdExpiresAt) countDown(places, holdExpiresAt, () => showOver(link));
  find('#held-note').hidden = !holdExpiresAt;
  const { status, checkout } = await post(
    '/payment-intents',
    { reservation: link.id, device: deviceName() },
    link,
  );
  if (status === 'in-review') return showState('in-review');
  offerPaypal(link);
  const Stripe = await loadProvider(checkout.scriptUrl);
  const stripe = Stripe(checkout.publishableKey);
  const elements = stripe.elements({ clientSecret: checkout.clientSecret });
  const element = elements.create('payment');
  element.on('ready', () => {
    button.disabled = false;
  });
  element.mount('#payment-element');
  button.addEventListener('click', async () => {
    button.disabled = true;
    rememberLink(link);
    const return_url = new URL(`/confirmation/?reservation=${link.id}`, location.href).href;
    // Only what went wrong at once comes back here; otherwise the page is left for `return_url`.
    const { error } = await stripe.confirmPayment({ elements, confirmParams: { return_url } });
    tell(error.message ?? 'The payment did not go through.');
    button.disabled = false;
  });
}

/** A random name by which one browser that tries many cards can be told. */
function deviceName() {
  const known = localStorage.getItem('midas-device') ?? crypto.randomUUID();
  localStorage.setItem('midas-device', known);
  return known;
}

/** PayPal's own page does the rest, and leads back to the confirmation. */
function offerPaypal(link) {
  const paypal = /** @type {HTMLButtonElement} */ (find('#pay-paypal'));
  paypal.addEventListener('click', async () => {
    paypal.disabled = true;
    try {
      const request = { reservation: link.id, provider: 'paypal', device: deviceName() };
      const { checkout } = await post('/payment-intents', request, link);
      if (checkout) location.assign(checkout.approveUrl);
      else showState('in-review');
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      tell(error.message);
      paypal.disabled = false;
    }
  });
}

/** The clock of this computer may be wrong: whether the hold is over, the API says. */
async function showOver(link) {
  try {
    showState((await get(`/reservations/${link.id}`, link)).status);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    showState('lapsed');
  }
}

/** The provider's own script, which must come from the provider and is loaded only when somebody pays. */
function loadProvider(url) {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = url;
    script.addEventListener('load', () => resolve(/** @type {any} */ (window).Stripe));
    script.addEventListener('error', () =>
      reject(
        new Refusal({
          code: 'provider-unreachable',
          detail: 'The payment provider does not answer. Please try again in a moment.',
        }),
      ),
    );
    document.head.append(script);
  });
}

function tell(message) {
  refused.textContent = message;
  refused.hidden = message === '';
}
