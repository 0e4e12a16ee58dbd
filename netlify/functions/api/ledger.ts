import * as v from 'valibot';
import { access, freshAccess } from '../../../src/http/access/access.ts';
import { limit } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
import { nextPage } from '../../../src/http/answer/next-page.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { responses } from '../../../src/http/openapi/responses.ts';
import { jsonBody, query } from '../../../src/http/request/request-body.ts';
import { ratesSchema, storedRatesSchema, storeRates } from '../../../src/ledger/exchange-rates.ts';
import { journalFile, journalQuerySchema } from '../../../src/ledger/journal.ts';
import { listPayouts, payoutsQuerySchema, payoutsSchema } from '../../../src/ledger/payout-list.ts';
import { trialBalance, trialBalanceSchema } from '../../../src/ledger/trial-balance.ts';
import { described } from '../../../src/platform/described.ts';
import { givenInstant } from '../../../src/platform/time/instant.ts';

export const app = createApp();

app.get(
  '/ledger/journal',
  access('ledger:read'),
  limit(limits.staff),
  query(journalQuerySchema),
  responses(
    'The journal as CSV',
    'What was posted between two dates, for an accountant: a row an entry, in the order of posting. Where there is more, a `Link` leads to it.',
    {},
    [],
    { status: 200, mediaType: 'text/csv' },
  ),
  async (c) => {
    const asked = c.req.valid('query');
    const { file, next } = await journalFile(c.env.runtime, asked);
    if (next) c.header('Link', nextPage(c.req.url, next));
    return c.body(file, 200, {
      'Content-Type': 'text/csv; charset=utf-8; header=present',
      'Content-Disposition': `attachment; filename="journal-${asked.from}-${asked.to}.csv"`,
    });
  },
);

app.get(
  '/payouts',
  access('ledger:read'),
  limit(limits.staff),
  query(payoutsQuerySchema),
  responses('Payouts', 'What providers have sent to the bank, the newest first.', { 200: payoutsSchema }, []),
  async (c) => c.json(await listPayouts(c.env.runtime, c.req.valid('query'))),
);

const instantQuery = v.strictObject({
  at: v.optional(
    described(givenInstant, 'Up to this instant, RFC 3339 with an offset; without it, up to now.'),
  ),
});

app.get(
  '/ledger/trial-balance',
  access('ledger:read'),
  limit(limits.staff),
  query(instantQuery),
  responses(
    'The trial balance',
    'Every account in every currency, now or at an instant. The balances of a currency add up to zero.',
    { 200: trialBalanceSchema },
    [],
  ),
  async (c) => {
    const { at } = c.req.valid('query');
    return c.json(await trialBalance(c.env.runtime, at ? new Date(at) : undefined));
  },
);

app.post(
  '/ledger/exchange-rates',
  freshAccess('ledger:write'),
  limit(limits.staff),
  jsonBody(ratesSchema),
  responses(
    'Store the exchange rates of a day',
    'For the reporting currency. A rate that is stored never changes.',
    { 201: storedRatesSchema },
    [],
  ),
  async (c) => c.json(await storeRates(c.env.runtime, c.req.valid('json')), 201),
);

export default serve(app);

export const config: RouteConfig = {
  path: [
    '/api/v1/ledger/trial-balance',
    '/api/v1/ledger/exchange-rates',
    '/api/v1/ledger/journal',
    '/api/v1/payouts',
  ],
};
