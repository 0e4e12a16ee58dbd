/** As much of the provider's own script as taking a payment needs: https://docs.stripe.com/js. */
interface Stripe {
  elements(options: object): StripeElements;
  confirmPayment(options: object): Promise<{
    error?: { code?: string; type?: string; message?: string };
    paymentIntent?: { status: string };
  }>;
}

interface StripeElements {
  create(type: 'payment'): { on(event: 'ready', listener: () => void): unknown; mount(place: Element): void };
}

declare global {
  interface Window {
    Stripe?: (publishableKey: string, options?: object) => Stripe;
  }
}

/** The provider's own script, which must come from the provider and is loaded only when somebody pays. Rejects when it does not come. */
export function loadStripe(address: string): Promise<NonNullable<Window['Stripe']>> {
  return new Promise((resolve, reject) => {
    if (window.Stripe) return resolve(window.Stripe);
    const script = document.createElement('script');
    script.src = address;
    script.onload = () => (window.Stripe ? resolve(window.Stripe) : reject());
    script.onerror = () => {
      script.remove();
      reject();
    };
    document.head.append(script);
  });
}
