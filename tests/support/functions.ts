import type { FunctionModule } from '../../dev/functions-server.ts';
import * as account from '../../netlify/functions/account.ts';
import * as apiKeys from '../../netlify/functions/api-keys.ts';
import * as auth from '../../netlify/functions/auth.ts';
import * as contact from '../../netlify/functions/contact.ts';
import * as credits from '../../netlify/functions/credits.ts';
import * as disputes from '../../netlify/functions/disputes.ts';
import * as documents from '../../netlify/functions/documents.ts';
import * as enquiries from '../../netlify/functions/enquiries.ts';
import * as health from '../../netlify/functions/health.ts';
import * as identityProviders from '../../netlify/functions/identity-providers.ts';
import * as invitations from '../../netlify/functions/invitations.ts';
import * as items from '../../netlify/functions/items.ts';
import * as ledger from '../../netlify/functions/ledger.ts';
import * as openapi from '../../netlify/functions/openapi.ts';
import * as passkeys from '../../netlify/functions/passkeys.ts';
import * as paymentIntents from '../../netlify/functions/payment-intents.ts';
import * as payments from '../../netlify/functions/payments.ts';
import * as paypalWebhook from '../../netlify/functions/paypal-webhook.ts';
import * as people from '../../netlify/functions/people.ts';
import * as quotes from '../../netlify/functions/quotes.ts';
import * as reconciliations from '../../netlify/functions/reconciliations.ts';
import * as reservations from '../../netlify/functions/reservations.ts';
import * as secondFactors from '../../netlify/functions/second-factors.ts';
import * as securityDeposits from '../../netlify/functions/security-deposits.ts';
import * as stripeWebhook from '../../netlify/functions/stripe-webhook.ts';
import * as unknownAddress from '../../netlify/functions/unknown-address.ts';
import { onlyDeclaredRefusals } from './declared-refusals.ts';

/** Every function with a path, from its source. A test holds this list against the folder. */
export const functionModules: readonly FunctionModule[] = [
  account,
  apiKeys,
  auth,
  contact,
  credits,
  disputes,
  documents,
  enquiries,
  health,
  identityProviders,
  invitations,
  items,
  ledger,
  openapi,
  paymentIntents,
  passkeys,
  payments,
  paypalWebhook,
  people,
  quotes,
  reconciliations,
  reservations,
  secondFactors,
  securityDeposits,
  stripeWebhook,
  // The last: it answers for what no other does.
  unknownAddress,
].map(({ default: handler, config }) => ({
  default: onlyDeclaredRefusals(handler),
  config: { path: [config.path ?? []].flat() },
}));
