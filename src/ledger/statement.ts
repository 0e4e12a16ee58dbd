import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { firstOf, instantSchema } from '../platform/database/database.ts';
import { described, named } from '../platform/described.ts';
import { currencySchema, minor, minorSchema, moneySchema } from '../platform/money/money.ts';
import { Problem } from '../platform/problems.ts';
import type { Runtime } from '../platform/runtime.ts';

/** A reservation's money from beginning to end. */
export const statementSchema = named(
  'Statement',
  'A reservation’s money from beginning to end.',
  v.object({
    reservation: described(v.string(), 'The id of the reservation, `res_…`.'),
    reference: described(v.string(), 'What people call the reservation by.'),
    movements: described(
      v.array(
        named(
          'Movement',
          'A balanced posting in the ledger.',
          v.object({
            at: described(v.string(), 'When it was posted, RFC 3339 in UTC.'),
            kind: described(v.string(), 'What it was, as `payment-captured`.'),
            payment: described(
              v.nullable(v.string()),
              'The id of the payment that it belongs to, `pay_…`; null where it belongs to none.',
            ),
            legs: described(
              v.array(
                v.object({
                  account: described(v.string(), 'The account.'),
                  amount: described(moneySchema, 'What was debited, or below zero credited.'),
                }),
              ),
              'The accounts that it moved; their amounts add up to zero.',
            ),
            balance: described(
              moneySchema,
              'What the guest owes after it; below zero, what we owe the guest.',
            ),
          }),
        ),
      ),
      'What was posted, in order.',
    ),
    refunds: described(
      v.array(
        v.object({
          id: described(v.string(), 'The id of the refund, `rfd_…`.'),
          amount: described(moneySchema, 'How much.'),
          reason: described(v.string(), 'Why.'),
          status: described(v.string(), 'How it stands.'),
        }),
      ),
      'What goes or went back, in order.',
    ),
    securityDeposit: described(
      v.nullable(
        v.object({
          status: described(v.string(), 'How it stands.'),
          amount: described(moneySchema, 'How much is to be held.'),
          captured: described(moneySchema, 'What of it was taken.'),
        }),
      ),
      'What is or was held against damage; null where nothing was to be.',
    ),
    balance: described(moneySchema, 'What the guest owes now; below zero, what we owe the guest.'),
  }),
);

const foundSchema = v.object({
  reference: v.string(),
  currency: currencySchema,
  movements: v.array(
    v.object({
      at: instantSchema,
      kind: v.string(),
      payment: v.nullable(v.string()),
      legs: v.array(v.object({ account: v.string(), amount: minorSchema })),
    }),
  ),
  refunds: v.array(v.object({ id: v.string(), amount: minorSchema, reason: v.string(), status: v.string() })),
  deposit: v.nullable(v.object({ status: v.string(), amount: minorSchema, captured: minorSchema })),
});

const guestAccount = 'guest-receivables';

/**
 * The whole story of a reservation's money, in the order of posting. 404 for an unknown one. One statement.
 */
export async function statementOf(
  runtime: Runtime,
  reservationId: string,
): Promise<v.InferOutput<typeof statementSchema>> {
  const rows = await runtime.database.query(sql`
    select json_build_object('reference', r.reference, 'currency', r.currency,
      'movements', (select coalesce(json_agg(json_build_object('at', t.posted_at, 'kind', t.kind, 'payment', t.payment_id,
          'legs', (select json_agg(json_build_object('account', e.account, 'amount', e.amount_minor) order by e.amount_minor desc, e.account) from ledger_entries e where e.transaction_id = t.id)) order by t.sequence), '[]')
        from ledger_transactions t where t.reservation_id = r.id),
      'refunds', (select coalesce(json_agg(json_build_object('id', f.id, 'amount', f.amount_minor, 'reason', f.reason, 'status', f.status) order by f.created_at, f.id), '[]')
        from refunds f join payments p on p.id = f.payment_id where p.reservation_id = r.id),
      'deposit', (select json_build_object('status', d.status, 'amount', d.amount_minor, 'captured', d.captured_minor) from security_deposits d where d.reservation_id = r.id)) as found
    from reservations r where r.id = ${reservationId}`);
  const found = firstOf(v.object({ found: foundSchema }), rows)?.found;
  if (!found) throw new Problem('not-found', 'There is no such reservation.');
  const { currency, deposit } = found;
  let balance = minor(0);
  const movements = found.movements.map(({ at, kind, payment, legs }) => {
    const owed = legs.filter(({ account }) => account === guestAccount);
    balance = minor(balance + owed.reduce((sum, { amount }) => sum + amount, 0));
    return {
      at: at.toISOString(),
      kind,
      payment,
      legs: legs.map(({ account, amount }) => ({ account, amount: { amount, currency } })),
      balance: { amount: balance, currency },
    };
  });
  return {
    reservation: reservationId,
    reference: found.reference,
    movements,
    refunds: found.refunds.map(({ amount, ...refund }) => ({ ...refund, amount: { amount, currency } })),
    securityDeposit: deposit && {
      status: deposit.status,
      amount: { amount: deposit.amount, currency },
      captured: { amount: deposit.captured, currency },
    },
    balance: { amount: balance, currency },
  };
}
