import * as v from 'valibot';
import { reservationSchema } from '../../../booking/reservation.ts';
import { templatesBySubject } from '../../../outbox/kinds.ts';
import { minorSchema } from '../../../platform/money/money.ts';
import { storedFileSchema } from '../../document/stored-document.ts';
import { messageFields } from './message-fields.ts';

/** What a message about a reservation tells of. */
export const aboutReservationSchema = v.object({
  ...messageFields,
  subject: v.literal('reservation'),
  template: v.picklist(templatesBySubject.reservation),
  reservation: v.nullable(reservationSchema),
  /** Whether another mail to the guest says it too, or something newer. */
  isOvertaken: v.boolean(),
  /** Who has had a mail about it before: `guest`, `owner`. */
  hasTold: v.array(v.string()),
  /** Whether a payment of the reservation waits for the staff to decide. */
  isInReview: v.boolean(),
  /** Whether the stay is in the way of another since the rules of its zone changed. */
  isSetAside: v.boolean(),
  depositStatus: v.nullable(v.string()),
  /** Of what is to go back, what came by bank transfer or in cash and waits for the owner to send it. */
  toTransferBack: minorSchema,
  toGiveBack: minorSchema,
  /** The note in which the staff said why, as long as it is there. */
  reason: v.nullable(v.object({ id: v.string(), sealed: v.string() })),
  /** What the mail brings along. */
  documents: v.array(storedFileSchema),
});
