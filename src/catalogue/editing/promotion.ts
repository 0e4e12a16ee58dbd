import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { Actor } from '../../audit/record.ts';
import { call, functionNamed } from '../../platform/database/functions.ts';
import { described, named } from '../../platform/described.ts';
import { fieldProblem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { line } from '../../platform/text/text.ts';
import { integer, wholeBetween } from '../../platform/text/whole-number.ts';
import { givenInstant } from '../../platform/time/instant.ts';
import { priceAmount } from './amounts.ts';
import { type Coded, type CodedVersion, codedListSchema, codedVersionSchema, savedCoded } from './coded.ts';
import { knownCurrency } from './known-currency.ts';

/** The whole of a promotion as it is edited; it is ended by a `validTo` that has come. */
export const promotionContentSchema = named(
  'PromotionContent',
  'The whole of a promotion as it is edited. It ends at `validTo`, which may be now.',
  v.pipe(
    v.strictObject({
      description: described(line(300, 'Say what it is for.'), 'What it is for, for the staff.'),
      percentBasisPoints: described(
        v.nullable(wholeBetween(1, 10_000)),
        'The share of the price that it takes off, in 1/10,000; null where `fixedAmount` says it.',
      ),
      fixedAmount: described(
        v.nullable(priceAmount),
        'What it takes off, in minor units of `currency`; null where `percentBasisPoints` says it.',
      ),
      minimumAmount: described(
        v.nullable(priceAmount),
        'From which price on it counts, in minor units of `currency`; null for any.',
      ),
      currency: described(
        v.nullable(knownCurrency),
        'Of the amounts, and of the items that it is for (ISO 4217); null for a share of any.',
      ),
      validFrom: described(givenInstant, 'From when it counts, RFC 3339 with an offset.'),
      validTo: described(givenInstant, 'Until when, not included, RFC 3339 with an offset.'),
      maxRedemptions: described(
        v.nullable(wholeBetween(1, 1_000_000_000)),
        'How often it may be used in all; null for no limit.',
      ),
      maxPerPerson: described(
        v.nullable(wholeBetween(1, 1_000_000_000)),
        'How often one person may use it; null for no limit.',
      ),
    }),
    v.forward(
      v.check(
        ({ percentBasisPoints, fixedAmount }) => (percentBasisPoints === null) !== (fixedAmount === null),
        'Give a share or an amount, and null for the other.',
      ),
      ['fixedAmount'],
    ),
    v.forward(
      v.check(
        ({ currency, fixedAmount, minimumAmount }) =>
          currency !== null || (fixedAmount === null && minimumAmount === null),
        'Give the currency of the amounts.',
      ),
      ['currency'],
    ),
    v.forward(
      v.check(({ validFrom, validTo }) => validFrom < validTo, 'The end must be after the start.'),
      ['validTo'],
    ),
    v.examples([
      {
        description: 'Ten per cent for newcomers',
        percentBasisPoints: 1000,
        fixedAmount: null,
        minimumAmount: null,
        currency: null,
        validFrom: '2027-01-01T00:00:00Z',
        validTo: '2028-01-01T00:00:00Z',
        maxRedemptions: null,
        maxPerPerson: 1,
      },
    ]),
  ),
);

export const promotionVersionSchema = codedVersionSchema(
  'PromotionVersion',
  'A promotion as it is edited, with the version that it is.',
  promotionContentSchema,
  { redeemed: described(integer, 'How often it has been used.') },
);

export const promotionListSchema = codedListSchema(
  'Promotions',
  'A page of promotions.',
  promotionVersionSchema,
);

export const promotions: Coded = {
  kind: 'promotion',
  rows: sql`promotions t`,
  json: sql`${functionNamed('promotion_version')}(t)`,
};

const rules = { 'redeemed-more': 'It has been used more often than that.' };

/** Saves a promotion whole, one that is new where no version is expected. One statement. */
export function savePromotion(
  { database, clock }: Runtime,
  actor: Actor,
  code: string,
  content: v.InferOutput<typeof promotionContentSchema>,
  expectedVersion: number,
): Promise<CodedVersion> {
  if (!/^[A-Z0-9-]{3,32}$/.test(code))
    throw fieldProblem('code', 'Give a code of 3 to 32 capital letters, figures and hyphens.');
  const now = clock.now();
  return savedCoded(database, call('save_promotion', { code, content, expectedVersion, actor, now }), rules);
}
