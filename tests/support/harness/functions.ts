import type { FunctionModule } from '../../../dev/functions-server.ts';
import * as account from '../../../netlify/functions/api/account.ts';
import * as apiKeys from '../../../netlify/functions/api/api-keys.ts';
import * as auditEvents from '../../../netlify/functions/api/audit-events.ts';
import * as auth from '../../../netlify/functions/api/auth.ts';
import * as blocks from '../../../netlify/functions/api/blocks.ts';
import * as catalogueExchange from '../../../netlify/functions/api/catalogue-exchange.ts';
import * as catalogueItems from '../../../netlify/functions/api/catalogue-items.ts';
import * as categories from '../../../netlify/functions/api/categories.ts';
import * as contact from '../../../netlify/functions/api/contact.ts';
import * as credits from '../../../netlify/functions/api/credits.ts';
import * as deskBookings from '../../../netlify/functions/api/desk-bookings.ts';
import * as deskReservations from '../../../netlify/functions/api/desk-reservations.ts';
import * as disputes from '../../../netlify/functions/api/disputes.ts';
import * as documents from '../../../netlify/functions/api/documents.ts';
import * as enquiries from '../../../netlify/functions/api/enquiries.ts';
import * as guests from '../../../netlify/functions/api/guests.ts';
import * as health from '../../../netlify/functions/api/health.ts';
import * as identityProviders from '../../../netlify/functions/api/identity-providers.ts';
import * as invitations from '../../../netlify/functions/api/invitations.ts';
import * as items from '../../../netlify/functions/api/items.ts';
import * as ledger from '../../../netlify/functions/api/ledger.ts';
import * as legalEntities from '../../../netlify/functions/api/legal-entities.ts';
import * as openapi from '../../../netlify/functions/api/openapi.ts';
import * as passkeys from '../../../netlify/functions/api/passkeys.ts';
import * as paymentIntents from '../../../netlify/functions/api/payment-intents.ts';
import * as payments from '../../../netlify/functions/api/payments.ts';
import * as policies from '../../../netlify/functions/api/policies.ts';
import * as promotions from '../../../netlify/functions/api/promotions.ts';
import * as quotes from '../../../netlify/functions/api/quotes.ts';
import * as reconciliations from '../../../netlify/functions/api/reconciliations.ts';
import * as reservationChanges from '../../../netlify/functions/api/reservation-changes.ts';
import * as reservations from '../../../netlify/functions/api/reservations.ts';
import * as secondFactors from '../../../netlify/functions/api/second-factors.ts';
import * as securityDeposits from '../../../netlify/functions/api/security-deposits.ts';
import * as settings from '../../../netlify/functions/api/settings.ts';
import * as staffReservations from '../../../netlify/functions/api/staff-reservations.ts';
import * as unknownAddress from '../../../netlify/functions/api/unknown-address.ts';
import * as users from '../../../netlify/functions/api/users.ts';
import * as paypalWebhook from '../../../netlify/functions/webhooks/paypal-webhook.ts';
import * as stripeWebhook from '../../../netlify/functions/webhooks/stripe-webhook.ts';
import { onlyDeclaredRefusals } from '../http/declared-refusals.ts';

/** Every function with a path, from its source. A test holds this list against the folder. */
export const functionModules: readonly FunctionModule[] = [
  account,
  apiKeys,
  auditEvents,
  auth,
  blocks,
  catalogueExchange,
  catalogueItems,
  categories,
  contact,
  credits,
  deskBookings,
  deskReservations,
  disputes,
  documents,
  enquiries,
  guests,
  health,
  identityProviders,
  invitations,
  items,
  ledger,
  legalEntities,
  openapi,
  paymentIntents,
  passkeys,
  payments,
  paypalWebhook,
  policies,
  promotions,
  users,
  quotes,
  reconciliations,
  reservationChanges,
  reservations,
  secondFactors,
  securityDeposits,
  settings,
  staffReservations,
  stripeWebhook,
  // The last: it answers for what no other does.
  unknownAddress,
].map(({ default: handler, config }) => ({
  default: onlyDeclaredRefusals(handler),
  config: { path: [config.path ?? []].flat() },
}));
