import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { instantSchema } from '../platform/database/database.ts';
import { newestFirst, newestFirstEntries, nextCursorSchema } from '../platform/database/newest-first.ts';
import { described, named } from '../platform/described.ts';
import { currencySchema, minorSchema, moneySchema } from '../platform/money/money.ts';
import type { Runtime } from '../platform/runtime.ts';

const kinds = ['gift-card', 'store-credit'] as const;

export const creditsQuerySchema = v.strictObject({
  ...newestFirstEntries,
  kind: v.optional(
    described(
      v.picklist(kinds, `Choose one of ${kinds.join(', ')}.`),
      'Only gift cards, or only store credit.',
    ),
  ),
  left: v.optional(
    described(
      v.literal('yes', 'Ask for yes, or leave it out.'),
      '`yes`: only those on which something is left that can still be used.',
    ),
  ),
});

export const creditsSchema = named(
  'Credits',
  'A page of gift cards and store credit.',
  v.object({
    credits: described(
      v.array(
        named(
          'ListedCredit',
          'A gift card or store credit. Its code is not known to us.',
          v.object({
            id: described(v.string(), 'Its id, `crd_…`.'),
            kind: described(v.picklist(kinds), 'Whether it was sold or given.'),
            issued: described(moneySchema, 'What it was worth.'),
            balance: described(moneySchema, 'What is left of it.'),
            expiresAt: described(
              v.nullable(v.string()),
              'Until when it can be used, RFC 3339 in UTC; null for ever.',
            ),
            issuedBy: described(v.string(), 'Who made it: `user:…`, `key:…` or `system`.'),
            note: described(v.string(), 'For whom or what, in the words of the staff.'),
            createdAt: described(v.string(), 'When it was made, RFC 3339 in UTC.'),
          }),
        ),
      ),
      'The credits, the newest first.',
    ),
    nextCursor: nextCursorSchema,
  }),
);

const rowSchema = v.object({
  id: v.string(),
  at: instantSchema,
  kind: v.picklist(kinds),
  currency: currencySchema,
  issued: minorSchema,
  balance: minorSchema,
  expiresAt: v.nullable(instantSchema),
  issuedBy: v.string(),
  note: v.string(),
});

/** Gift cards and store credit, the newest first. One statement. */
export async function listCredits(
  runtime: Runtime,
  { kind, left, ...asked }: v.InferOutput<typeof creditsQuerySchema>,
): Promise<v.InferOutput<typeof creditsSchema>> {
  const now = runtime.clock.now().toISOString();
  const list = newestFirst(asked, { at: sql`c.created_at`, id: sql`c.id` }, [
    kind && sql`c.kind = ${kind}`,
    left && sql`c.balance_minor > 0 and coalesce(c.expires_at > ${now}, true)`,
  ]);
  const rows = await runtime.database.query(sql`
    select ${list.columns}, c.kind, c.currency, c.issued_minor::float8 as issued,
      c.balance_minor::float8 as balance, c.expires_at as "expiresAt", c.issued_by as "issuedBy", c.note
    from credits c ${list.where} ${list.order}`);
  const { page, nextCursor } = list.read(rowSchema, rows);
  const credits = page.map(({ at, currency, issued, balance, expiresAt, ...credit }) => ({
    ...credit,
    issued: { amount: issued, currency },
    balance: { amount: balance, currency },
    expiresAt: expiresAt?.toISOString() ?? null,
    createdAt: at.toISOString(),
  }));
  return { credits, nextCursor };
}
