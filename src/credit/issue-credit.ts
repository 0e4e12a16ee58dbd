import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { type Actor, record } from '../audit/record.ts';
import { described, named } from '../platform/described.ts';
import { newId } from '../platform/ids.ts';
import { sha256 } from '../platform/keys.ts';
import { currencySchema, moneySchema } from '../platform/money/money.ts';
import { positiveAmount } from '../platform/money/positive-amount.ts';
import { fieldProblem } from '../platform/problems.ts';
import type { Runtime } from '../platform/runtime.ts';
import { freeText } from '../platform/text/text.ts';
import { givenInstant } from '../platform/time/instant.ts';
import { newCreditCode } from './credit-code.ts';

/** A gift card that was sold, or store credit that the house gives. */
export const creditIssueSchema = named(
  'CreditRequest',
  'A gift card or store credit to be issued.',
  v.strictObject({
    kind: described(
      v.picklist(['gift-card', 'store-credit'], 'Say gift-card or store-credit.'),
      'What it is: a gift card was sold, store credit is given.',
    ),
    amount: described(positiveAmount, 'How much it is good for, in minor units of `currency`.'),
    currency: described(currencySchema, 'Its currency (ISO 4217).'),
    expiresAt: v.optional(
      described(
        givenInstant,
        'After this instant nobody can pay with it, RFC 3339 with an offset; without it, it does not end.',
      ),
    ),
    note: described(
      v.pipe(freeText(500), v.minLength(3, 'Say what it is for.')),
      'What it is for, for the audit log.',
    ),
  }),
);

export const issuedCreditSchema = named(
  'IssuedCredit',
  'A gift card or store credit, with its code.',
  v.object({
    id: described(v.string(), 'The id of the credit, `crd_…`.'),
    kind: described(
      v.picklist(['gift-card', 'store-credit']),
      'What it is: a gift card was sold, store credit is given.',
    ),
    code: described(v.string(), 'The code to pay with. Shown this once; we keep its digest alone.'),
    amount: described(moneySchema, 'How much it is good for.'),
    expiresAt: described(
      v.nullable(v.string()),
      'After this instant nobody can pay with it, RFC 3339 in UTC; null where it does not end.',
    ),
  }),
);

/** Issues a credit and answers its code, which is shown this once. A trigger posts it. One statement. */
export async function issueCredit(
  runtime: Runtime,
  actor: Actor,
  { kind, amount, currency, expiresAt, note }: v.InferOutput<typeof creditIssueSchema>,
): Promise<v.InferOutput<typeof issuedCreditSchema>> {
  const now = runtime.clock.now();
  if (expiresAt !== undefined && new Date(expiresAt) <= now)
    throw fieldProblem('expiresAt', 'Give a time that is still to come.');
  const id = newId('credit', now, runtime.random);
  const code = newCreditCode(runtime.random);
  await runtime.database.query(sql`with issued as (
      insert into credits (id, kind, code_digest, currency, issued_minor, balance_minor, expires_at, issued_by, note, created_at)
      values (${id}, ${kind}, ${sha256(code)}, ${currency}, ${amount}, ${amount}, ${expiresAt ?? null}, ${actor}, ${note}, ${now.toISOString()}) returning id
    ), noted as (${record(now, actor, 'credit.issued', sql`id`, sql`issued`, sql`jsonb_build_object('kind', ${kind}::text, 'amountMinor', ${amount}::bigint, 'currency', ${currency}::text)`)})
    select count(*) from issued`);
  return { id, kind, code, amount: { amount, currency }, expiresAt: expiresAt ?? null };
}
