import { access } from '../../../src/http/access/access.ts';
import { limit } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
import { cacheForMinutes } from '../../../src/http/answer/cache.ts';
import { conditional } from '../../../src/http/answer/conditional.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import { docsPage } from '../../../src/http/docs/page.tsx';
import type { RouteConfig } from '../../../src/http/env.ts';
import type { ApiDocument } from '../../../src/http/openapi/api-document.ts';
import { type ApiPart, apiDocumentSchema, describeApps } from '../../../src/http/openapi/openapi.ts';
import { responses } from '../../../src/http/openapi/responses.ts';
import { app as paypalWebhook } from '../webhooks/paypal-webhook.ts';
import { app as stripeWebhook } from '../webhooks/stripe-webhook.ts';
import { app as account } from './account.ts';
import { app as apiKeys } from './api-keys.ts';
import { app as auditEvents } from './audit-events.ts';
import { app as auth } from './auth.ts';
import { app as blocks } from './blocks.ts';
import { app as catalogueExchange } from './catalogue-exchange.ts';
import { app as catalogueItems } from './catalogue-items.ts';
import { app as categories } from './categories.ts';
import { app as contact } from './contact.ts';
import { app as credits } from './credits.ts';
import { app as deskBookings } from './desk-bookings.ts';
import { app as deskReservations } from './desk-reservations.ts';
import { app as disputes } from './disputes.ts';
import { app as documents } from './documents.ts';
import { app as enquiries } from './enquiries.ts';
import { app as guests } from './guests.ts';
import { app as health } from './health.ts';
import { app as identityProviders } from './identity-providers.ts';
import { app as invitations } from './invitations.ts';
import { app as items } from './items.ts';
import { app as ledger } from './ledger.ts';
import { app as legalEntities } from './legal-entities.ts';
import { app as passkeys } from './passkeys.ts';
import { app as paymentIntents } from './payment-intents.ts';
import { app as payments } from './payments.ts';
import { app as policies } from './policies.ts';
import { app as promotions } from './promotions.ts';
import { app as quotes } from './quotes.ts';
import { app as reconciliations } from './reconciliations.ts';
import { app as reservationChanges } from './reservation-changes.ts';
import { app as reservations } from './reservations.ts';
import { app as secondFactors } from './second-factors.ts';
import { app as securityDeposits } from './security-deposits.ts';
import { app as settings } from './settings.ts';
import { app as staffReservations } from './staff-reservations.ts';
import { app as users } from './users.ts';

export const app = createApp('/api');

const parts: readonly ApiPart[] = [
  {
    name: 'Catalogue and prices',
    description: 'What there is, when it is free and what it costs.',
    apps: [items, quotes],
  },
  {
    name: 'Catalogue of the staff',
    description: 'What there is, as the owner edits it: every save is a version.',
    apps: [catalogueItems, catalogueExchange, categories, policies, promotions, legalEntities],
  },
  {
    name: 'Reservations',
    description: 'Holding a time, reading it again, giving it back.',
    apps: [reservations],
  },
  {
    name: 'Reservations for the staff',
    description:
      'What the house knows of a reservation and does about it, and the time that it keeps for itself.',
    apps: [deskBookings, deskReservations, staffReservations, reservationChanges, blocks],
  },
  {
    name: 'Guests',
    description: 'Who booked and wrote, what the staff know of them, and from whom nothing is taken.',
    apps: [guests],
  },
  {
    name: 'Payments',
    description: 'Paying, refunding, and what is held against damage.',
    apps: [paymentIntents, payments, securityDeposits, credits, disputes],
  },
  {
    name: 'Documents and books',
    description: 'Invoices and receipts, the ledger, and how it compares with the providers.',
    apps: [documents, ledger, reconciliations],
  },
  { name: 'Messages', description: 'The contact form, and what was written.', apps: [contact, enquiries] },
  { name: 'Settings', description: 'What the owner decides of the house.', apps: [settings] },
  {
    name: 'Sign-in',
    description: 'Registering, signing in by password, passkey or provider, second factors, recovery.',
    apps: [auth, secondFactors, passkeys, identityProviders],
  },
  { name: 'Account', description: 'What belongs to whoever is signed in.', apps: [account] },
  {
    name: 'Users and keys',
    description: 'Whom the house employs, whom it shuts out, which machines may call, and what was done.',
    apps: [users, invitations, apiKeys, auditEvents],
  },
  {
    name: 'Webhooks of providers',
    description: 'Where payment providers tell what happened.',
    apps: [stripeWebhook, paypalWebhook],
  },
  { name: 'Service', description: 'How it is, and these documents.', apps: [health, app] },
];

const made = new Map<string, ApiDocument>();

/** The document of the site at an address, made once in the life of a function. */
export function documentOf(siteUrl: string): ApiDocument {
  const known = made.get(siteUrl) ?? describeApps(parts, siteUrl);
  made.set(siteUrl, known);
  return known;
}

app.get(
  '/v1/openapi.json',
  access('public'),
  limit(limits.read),
  conditional(),
  responses(
    'This document',
    'OpenAPI 3.1, made from the schemas that validate.',
    { 200: apiDocumentSchema },
    [],
  ),
  async (c) => {
    cacheForMinutes(c, 60, ['documentation']);
    return c.json(documentOf(c.env.runtime.config.site.url));
  },
);

app.get(
  '/docs',
  access('public'),
  limit(limits.read),
  conditional(),
  responses('The API for people', 'The same as a page.', {}, [], { status: 200, mediaType: 'text/html' }),
  async (c) => {
    cacheForMinutes(c, 60, ['documentation']);
    return docsPage(c, documentOf(c.env.runtime.config.site.url));
  },
);

export default serve(app);

export const config: RouteConfig = { path: ['/api/v1/openapi.json', '/api/docs'] };
