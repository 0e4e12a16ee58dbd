import * as v from 'valibot';
import { reservationSchema } from '../../../booking/reservation.ts';
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
