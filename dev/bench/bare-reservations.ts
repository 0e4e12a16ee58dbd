import { randomUUID } from 'node:crypto';
import type { SQL } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import * as v from 'valibot';
import { parseConfig } from '../../src/platform/config/config.ts';
import { driverOf } from '../../src/platform/database/database.ts';
import { createRuntime } from '../../src/platform/runtime.ts';
import { quoteSchema } from '../../src/terms/quote.ts';
import { createHold } from '../../src/workflows/reserve/create-hold.ts';

// The same SQL through the same driver and nothing else: no validation, no limit, no signature, no sealing, no headers.
const config = { path: '/api/v1/bare-reservations' };
const runtimeConfig = parseConfig(process.env, 'dev');
const sql = driverOf(runtimeConfig.database, 20_000);

const marks = {
  item: '<item>',
  startsAt: '2001-01-01T00:00:00.000Z',
  endsAt: '2001-01-02T00:00:00.000Z',
  key: '<key>',
};
const template = await captureClaim();

/** The statements of a claim with marks in place of what differs from request to request. */
async function captureClaim(): Promise<{ text: string; params: unknown[] }[]> {
  let captured: readonly SQL[] = [];
  const runtime = createRuntime(runtimeConfig, {
    database: {
      query: () => Promise.reject(new Error('a claim is a batch')),
      batch: async (statements) => {
        captured = statements;
        return [];
      },
    },
  });
  const quote: v.InferInput<typeof quoteSchema> = {
    id: 'quo',
    item: {
      id: marks.item,
      slug: 'bare',
      name: 'Bare',
      city: 'Bare',
      timeZone: 'UTC',
      startTime: '10:00',
      endTime: '10:00',
      per: 'night',
      turnaroundMinutes: 0,
    },
    startsAt: marks.startsAt,
    endsAt: marks.endsAt,
    local: { startsAt: '2001-01-01T00:00', endsAt: '2001-01-02T00:00' },
    guests: 1,
    lines: [],
    includedTaxes: [],
    taxGroups: [],
    total: 100,
    currency: 'EUR',
    securityDeposit: 0,
    depositLeadHours: 0,
    cancellationPolicy: { code: 'flexible', version: 1, name: '', text: '', tiers: [] },
    paymentPlan: { dueNow: 100, balance: 0, balanceDueAt: null },
  };
  await createHold(
    runtime,
    {
      quote: v.parse(quoteSchema, quote),
      isRefused: false,
      guest: { name: 'Bare', email: 'bare@guests.example' },
      language: 'en',
      acceptance: { address: '127.0.0.1', userAgent: undefined },
    },
    { keyDigest: marks.key, requestDigest: 'digest' },
  ).catch((error: unknown) => {
    // There is no answer to read; but the statements must be there.
    if (captured.length === 0) throw error;
  });
  const dialect = new PgDialect();
  return captured.map((statement) => {
    const { sql: text, params } = dialect.sqlToQuery(statement);
    return { text, params };
  });
}

const bodySchema = v.object({ quote: v.string() });
const payloadSchema = v.object({
  quote: v.object({ item: v.object({ id: v.string() }), startsAt: v.string(), endsAt: v.string() }),
});

export default async (request: Request): Promise<Response> => {
  const body = v.parse(bodySchema, await request.json());
  const payload = v.parse(
    payloadSchema,
    JSON.parse(Buffer.from(body.quote.split('.')[1] ?? '', 'base64url').toString()),
  );
  const unique = randomUUID();
  const fill = (param: unknown) => {
    if (param === marks.item) return payload.quote.item.id;
    if (param === marks.startsAt) return payload.quote.startsAt;
    if (param === marks.endsAt) return payload.quote.endsAt;
    if (param === marks.key) return unique;
    if (typeof param === 'string' && /^(res|msg)_/.test(param)) return `${param.slice(0, 4)}${unique}`;
    if (typeof param === 'string' && /^\w{4}-\w{4}$/.test(param)) return unique;
    return param;
  };
  const results = await sql.transaction(
    template.map(({ text, params }) => sql.query(text, params.map(fill))),
  );
  const outcome = v.parse(
    v.array(v.object({ outcome: v.object({ outcome: v.string() }) })),
    results.at(-1),
  )[0]?.outcome.outcome;
  return Response.json({ outcome }, { status: outcome === 'made' ? 201 : 409 });
};

export { config };
