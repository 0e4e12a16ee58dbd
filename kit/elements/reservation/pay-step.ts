import type { ManageLink, PaymentIntent, Reservation } from '../../client/midas.ts';
import { actions, button, element, quietButton } from '../../rendering/element.ts';
import { sides } from '../../rendering/form.ts';
import { priceAside } from '../../rendering/price.ts';
import { countdown } from './countdown.ts';
import type { Flow } from './flow.ts';
import { rememberLink, rememberPaying, returnAddress } from './link.ts';
import { loadStripe } from './stripe.ts';

/** The payment of what is due, while it is held. `message` says what went wrong before. */
export async function payStep(
  flow: Flow,
  link: ManageLink,
  reservation: Reservation,
  message = '',
): Promise<void> {
  const { host } = flow;
  const { texts, format, midas, signal } = host;
  const { holdExpiresAt, amountDue } = reservation;
  const pay = button(texts.pay.pay(format.money(amountDue)), () => confirm(), { 'aria-disabled': 'true' });
  const paypal = quietButton(texts.pay.paypal, payByPaypal);
  // The provider's fields cannot live in a shadow root: they stand in the page and show through the slot.
  const place = element('div', { slot: 'payment' }, texts.wait);
  let confirm = (): unknown => undefined;

  host.element.querySelector('[slot="payment"]')?.remove();
  host.element.append(place);
  host.show(
    texts.pay.title,
    sides(
      [
        holdExpiresAt && countdown(host, holdExpiresAt, () => flow.go.outcome()),
        element('slot', { name: 'payment' }),
        actions(pay, paypal),
        element('p', { class: 'hint' }, texts.pay.note),
      ],
      priceAside(host, reservation),
    ),
  );
  if (message) host.alert(message);
  // Whoever comes back with the browser's own button finds the page as it was left: it is asked how things are now.
  addEventListener('pageshow', ({ persisted }) => persisted && flow.go.outcome(), { signal, once: true });
  try {
    await mount(await midas.payments.open(link, {}, { signal }));
  } catch (error) {
    place.replaceChildren(button(texts.again, () => flow.go.pay()));
    host.refuse(error);
  }

  async function mount({ status, checkout }: PaymentIntent): Promise<void> {
    if (status === 'in-review') return host.show(texts.pay.review, element('p', {}, texts.pay.reviewText));
    if (!checkout || !('clientSecret' in checkout)) return;
    const Stripe = await loadStripe(checkout.scriptUrl).catch(() => host.alert(texts.pay.away));
    if (!Stripe) return;
    const stripe = Stripe(checkout.publishableKey, { locale: host.language });
    const elements = stripe.elements({ clientSecret: checkout.clientSecret });
    const payment = elements.create('payment');
    payment.on('ready', () => pay.removeAttribute('aria-disabled'));
    place.textContent = '';
    payment.mount(place);
    confirm = async () => {
      if (pay.hasAttribute('aria-disabled')) return;
      pay.setAttribute('aria-disabled', 'true');
      host.alert('');
      host.tell(texts.pay.bank);
      rememberLink(link);
      const confirmParams = { return_url: returnAddress(link) };
      const { error } = await stripe.confirmPayment({ elements, confirmParams, redirect: 'if_required' });
      if (!error) return flow.go.waiting();
      pay.removeAttribute('aria-disabled');
      if (error.code === 'payment_intent_authentication_failure') host.alert(texts.pay.unconfirmed);
      else host.alert(error.message ?? texts.pay.declined);
    };
  }

  /** PayPal's own page does the rest, and leads back to the confirmation. */
  async function payByPaypal(): Promise<void> {
    try {
      const { checkout } = await midas.payments.open(link, { provider: 'paypal' }, { signal });
      if (!checkout) return host.show(texts.pay.review, element('p', {}, texts.pay.reviewText));
      rememberPaying(link);
      if ('approveUrl' in checkout) location.assign(checkout.approveUrl);
    } catch (error) {
      host.refuse(error);
    }
  }
}
