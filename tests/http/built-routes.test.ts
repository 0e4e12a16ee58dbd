import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listFunctions } from '@netlify/zip-it-and-ship-it';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { builds } from '../../dev/build.ts';

/** The addresses and schedules that Netlify is meant to give to the built functions. */
const expected = {
  account: {
    paths: [
      '/api/v1/account',
      '/api/v1/account/reservations',
      '/api/v1/account/sessions',
      '/api/v1/account/sessions/*',
      '/api/v1/account/password',
      '/api/v1/account/email',
      '/api/v1/account/consents',
      '/api/v1/account/close',
    ],
  },
  'api-keys': { paths: ['/api/v1/api-keys', '/api/v1/api-keys/*'] },
  'audit-events': { paths: ['/api/v1/audit-events'] },
  auth: {
    paths: [
      '/api/v1/auth/register',
      '/api/v1/auth/resend',
      '/api/v1/auth/verify',
      '/api/v1/auth/sign-in',
      '/api/v1/auth/refresh',
      '/api/v1/auth/sign-out',
      '/api/v1/auth/sign-out-everywhere',
      '/api/v1/auth/recover',
      '/api/v1/auth/reset',
      '/api/v1/auth/confirm-email',
      '/api/v1/auth/not-me',
      '/api/v1/auth/reopen',
      '/api/v1/auth/jwks',
    ],
  },
  'collect-balances': { paths: [], schedule: '17 * * * *' },
  'check-audit-log': { paths: [], schedule: '23 * * * *' },
  blocks: { paths: ['/api/v1/blocks', '/api/v1/blocks/*'] },
  'catalogue-exchange': {
    paths: ['/api/v1/catalogue/export', '/api/v1/catalogue/import', '/api/v1/catalogue/imports/*'],
  },
  'catalogue-items': { paths: ['/api/v1/catalogue/items', '/api/v1/catalogue/items/*'] },
  categories: {
    paths: ['/api/v1/categories', '/api/v1/catalogue/categories', '/api/v1/catalogue/categories/*'],
  },
  policies: { paths: ['/api/v1/catalogue/policies', '/api/v1/catalogue/policies/*'] },
  promotions: { paths: ['/api/v1/catalogue/promotions', '/api/v1/catalogue/promotions/*'] },
  'legal-entities': {
    paths: ['/api/v1/catalogue/legal-entities', '/api/v1/catalogue/legal-entities/*'],
  },
  contact: { paths: ['/api/v1/contact'] },
  credits: { paths: ['/api/v1/credits'] },
  'deliver-messages': { paths: [], schedule: '* * * * *' },
  'desk-bookings': { paths: ['/api/v1/desk-quotes', '/api/v1/desk-bookings'] },
  'desk-reservations': {
    paths: [
      '/api/v1/reservations/:id/cash',
      '/api/v1/reservations/:id/confirm',
      '/api/v1/reservations/:id/payment-link',
      '/api/v1/reservations/:id/staff-cancellations',
      '/api/v1/reservations/:id/no-show',
      '/api/v1/reservations/:id/handovers',
    ],
  },
  disputes: { paths: ['/api/v1/disputes', '/api/v1/disputes/*'] },
  documents: { paths: ['/api/v1/documents', '/api/v1/documents/*'] },
  enquiries: { paths: ['/api/v1/enquiries', '/api/v1/enquiries/*'] },
  guests: { paths: ['/api/v1/guests', '/api/v1/guests/*', '/api/v1/guest-bans', '/api/v1/guest-bans/*'] },
  health: { paths: ['/api/v1/health'] },
  'identity-providers': {
    paths: ['/api/v1/auth/providers', '/api/v1/auth/providers/*', '/api/v1/account/identities/*'],
  },
  invitations: {
    paths: ['/api/v1/invitations', '/api/v1/invitations/*', '/api/v1/auth/invitations/accept'],
  },
  items: { paths: ['/api/v1/items', '/api/v1/items/*'] },
  'sync-deposits': { paths: [], schedule: '*/10 * * * *' },
  'expire-holds': { paths: [], schedule: '*/5 * * * *' },
  ledger: {
    paths: [
      '/api/v1/ledger/trial-balance',
      '/api/v1/ledger/exchange-rates',
      '/api/v1/ledger/journal',
      '/api/v1/payouts',
    ],
  },
  'make-provider-calls': { paths: [], schedule: '* * * * *' },
  openapi: { paths: ['/api/v1/openapi.json', '/api/docs'] },
  'payment-intents': { paths: ['/api/v1/payment-intents'] },
  passkeys: {
    paths: [
      '/api/v1/auth/passkey/options',
      '/api/v1/auth/passkey',
      '/api/v1/account/passkeys/options',
      '/api/v1/account/passkeys',
    ],
  },
  payments: {
    paths: ['/api/v1/payments', '/api/v1/payments/*', '/api/v1/refunds', '/api/v1/payment-reviews'],
  },
  users: { paths: ['/api/v1/users', '/api/v1/users/*', '/api/v1/team'] },
  'paypal-webhook': { paths: ['/api/v1/webhooks/paypal'] },
  quotes: { paths: ['/api/v1/quotes'] },
  'reckon-stays': { paths: [], schedule: '*/5 * * * *' },
  reconcile: { paths: [], schedule: '41 * * * *' },
  reconciliations: { paths: ['/api/v1/reconciliations', '/api/v1/reconciliation-differences'] },
  'reservation-changes': {
    paths: ['/api/v1/reservations/:id/change-previews', '/api/v1/reservations/:id/changes'],
  },
  reservations: {
    paths: [
      '/api/v1/reservations',
      '/api/v1/reservations/:id',
      '/api/v1/reservations/:id/cancellation',
      '/api/v1/reservations/:id/cancel',
      '/api/v1/reservations/:id/statement',
      '/api/v1/reservations/:id/credit',
      '/api/v1/reservations/:id/transfers',
      '/api/v1/reservations/:id/confirmation',
      '/api/v1/reservations/:id/calendar-link',
      '/api/v1/stays/*',
    ],
  },
  'staff-reservations': {
    paths: [
      '/api/v1/reservations/:id/story',
      '/api/v1/reservations/:id/notes',
      '/api/v1/reservations/:id/notes/:noteId',
      '/api/v1/reservations/:id/tags/:tag',
    ],
  },
  'second-factors': {
    paths: [
      '/api/v1/auth/second-factor',
      '/api/v1/auth/second-factor/sms',
      '/api/v1/auth/reauthentication',
      '/api/v1/auth/reauthentication/sms',
      '/api/v1/account/totp',
      '/api/v1/account/totp/confirm',
      '/api/v1/account/backup-codes',
      '/api/v1/account/phones',
      '/api/v1/account/phones/confirm',
      '/api/v1/account/factors/*',
    ],
  },
  'security-deposits': { paths: ['/api/v1/security-deposits', '/api/v1/security-deposits/*'] },
  settings: { paths: ['/api/v1/settings', '/api/v1/settings/*'] },
  'check-open-payments': { paths: [], schedule: '*/5 * * * *' },
  'stripe-webhook': { paths: ['/api/v1/webhooks/stripe'] },
  'unknown-address': { paths: ['/api', '/api/*'] },
} as const;

