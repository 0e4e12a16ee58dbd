import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { Actor } from '../../audit/record.ts';
import { call, functionNamed } from '../../platform/database/functions.ts';
import { described, named } from '../../platform/described.ts';
import { fieldProblem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { freeText, line } from '../../platform/text/text.ts';
import { wholeBetween } from '../../platform/text/whole-number.ts';
import { type Coded, type CodedVersion, codedListSchema, codedVersionSchema, savedCoded } from './coded.ts';
import { policyTranslations } from './translations.ts';

const tiers = v.pipe(
  v.array(
    named(
      'RefundTierContent',
      'What is given back by when, as it is edited.',
      v.strictObject({
        hoursBefore: described(wholeBetween(0, 26_280), 'At least this many hours before the start.'),
        refundBasisPoints: described(
          wholeBetween(0, 10_000),
          'The share of the price that is given back, in 1/10,000.',
        ),
      }),
    ),
  ),
  v.maxLength(20, 'At most 20.'),
  v.checkItems(
    ({ hoursBefore }, at, all) => at === 0 || hoursBefore < (all[at - 1]?.hoursBefore ?? 0),
    'The longest notice comes first, and each notice once.',
  ),
  v.checkItems(
    ({ refundBasisPoints }, at, all) =>
      at === 0 || refundBasisPoints <= (all[at - 1]?.refundBasisPoints ?? 0),
    'Less notice does not give back more.',
  ),
);

/** The whole of a cancellation policy as it is edited. */
export const policyContentSchema = named(
  'PolicyContent',
  'The whole of a cancellation policy as it is edited.',
  v.pipe(
    v.strictObject({
      name: described(line(100, 'Give the policy a name.'), 'Its name.'),
      text: described(
        v.pipe(freeText(5000), v.minLength(1, 'Say what it gives back.')),
        'The policy in words, in English. In other languages it is told from its tiers where it has no translation.',
      ),
      translations: policyTranslations,
      tiers: described(
        tiers,
        'What is given back by when, the longest notice first; less notice than the last gives nothing back.',
      ),
    }),
    v.examples([
      {
        name: 'Moderate',
        text: 'Cancel up to 5 days before the start and everything comes back.',
        tiers: [{ hoursBefore: 120, refundBasisPoints: 10_000 }],
      },
    ]),
  ),
);

export const policySaveQuerySchema = v.strictObject({
  appliesTo: v.optional(
    described(
      v.literal('all-items', 'Ask for all-items, or leave it out.'),
      '`all-items`: items that have the policy so far move to the new version at once. Else each moves when it is saved with it.',
    ),
  ),
});

export const policyVersionSchema = codedVersionSchema(
  'PolicyVersion',
  'A version of a cancellation policy as it is edited.',
  policyContentSchema,
  {},
);

export const policyListSchema = codedListSchema(
  'Policies',
  'A page of cancellation policies, each in its latest version.',
  policyVersionSchema,
);

const latest = sql`(select distinct on (code) * from cancellation_policies order by code, version desc)`;
const json = functionNamed('policy_version');

/** A version never changes, so the rows of the table are the history. */
export const policies: Coded = {
  kind: 'policy',
  rows: sql`(select p as row, p.code from ${latest} l join cancellation_policies p using (code, version)) t`,
  json: sql`${json}(t.row)`,
  versions: (before) => sql`(select coalesce(jsonb_agg(${json}(p) - 'content' order by p.version desc), '[]')
    from (select * from cancellation_policies p where p.code = t.code and (${before ?? null}::int is null or p.version < ${before ?? null})
      order by p.version desc limit 51) p)`,
  version: (version) =>
    sql`(select ${json}(p) from cancellation_policies p where p.code = t.code and p.version = ${version})`,
};

/** Saves a policy as its next version, the first where no version is expected. One statement. */
export function savePolicy(
  { database, clock }: Runtime,
  actor: Actor,
  code: string,
  content: v.InferOutput<typeof policyContentSchema>,
  expectedVersion: number,
  appliesToAll: boolean,
): Promise<CodedVersion> {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(code) || code.length > 60)
    throw fieldProblem('code', 'Give a code of small letters and figures, with hyphens between them.');
  return savedCoded(
    database,
    call('save_policy', { code, content, expectedVersion, appliesToAll, actor, now: clock.now() }),
  );
}
