/* The sandbox's stand-in for https://js.stripe.com: as much of window.Stripe as a page needs to take a payment. */
(() => {
  const { origin } = new URL(document.currentScript.src);

  function createElement(type) {
    const listeners = new Map();
    const notice = document.createElement('p');
    notice.textContent = 'Sandbox payment: you choose on the next page whether it goes through.';
    notice.style.cssText = 'margin:0;padding:.75rem 1rem;border:1px dashed currentColor;border-radius:.5rem';
    const tell = (event, detail) => {
      for (const listener of listeners.get(event) ?? []) listener({ elementType: type, ...detail });
    };
    const element = {
      mount(target) {
        const parent = typeof target === 'string' ? document.querySelector(target) : target;
        if (!parent) throw new Error(`There is no element ${target} to mount the payment element on.`);
        parent.replaceChildren(notice);
        queueMicrotask(() => {
          tell('ready', {});
          tell('change', { complete: true, empty: false, collapsed: false, value: { type: 'card' } });
        });
      },
      unmount: () => notice.remove(),
      destroy: () => notice.remove(),
      on(event, listener) {
        listeners.set(event, [...(listeners.get(event) ?? []), listener]);
        return element;
      },
    };
    return element;
  }

  function createElements(options) {
    const created = new Map();
    return {
      clientSecret: options?.clientSecret,
      create(type) {
        const element = createElement(type);
        created.set(type, element);
        return element;
      },
      getElement: (type) => created.get(type) ?? null,
      submit: async () => ({}),
    };
  }

  function confirmPayment({ elements, clientSecret = elements?.clientSecret, confirmParams }) {
    if (!clientSecret) throw new Error('confirmPayment needs the clientSecret of a payment intent.');
    if (!confirmParams?.return_url) throw new Error('confirmPayment needs confirmParams.return_url.');
    const query = new URLSearchParams({
      client_secret: clientSecret,
      return_url: new URL(confirmParams.return_url).href,
    });
    window.location.assign(`${origin}/pay/${intentId(clientSecret)}?${query}`);
    // As with the real one, nothing follows: the page is being left.
    return new Promise(() => {});
  }

  async function retrievePaymentIntent(clientSecret) {
    const query = new URLSearchParams({ client_secret: clientSecret });
    const response = await fetch(`${origin}/v3/payment_intents/${intentId(clientSecret)}?${query}`);
    const answer = await response.json();
    return response.ok ? { paymentIntent: answer } : { error: answer.error };
  }

  const intentId = (clientSecret) => clientSecret.split('_secret_')[0];

  window.Stripe = function Stripe(publishableKey) {
    if (typeof publishableKey !== 'string' || !publishableKey.startsWith('pk_')) {
      throw new Error('Stripe() needs a publishable key, which starts with pk_.');
    }
    return { elements: createElements, confirmPayment, retrievePaymentIntent };
  };
})();
