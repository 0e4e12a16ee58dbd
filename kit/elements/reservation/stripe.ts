/** As much of the provider's own script as taking a payment needs: https://docs.stripe.com/js. */
export interface Stripe {
  elements(options: object): StripeElements;
  confirmPayment(options: object): Promise<{
    error?: { code?: string; type?: string; message?: string };
    paymentIntent?: { status: string };
  }>;
}

export interface StripeElements {
  create(type: 'payment'): {
    on(event: 'ready' | 'loaderror', listener: () => void): unknown;
    mount(place: Element): void;
  };
}

declare global {
  interface Window {
    Stripe?: (publishableKey: string, options?: object) => Stripe;
  }
}

/**
 * The provider's own script, which must come from the provider and is loaded only when somebody pays. Rejects when it does
 * not come, and when something else comes in its place, as some blockers do; it may be asked for again.
 */
export function loadStripe(address: string): Promise<NonNullable<Window['Stripe']>> {
  return new Promise((resolve, reject) => {
    if (window.Stripe) return resolve(window.Stripe);
    const script = document.createElement('script');
    const settle = () => {
      if (window.Stripe) return resolve(window.Stripe);
      script.remove();
      reject(new Error('The payment script did not come.'));
    };
    script.src = address;
    script.onload = script.onerror = settle;
    document.head.append(script);
  });
}