let folder: string;
let built: Awaited<ReturnType<typeof listFunctions>>;
// Read by the parser with which Netlify packs them: packing itself shows no more of the routes and takes a minute.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midas-built-'));
  await Promise.all(builds.map((one) => build({ ...one, outdir: folder })));
  built = await listFunctions(folder, { parseISC: true });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the functions that are built are those that are meant, and the parts they share are none', () => {
  expect(built.map(({ name }) => name).sort()).toEqual(Object.keys(expected).sort());
});

test.each(Object.entries(expected).map(([name, meant]) => ({ name, schedule: undefined, ...meant })))(
  'Netlify finds where the built $name listens or when it runs, and for every method',
  ({ name, paths, schedule }) => {
    const found = built.find((one) => one.name === name);
    expect(found?.routes?.map(({ pattern }) => pattern)).toEqual(paths);
    expect(found?.routes?.flatMap(({ methods }) => methods)).toEqual([]);
    expect(found?.schedule).toBe(schedule);
    // Which of two functions that match comes first Netlify does not say: so this one leaves all that the others answer.
    const others = name === 'unknown-address' ? Object.values(expected).flatMap((one) => one.paths) : [];
    expect(found?.excludedRoutes?.map(({ pattern }) => pattern).sort()).toEqual(
      others.filter((path) => !/^\/api(\/\*)?$/.test(path)).sort(),
    );
    expect(found?.runtimeAPIVersion).toBe(2);
  },
);
