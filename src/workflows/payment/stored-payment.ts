import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { reservationStatuses } from '../../booking/reservation.ts';
import { type KnownPayment, paymentStatuses, providers } from '../../payment/provider/provider.ts';
import { instantSchema } from '../../platform/database/database.ts';
import { currencySchema, minorSchema } from '../../platform/money/money.ts';

const optionalText = v.pipe(
  v.nullable(v.string()),
  v.transform((text) => text ?? undefined),
);

/** A payment as the database has it, with what a call to its provider needs to know of its reservation. */
export const storedPaymentSchema = v.object({
  paymentId: v.string(),
  provider: v.picklist(providers),
  purpose: v.picklist(['booking', 'balance', 'security-deposit']),
  status: v.picklist(paymentStatuses),
  providerRef: optionalText,
  authorizationRef: optionalText,
  captureRef: optionalText,
  /** The page that the guest comes back to from the provider's. */
  returnUrl: optionalText,
  amount: minorSchema,
  currency: currencySchema,
  reservation: v.object({
    id: v.string(),
    reference: v.string(),
    itemName: v.string(),
    status: v.picklist(reservationStatuses),
    holdExpiresAt: instantSchema,
    balanceDueAt: v.nullable(instantSchema),
  }),
  /**
   * By which a hold can be made without the guest: that of the last payment of the reservation which kept
   * one.
   */
  savedMethod: v.nullable(v.object({ customer: v.string(), method: v.string() })),
  /** What the staff want to take of a security deposit. */
  depositCapture: v.nullable(minorSchema),
});

export type StoredPayment = v.InferOutput<typeof storedPaymentSchema>;

/** `storedPaymentSchema` as JSON, of the row `p`. */
export const storedPaymentJson: SQL = sql`(select json_build_object('paymentId', p.id, 'provider', p.provider, 'purpose', p.purpose, 'status', p.status,
  'providerRef', p.provider_ref, 'authorizationRef', p.authorization_ref, 'captureRef', p.capture_ref, 'returnUrl', p.return_url, 'amount', p.amount_minor, 'currency', p.currency,
  'reservation', json_build_object('id', r.id, 'reference', r.reference, 'itemName', r.quote->'item'->>'name', 'status', r.status, 'holdExpiresAt', r.hold_expires_at, 'balanceDueAt', r.balance_due_at),
  'savedMethod', (select json_build_object('customer', s.saved_customer, 'method', s.saved_method) from payments s
    where s.reservation_id = r.id and s.provider = p.provider and s.saved_method is not null and s.saved_customer is not null order by s.created_at desc limit 1),
  'depositCapture', (select d.captured_minor from security_deposits d where d.payment_id = p.id and d.status = 'capturing'))
  from reservations r where r.id = p.reservation_id)`;

/** The payment as its provider is spoken to, if the provider knows it yet. */
export function knownAt(payment: StoredPayment): KnownPayment | undefined {
  const { paymentId, providerRef, authorizationRef, captureRef, amount, currency } = payment;
  return providerRef ? { paymentId, providerRef, authorizationRef, captureRef, amount, currency } : undefined;
}
