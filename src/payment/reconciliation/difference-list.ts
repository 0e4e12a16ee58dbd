import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { instantSchema } from '../../platform/database/database.ts';
import { newestFirst, newestFirstEntries, nextCursorSchema } from '../../platform/database/newest-first.ts';
import { described, named } from '../../platform/described.ts';
import { currencySchema, minorSchema } from '../../platform/money/money.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { differenceKinds, providers } from '../provider/provider.ts';
import { differenceEntries } from './report.ts';

const states = ['open', 'settled'] as const;

export const differencesQuerySchema = v.strictObject({
  ...newestFirstEntries,
  state: v.optional(
    described(
      v.picklist(states, `Choose one of ${states.join(', ')}.`),
      'Only those that are open, or that a later comparison no longer found.',
    ),
  ),
  provider: v.optional(
    described(
      v.picklist(providers, `Choose one of ${providers.join(', ')}.`),
      'Only those with this provider.',
    ),
  ),
  kind: v.optional(
    described(
      v.picklist(differenceKinds, `Choose one of ${differenceKinds.join(', ')}.`),
      'Only those about this.',
    ),
  ),
});

export const differencesSchema = named(
  'Differences',
  'A page of what a provider and we tell differently.',
  v.object({
    differences: described(
      v.array(
        named(
          'ListedDifference',
          'A difference as a row of the list of the staff.',
          v.object({
            ...differenceEntries,
            settledAt: described(
              v.nullable(v.string()),
              'When a comparison no longer found it, RFC 3339 in UTC; null while it is open.',
            ),
          }),
        ),
      ),
      'The differences, the newest first.',
    ),
    nextCursor: nextCursorSchema,
  }),
);

const rowSchema = v.object({
  id: v.string(),
  at: instantSchema,
  provider: v.picklist(providers),
  kind: v.picklist(differenceKinds),
  providerRef: v.string(),
  payment: v.nullable(v.string()),
  currency: currencySchema,
  theirs: minorSchema,
  ours: minorSchema,
  settledAt: v.nullable(instantSchema),
});

/** The differences that the staff look for, by when each was first seen, the newest first. One statement. */
export async function listDifferences(
  runtime: Runtime,
  { state, provider, kind, ...asked }: v.InferOutput<typeof differencesQuerySchema>,
): Promise<v.InferOutput<typeof differencesSchema>> {
  const id = sql`(d.provider || ':' || d.kind || ':' || d.provider_ref)`;
  const list = newestFirst(asked, { at: sql`d.first_seen_at`, id }, [
    state && (state === 'open' ? sql`d.resolved_at is null` : sql`d.resolved_at is not null`),
    provider && sql`d.provider = ${provider}`,
    kind && sql`d.kind = ${kind}`,
  ]);
  const rows = await runtime.database.query(sql`
    select ${list.columns}, d.provider, d.kind, d.provider_ref as "providerRef", d.payment_id as payment, d.currency,
      d.theirs_minor::float8 as theirs, d.ours_minor::float8 as ours, d.resolved_at as "settledAt"
    from reconciliation_differences d ${list.where} ${list.order}`);
  const { page, nextCursor } = list.read(rowSchema, rows);
  const differences = page.map(({ id: _, at, currency, theirs, ours, settledAt, ...difference }) => ({
    ...difference,
    theirs: { amount: theirs, currency },
    ours: { amount: ours, currency },
    firstSeenAt: at.toISOString(),
    settledAt: settledAt?.toISOString() ?? null,
  }));
  return { differences, nextCursor };
}
