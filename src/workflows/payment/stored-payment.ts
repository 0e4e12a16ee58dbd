import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { reservationStatuses } from '../../booking/reservation.ts';
import { type KnownPayment, paymentStatuses, providers } from '../../payment/provider/provider.ts';
import { instantSchema } from '../../platform/database/database.ts';
import { functionNamed } from '../../platform/database/functions.ts';
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
export const storedPaymentJson: SQL = sql`${functionNamed('stored_payment')}(p)`;

/** The payment as its provider is spoken to, if the provider knows it yet. */
export function knownAt(payment: StoredPayment): KnownPayment | undefined {
  const { paymentId, providerRef, authorizationRef, captureRef, amount, currency } = payment;
  return providerRef ? { paymentId, providerRef, authorizationRef, captureRef, amount, currency } : undefined;
}
