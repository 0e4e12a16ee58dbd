import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { reservationJson, reservationSchema } from '../../../booking/reservation.ts';
import { templatesBySubject } from '../../../outbox/kinds.ts';
import { instantSchema } from '../../../platform/database/database.ts';
import { currencySchema, minorSchema } from '../../../platform/money/money.ts';
import { messageFields } from './message-fields.ts';

/** What a message about a dispute tells of. */
export const aboutDisputeSchema = v.object({
  ...messageFields,
  subject: v.literal('dispute'),
  template: v.picklist(templatesBySubject.dispute),
  dispute: v.nullable(
    v.object({
      id: v.string(),
      amount: minorSchema,
      currency: currencySchema,
      status: v.string(),
      reason: v.string(),
      evidenceDueAt: v.nullable(instantSchema),
    }),
  ),
  reservation: v.nullable(reservationSchema),
});

/** The same as JSON, of the row `o` of the outbox. */
export const aboutDisputeJson: SQL = sql`json_build_object(
  'dispute', (select json_build_object('id', d.id, 'amount', d.amount_minor, 'currency', d.currency, 'status', d.status,
      'reason', d.reason, 'evidenceDueAt', d.evidence_due_at)
    from disputes d where d.id = o.subject_id),
  'reservation', (select ${reservationJson} from disputes d join payments p on p.id = d.payment_id
    join reservations r on r.id = p.reservation_id where d.id = o.subject_id))`;
