import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { reservationJson, reservationSchema } from '../../../booking/reservation.ts';
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

/** The same as JSON, of the row `o` of the outbox. */
export const aboutPaymentJson: SQL = sql`(select json_build_object(
    'payment', case when p.id is not null then json_build_object('id', p.id, 'amount', p.amount_minor, 'currency', p.currency,
      'captured', p.captured_minor, 'quarantineReason', p.quarantine_reason, 'providerRef', p.provider_ref) end,
    'reservation', (select ${reservationJson} from reservations r where r.id = p.reservation_id),
    'isInReview', exists (select from payment_assessments a join payments other on other.id = a.payment_id
      where other.reservation_id = p.reservation_id and a.outcome = 'review' and a.decision is null),
    'refundStatus', (select f.status from refunds f where f.id = o.details ->> 'refundId'))
  from (select) one left join payments p on p.id = o.subject_id)`;
