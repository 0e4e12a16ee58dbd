import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { instantSchema } from '../platform/database/database.ts';
import { newestFirst, newestFirstEntries, nextCursorSchema } from '../platform/database/newest-first.ts';
import { described, named } from '../platform/described.ts';
import { currencySchema, minorSchema, moneySchema } from '../platform/money/money.ts';
import type { Runtime } from '../platform/runtime.ts';
import { paymentStatuses } from './provider/provider.ts';

const waysOfPaying = ['stripe', 'paypal', 'credit', 'transfer', 'cash'] as const;
const purposes = ['booking', 'balance', 'security-deposit'] as const;

export const paymentsQuerySchema = v.strictObject({
  ...newestFirstEntries,
  status: v.optional(
    described(
      v.picklist(paymentStatuses, `Choose one of ${paymentStatuses.join(', ')}.`),
      'Only those that stand so.',
    ),
  ),
  provider: v.optional(
    described(
      v.picklist(waysOfPaying, `Choose one of ${waysOfPaying.join(', ')}.`),
      'Only those paid this way.',
    ),
  ),
  purpose: v.optional(
    described(v.picklist(purposes, `Choose one of ${purposes.join(', ')}.`), 'Only those for this.'),
  ),
  reservation: v.optional(
    described(v.pipe(v.string(), v.maxLength(40)), 'Only those of this reservation, `res_…`.'),
  ),
  setAside: v.optional(
    described(
      v.literal('yes', 'Ask for yes, or leave it out.'),
      '`yes`: only those whose money was set aside, since it is not what was asked for.',
    ),
  ),
});

/** A payment as a row of the list of the staff. */
const listedPaymentSchema = named(
  'ListedPayment',
  'A payment as a row of the list of the staff.',
  v.object({
    id: described(v.string(), 'The id of the payment, `pay_…`.'),
    reservation: described(v.string(), 'The id of the reservation, `res_…`.'),
    reference: described(v.string(), 'The reference of the reservation, as people call it.'),
    provider: described(v.picklist(waysOfPaying), 'How it is paid.'),
    providerRef: described(v.nullable(v.string()), 'The provider’s own id; null until it is known.'),
    purpose: described(v.picklist(purposes), 'What it is for.'),
    status: described(v.picklist(paymentStatuses), 'How it stands.'),
    amount: described(moneySchema, 'How much is to be paid with it.'),
    captured: described(moneySchema, 'What was taken.'),
    refunded: described(moneySchema, 'What went back.'),
    disputed: described(moneySchema, 'What disputes withhold that are open or lost.'),
    setAsideBecause: described(v.nullable(v.string()), 'Why its money was set aside; else null.'),
    createdAt: described(v.string(), 'When it was opened, RFC 3339 in UTC.'),
  }),
);

export const paymentsSchema = named(
  'Payments',
  'A page of payments.',
  v.object({
    payments: described(v.array(listedPaymentSchema), 'The payments, the newest first.'),
    nextCursor: nextCursorSchema,
  }),
);

const rowSchema = v.object({
  id: v.string(),
  at: instantSchema,
  reservation: v.string(),
  reference: v.string(),
  provider: v.picklist(waysOfPaying),
  providerRef: v.nullable(v.string()),
  purpose: v.picklist(purposes),
  status: v.picklist(paymentStatuses),
  currency: currencySchema,
  amount: minorSchema,
  captured: minorSchema,
  refunded: minorSchema,
  disputed: minorSchema,
  setAsideBecause: v.nullable(v.string()),
});

/** The payments that the staff look for, the newest first. One statement. */
export async function listPayments(
  runtime: Runtime,
  { status, provider, purpose, reservation, setAside, ...asked }: v.InferOutput<typeof paymentsQuerySchema>,
): Promise<v.InferOutput<typeof paymentsSchema>> {
  const list = newestFirst(asked, { at: sql`p.created_at`, id: sql`p.id` }, [
    status && sql`p.status = ${status}`,
    provider && sql`p.provider = ${provider}`,
    purpose && sql`p.purpose = ${purpose}`,
    reservation && sql`p.reservation_id = ${reservation}`,
    setAside && sql`p.quarantine_reason is not null`,
  ]);
  const rows = await runtime.database.query(sql`
    select ${list.columns}, p.reservation_id as reservation, r.reference, p.provider, p.provider_ref as "providerRef",
      p.purpose, p.status, p.currency, p.amount_minor::float8 as amount, p.captured_minor::float8 as captured,
      p.refunded_minor::float8 as refunded, p.disputed_minor::float8 as disputed, p.quarantine_reason as "setAsideBecause"
    from (select * from payments p ${list.where} ${list.order}) p join reservations r on r.id = p.reservation_id
    order by p.created_at desc, p.id desc`);
  const { page, nextCursor } = list.read(rowSchema, rows);
  const payments = page.map(({ at, currency, amount, captured, refunded, disputed, ...payment }) => ({
    ...payment,
    amount: { amount, currency },
    captured: { amount: captured, currency },
    refunded: { amount: refunded, currency },
    disputed: { amount: disputed, currency },
    createdAt: at.toISOString(),
  }));
  return { payments, nextCursor };
}
