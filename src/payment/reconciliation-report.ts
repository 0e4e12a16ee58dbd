import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { instantSchema, rowsOf } from '../platform/database.ts';
import { currencySchema, minorSchema, moneySchema } from '../platform/money.ts';
import type { Runtime } from '../platform/runtime.ts';
import { differenceKinds, providers } from './provider.ts';

/** What the last comparison with each provider came to: no difference, or the list of them. */
export const reconciliationReportSchema = v.object({
  reconciliations: v.array(
    v.object({
      provider: v.picklist(providers),
      from: v.string(),
      to: v.string(),
      finishedAt: v.nullable(v.string()),
      facts: v.number(),
      healed: v.number(),
      /** Movements of other business on the same account: counted apart, in accounts of their own. */
      foreign: v.number(),
    }),
  ),
  differences: v.array(
    v.object({
      provider: v.picklist(providers),
      /** `entry`: one of the provider's list that cannot be read, set aside until it can or is gone. */
      kind: v.picklist(differenceKinds),
      providerRef: v.string(),
      payment: v.nullable(v.string()),
      theirs: moneySchema,
      ours: moneySchema,
      firstSeenAt: v.string(),
    }),
  ),
});

const runSchema = v.object({
  provider: v.picklist(providers),
  from: instantSchema,
  to: instantSchema,
  finishedAt: v.nullable(instantSchema),
  facts: v.number(),
  healed: v.number(),
  foreign: v.number(),
});

const differenceSchema = v.object({
  provider: v.picklist(providers),
  kind: v.picklist(differenceKinds),
  providerRef: v.string(),
  payment: v.nullable(v.string()),
  currency: currencySchema,
  theirs: minorSchema,
  ours: minorSchema,
  firstSeenAt: instantSchema,
});

/** The report for the staff. One batch. */
export async function reconciliationReport(
  runtime: Runtime,
): Promise<v.InferOutput<typeof reconciliationReportSchema>> {
  const [runs, differences] = await runtime.database.batch([
    sql`select distinct on (provider) provider, from_at as "from", to_at as "to", finished_at as "finishedAt", fact_count as facts, healed_count as healed, foreign_count as foreign
      from reconciliations order by provider, to_at desc`,
    sql`select provider, kind, provider_ref as "providerRef", payment_id as payment, currency, theirs_minor::float8 as theirs, ours_minor::float8 as ours, first_seen_at as "firstSeenAt"
      from reconciliation_differences where resolved_at is null order by first_seen_at limit 500`,
  ]);
  return {
    reconciliations: rowsOf(runSchema, runs).map(({ from, to, finishedAt, ...run }) => ({
      ...run,
      from: from.toISOString(),
      to: to.toISOString(),
      finishedAt: finishedAt?.toISOString() ?? null,
    })),
    differences: rowsOf(differenceSchema, differences).map(
      ({ currency, theirs, ours, firstSeenAt, ...difference }) => ({
        ...difference,
        theirs: { amount: theirs, currency },
        ours: { amount: ours, currency },
        firstSeenAt: firstSeenAt.toISOString(),
      }),
    ),
  };
}
