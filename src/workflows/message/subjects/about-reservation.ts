import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { reservationJson, reservationSchema } from '../../../booking/reservation.ts';
import { templatesBySubject } from '../../../outbox/kinds.ts';
import { minorSchema } from '../../../platform/money/money.ts';
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
  /** Of what is to go back, what came by bank transfer and waits for the owner to send it. */
  toTransferBack: minorSchema,
});

/** The same as JSON, of the row `o` of the outbox. */
export const aboutReservationJson: SQL = sql`json_build_object(
  'reservation', (select ${reservationJson} from reservations r where r.id = o.subject_id),
  'isOvertaken', exists (select from outbox n left join reservations r on r.id = n.subject_id
    where n.subject_id = o.subject_id and n.id <> o.id and n.status in ('pending', 'sent') and n.template like 'guest-%'
      and (o.template = 'guest-hold' or (o.template = n.template and n.created_at > o.created_at))
      and (n.status = 'sent' or r.status = 'confirmed' or n.due_at < r.hold_expires_at)),
  'hasTold', (select coalesce(json_agg(distinct split_part(n.template, '-', 1)), '[]') from outbox n
    where n.subject_id = o.subject_id and n.id <> o.id and n.channel = 'mail' and n.status = 'sent'),
  'isInReview', exists (select from payment_assessments a join payments p on p.id = a.payment_id
    where p.reservation_id = o.subject_id and a.outcome = 'review' and a.decision is null),
  'isSetAside', exists (select from set_aside_stays s where s.reservation_id = o.subject_id),
  'depositStatus', (select d.status from security_deposits d where d.reservation_id = o.subject_id),
  'toTransferBack', (select coalesce(sum(p.refunding_minor - p.refunded_minor), 0) from payments p
    where p.reservation_id = o.subject_id and p.provider = 'transfer'))`;
