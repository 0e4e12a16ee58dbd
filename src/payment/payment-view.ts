import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { firstOf, instantSchema } from '../platform/database/database.ts';
import { described, named } from '../platform/described.ts';
import { verifyToken } from '../platform/keys.ts';
import { currencySchema, minorSchema, moneySchema } from '../platform/money/money.ts';
import { Problem } from '../platform/problems.ts';
import type { Runtime } from '../platform/runtime.ts';
import { isPaymentLinkToken } from './payment-link.ts';
import { paymentStatuses } from './provider/provider.ts';

const stepSchema = named(
  'PaymentStep',
  'Something that happened to a payment.',
  v.object({
    at: described(v.string(), 'When, RFC 3339 in UTC.'),
    what: described(
      v.string(),
      'What happened: an event of the provider, a movement in the ledger, a refund or a dispute.',
    ),
    amount: described(v.nullable(moneySchema), 'How much it was about; null where it was about no amount.'),
  }),
);

/** A payment and its whole story, in order. */
export const paymentViewSchema = named(
  'Payment',
  'A payment and its whole story.',
  v.object({
    id: described(v.string(), 'The id of the payment, `pay_…`.'),
    reservation: described(v.string(), 'The id of the reservation, `res_…`.'),
    provider: described(v.string(), 'Through whom it is paid.'),
    purpose: described(v.string(), 'What it is for.'),
    status: described(v.picklist(paymentStatuses), 'How it stands.'),
    amount: described(moneySchema, 'How much is to be paid with it.'),
    captured: described(moneySchema, 'What was taken.'),
    refunded: described(moneySchema, 'What went back.'),
    nextAction: described(
      v.picklist(['pay', 'wait', 'none']),
      'What the guest does next: pay (again), wait for the provider, or nothing.',
    ),
    story: described(v.array(stepSchema), 'What happened, in order.'),
  }),
);

const foundSchema = v.object({
  id: v.string(),
  reservation: v.string(),
  provider: v.string(),
  purpose: v.string(),
  status: v.picklist(paymentStatuses),
  currency: currencySchema,
  amount: minorSchema,
  captured: minorSchema,
  refunded: minorSchema,
  story: v.array(v.object({ at: instantSchema, what: v.string(), amount: v.nullable(minorSchema) })),
});

/**
 * A payment as its guest or the staff see it. 404 for one that the link's token, if there is one, is not for.
 * One statement.
 */
export async function viewPayment(
  runtime: Runtime,
  paymentId: string,
  linkToken: string | undefined,
): Promise<v.InferOutput<typeof paymentViewSchema>> {
  const rows = await runtime.database.query(sql`
    select json_build_object('id', p.id, 'reservation', p.reservation_id, 'provider', p.provider, 'purpose', p.purpose, 'status', p.status, 'currency', p.currency,
      'amount', p.amount_minor, 'captured', p.captured_minor, 'refunded', p.refunded_minor,
      'story', (select coalesce(json_agg(json_build_object('at', at, 'what', what, 'amount', amount) order by at, place, what), '[]') from (
        select p.created_at as at, 0 as place, 'opened' as what, p.amount_minor as amount
        union all select e.received_at, 1, 'event ' || e.type, null from payment_events e where e.payment_id = p.id
        union all select t.posted_at, 2, t.kind, (select sum(x.amount_minor) from ledger_entries x where x.transaction_id = t.id and x.amount_minor > 0)::bigint
          from ledger_transactions t where t.payment_id = p.id
        union all select f.created_at, 3, 'refund ' || f.status || ' (' || f.reason || ')', f.amount_minor from refunds f where f.payment_id = p.id
        union all select d.created_at, 3, 'dispute ' || d.status, d.amount_minor from disputes d where d.payment_id = p.id
      ) steps)) as payment
    from payments p where p.id = ${paymentId}`);
  const found = firstOf(v.object({ payment: foundSchema }), rows)?.payment;
  if (!found || !isFor(runtime, found.reservation, linkToken))
    throw new Problem('not-found', 'There is no such payment.');
  const { currency, amount, captured, refunded, story, ...rest } = found;
  return {
    ...rest,
    amount: { amount, currency },
    captured: { amount: captured, currency },
    refunded: { amount: refunded, currency },
    nextAction: nextAction(found.status),
    story: story.map((step) => ({
      at: step.at.toISOString(),
      what: step.what,
      amount: step.amount === null ? null : { amount: step.amount, currency },
    })),
  };
}

function isFor(runtime: Runtime, reservationId: string, token: string | undefined) {
  const { keys } = runtime.config;
  return (
    token === undefined ||
    verifyToken(keys, 'manage-token', reservationId, token) ||
    isPaymentLinkToken(keys, reservationId, token, runtime.clock.now())
  );
}

function nextAction(status: v.InferOutput<typeof foundSchema>['status']): 'pay' | 'wait' | 'none' {
  if (status === 'pending' || status === 'failed') return 'pay';
  return status === 'processing' ? 'wait' : 'none';
}
