import * as v from 'valibot';
import { reservationSchema } from '../../../booking/reservation.ts';
import { templatesBySubject } from '../../../outbox/kinds.ts';
import { currencySchema, minorSchema } from '../../../platform/money/money.ts';
import { messageFields } from './message-fields.ts';

/** What a message about a payment tells of. */
export const aboutPaymentSchema = v.object({
  ...messageFields,
  subject: v.literal('payment'),
  template: v.picklist(templatesBySubject.payment),
  payment: v.nullable(
    v.object({
      id: v.string(),
      amount: minorSchema,
      currency: currencySchema,
      captured: minorSchema,
      quarantineReason: v.nullable(v.string()),
      providerRef: v.nullable(v.string()),
    }),
  ),
  reservation: v.nullable(reservationSchema),
  /** Whether a payment of the reservation waits for the staff to decide. */
  isInReview: v.boolean(),
  /** Of the refund that the owner is to send. */
  refundStatus: v.nullable(v.string()),
});
