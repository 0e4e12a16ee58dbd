import type { ManageLink, PaymentIntent, Reservation } from '../../client/midas.ts';
import { actions, button, element, quietButton } from '../../rendering/element.ts';
import { footBar, sides } from '../../rendering/form.ts';
import { partsOf, priceAside, totalOf } from '../../rendering/price.ts';
import { isProblem } from '../../rendering/problem.ts';
import { transferHint } from '../../rendering/reservation-view.ts';
import { countdown } from './countdown.ts';
import type { Flow } from './flow.ts';
import { returnAddress } from './link.ts';
import { loadStripe, type Stripe, type StripeElements } from './stripe.ts';

/** So long an outside page or script may take before something is said. */
const patienceMs = 8_000;

/** The payment of what is due, while it is held. `message` says what went wrong before. */
export async function payStep(
  flow: Flow,
  link: ManageLink,
  reservation: Reservation,
  message = '',
): Promise<void> {
  const { host } = flow;
  const { texts, format, midas, signal } = host;
  const { holdExpiresAt, amountDue, payableBy, status } = reservation;
  const aside = priceAside(host, reservation);
  const { now, later, by } = partsOf(reservation, reservation);
  const takesCards = payableBy.includes('stripe');
  const pay = button(texts.pay.pay(format.money(amountDue)), () => confirm(), { 'aria-disabled': 'true' });
  const sum = element(
    'div',
    {},
    ...totalOf(host, amountDue, now && later ? texts.price.now : texts.price.total),
  );
  const paypal = quietButton(texts.pay.paypal, payByPaypal);
  // The provider's fields cannot live in a shadow root: they stand in the page and show through the slot.
  const nothing = payableBy.length === 0 && texts.problems['not-payable'];
  const place = element('div', { slot: 'payment' }, takesCards ? texts.wait : nothing);
  const slot = element('slot', { name: 'payment' });
  const share = element('p', { class: 'hint' });
  const trouble = element('div', { role: 'alert' });
  let confirm = (): unknown => undefined;

  host.element.append(place);
  host.show(
    status === 'held' ? texts.pay.title : texts.pay.rest,
    sides(
      [
        holdExpiresAt && countdown(host, holdExpiresAt, () => flow.go.outcome()),
        now &&
          later &&
          by &&
          element('p', {}, texts.pay.parts(format.money(now), format.money(later), format.day(by))),
        slot,
        trouble,
        share,
        transferHint(host, reservation),
        element('p', { class: 'hint' }, texts.pay.note),
      ],
      aside,
      takesCards && footBar(sum, pay),
      payableBy.includes('paypal') && paypal,
    ),
  );
  if (message) host.alert(message);
  // Whoever comes back with the browser's own button finds the page as it was left: it is asked how things are now.
  addEventListener('pageshow', ({ persisted }) => persisted && flow.go.outcome(), { signal, once: true });
  if (!takesCards) return;
  const endWait = sayWhenSlow();
  try {
    await mount(await midas.payments.open(link, {}, { signal }));
  } catch (error) {
    endWait();
    // What the page has in its place would not look like a button of ours.
    place.remove();
    slot.append(actions(quietButton(texts.again, () => flow.go.pay())));
    host.refuse(error);
  }

  /** The provider is not there, perhaps because a blocker keeps it away: says so, and offers another try. */
  function sayAway(): void {
    trouble.replaceChildren(
      element('p', { class: 'alert', part: 'alert' }, texts.pay.away),
      actions(quietButton(texts.again, () => flow.go.pay())),
    );
  }

  /** Says so too when nothing has come for a while, and takes it back should it come after all. Answers what ends the wait. */
  function sayWhenSlow(): () => void {
    const timer = setTimeout(sayAway, patienceMs);
    const end = () => {
      clearTimeout(timer);
      trouble.replaceChildren();
    };
    signal.addEventListener('abort', end);
    return end;
  }

  function showOver(title: string, text: string): void {
    flow.end();
    host.show(title, sides([element('p', {}, text)], aside));
  }

  async function mount({ status, amount, checkout }: PaymentIntent): Promise<void> {
    if (status !== 'open' || !checkout || !('clientSecret' in checkout)) endWait();
    if (status === 'processing') return showOver(texts.pay.waiting, texts.pay.inProcess);
    if (status === 'in-review') return showOver(texts.pay.review, texts.pay.reviewText);
    if (!checkout || !('clientSecret' in checkout)) return;
    pay.textContent = texts.pay.pay(format.money(amount));
    if (amount.amount < amountDue.amount) share.textContent = texts.pay.share(format.money(amountDue));
    const fail = () => {
      endWait();
      place.textContent = '';
      sayAway();
    };
    try {
      const Stripe = await loadStripe(checkout.scriptUrl);
      const stripe = Stripe(checkout.publishableKey, { locale: host.language });
      const elements = stripe.elements({ clientSecret: checkout.clientSecret });
      const payment = elements.create('payment');
      payment.on('ready', () => {
        endWait();
        pay.removeAttribute('aria-disabled');
      });
      payment.on('loaderror', fail);
      if (!place.isConnected) return;
      place.textContent = '';
      payment.mount(place);
      confirm = () => confirmBy(stripe, elements);
    } catch {
      // Whatever it is that the provider's script throws, a guest can only try again.
      fail();
    }
  }

  async function confirmBy(stripe: Stripe, elements: StripeElements): Promise<void> {
    if (pay.hasAttribute('aria-disabled')) return;
    pay.setAttribute('aria-disabled', 'true');
    host.alert('');
    host.tell(texts.pay.bank);
    const confirmParams = { return_url: returnAddress(link) };
    try {
      const { error } = await stripe.confirmPayment({ elements, confirmParams, redirect: 'if_required' });
      if (!error) return void flow.go.waiting();
      if (error.code === 'payment_intent_authentication_failure') host.alert(texts.pay.unconfirmed);
      else host.alert(error.message ?? texts.pay.declined);
    } catch {
      sayAway();
    }
    pay.removeAttribute('aria-disabled');
  }

  /** PayPal's own page does the rest, and leads back to this one. */
  async function payByPaypal(): Promise<void> {
    // It ends with this page, unless PayPal's does not come.
    const endWait = sayWhenSlow();
    try {
      const { status, checkout } = await openPaypal();
      if (status === 'processing') return showOver(texts.pay.waiting, texts.pay.inProcess);
      if (!checkout) return showOver(texts.pay.review, texts.pay.reviewText);
      if ('approveUrl' in checkout) location.assign(checkout.approveUrl);
    } catch (error) {
      endWait();
      host.refuse(error);
    }
  }

  /** Where the API does not know this page as one of its sites, who pays comes back to the API's own. */
  async function openPaypal(): Promise<PaymentIntent> {
    const wish = { provider: 'paypal' } as const;
    try {
      return await midas.payments.open(link, { ...wish, returnUrl: returnAddress(link) }, { signal });
    } catch (error) {
      const isForeign = isProblem(error) && error.fields[0]?.name === 'returnUrl';
      if (!isForeign) throw error;
      return midas.payments.open(link, wish, { signal });
    }
  }
}
