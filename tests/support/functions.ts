import type { FunctionModule } from '../../dev/functions-server.ts';
import * as contact from '../../netlify/functions/contact.ts';
import * as health from '../../netlify/functions/health.ts';
import * as items from '../../netlify/functions/items.ts';
import * as openapi from '../../netlify/functions/openapi.ts';
import * as paymentIntents from '../../netlify/functions/payment-intents.ts';
import * as quotes from '../../netlify/functions/quotes.ts';
import * as reservations from '../../netlify/functions/reservations.ts';
import * as stripeWebhook from '../../netlify/functions/stripe-webhook.ts';

/** Every function with a path, from its source. A test holds this list against the folder. */
export const functionModules: readonly FunctionModule[] = [
  contact,
  health,
  items,
  openapi,
  paymentIntents,
  quotes,
  reservations,
  stripeWebhook,
].map(({ default: handler, config }) => ({ default: handler, config: { path: [config.path ?? []].flat() } }));
