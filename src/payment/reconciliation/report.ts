import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { instantSchema, rowsOf } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import { currencySchema, minorSchema, moneySchema } from '../../platform/money/money.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { integer } from '../../platform/text/whole-number.ts';
import { differenceKinds, providers } from '../provider/provider.ts';

/** What stands of a difference wherever it is shown. */
export const differenceEntries = {
  provider: described(v.picklist(providers), 'Whose books differ from ours.'),
  kind: described(
    v.picklist(differenceKinds),
    'What differs. `entry`: one of the provider’s list that cannot be read, set aside until it can or is gone.',
  ),
  providerRef: described(v.string(), 'The provider’s own id of it.'),
  payment: described(v.nullable(v.string()), 'The id of our payment, `pay_…`; null where it is of none.'),
  theirs: described(moneySchema, 'What the provider says.'),
  ours: described(moneySchema, 'What we say.'),
  firstSeenAt: described(v.string(), 'When it was first seen, RFC 3339 in UTC.'),
};

/** What the last comparison with each provider came to: no difference, or the list of them. */
export const reconciliationReportSchema = named(
  'ReconciliationReport',
  'How our books compare with the providers’.',
  v.object({
    reconciliations: described(
      v.array(
        named(
          'Reconciliation',
          'A comparison with a provider.',
          v.object({
            provider: described(v.picklist(providers), 'With whom.'),
            from: described(v.string(), 'The first instant compared, RFC 3339 in UTC.'),
            to: described(v.string(), 'The instant after the last, RFC 3339 in UTC.'),
            finishedAt: described(
              v.nullable(v.string()),
              'When it was finished, RFC 3339 in UTC; null while it runs.',
            ),
            facts: described(integer, 'How many movements of the provider were compared.'),
            healed: described(integer, 'How many that we had missed were made up for.'),
            foreign: described(
              integer,
              'Movements of other business on the same account: counted apart, in accounts of their own.',
            ),
          }),
        ),
      ),
      'The last comparison with each provider.',
    ),
    differences: described(
      v.array(
        named(
          'Difference',
          'Something that the provider and we tell differently.',
          v.object(differenceEntries),
        ),
      ),
      'The differences that are open.',
    ),
  }),
);

const runSchema = v.object({
  provider: v.picklist(providers),
  from: instantSchema,
  to: instantSchema,
  finishedAt: v.nullable(instantSchema),
  facts: integer,
  healed: integer,
  foreign: integer,
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
