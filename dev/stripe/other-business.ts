import type Stripe from 'stripe';
import { confirm } from './objects/confirmation.ts';
import { createIntent } from './objects/create-intent.ts';
import type { Call } from './wire/call.ts';

/** A payment that somebody else's shop takes on the same account: it carries that shop's own metadata. */
export function sellElsewhere(call: Call, amount: number, currency: string): Stripe.PaymentIntent {
  const metadata = { order_id: call.newId('order') };
  const intent = createIntent(call, {
    amount,
    currency,
    metadata,
    confirm: false,
    confirmation_method: 'automatic',
    error_on_requires_action: false,
    off_session: false,
  });
  return confirm(call, intent, {
    error_on_requires_action: false,
    off_session: false,
    payment_method: 'pm_card_visa',
    return_url: `${call.url}/`,
  });
}
