import { type SQL, sql } from 'drizzle-orm';
import { mostAttempts } from '../../account/one-time-token.ts';
import { userJson } from '../../account/user.ts';
import { reservationJson } from '../../booking/reservation.ts';
import { alsoTakenBack } from './also-taken-back.ts';

/** The payment that a message is about: itself, or that of a dispute. */
const paymentId = sql`coalesce((select d.payment_id from disputes d where d.id = o.subject_id), o.subject_id)`;

/** `messageSchema` as JSON, of the row `o` of the outbox. */
export const mailContentJson: SQL = sql`json_build_object('id', o.id, 'template', o.template, 'attempts', o.attempts, 'details', o.details,
  'reservation', (select ${reservationJson} from reservations r where r.id = coalesce((select p.reservation_id from payments p where p.id = ${paymentId}), o.subject_id)),
  'isOvertaken', exists (select from outbox n left join reservations r on r.id = n.subject_id
    where n.subject_id = o.subject_id and n.id <> o.id and n.status in ('pending', 'sent') and n.template like 'guest-%'
      and (o.template = 'guest-hold' or (o.template = n.template and n.created_at > o.created_at))
      and (n.status = 'sent' or r.status = 'confirmed' or n.due_at < r.hold_expires_at)),
  'hasTold', (select coalesce(json_agg(distinct split_part(n.template, '-', 1)), '[]') from outbox n
    where n.subject_id = o.subject_id and n.id <> o.id and n.channel = 'mail' and n.status = 'sent'),
  'isInReview', exists (select from payment_assessments a join payments p on p.id = a.payment_id
    where coalesce((select q.reservation_id from payments q where q.id = o.subject_id), o.subject_id) = p.reservation_id and a.outcome = 'review' and a.decision is null),
  'isSetAside', exists (select from set_aside_stays s where s.reservation_id = o.subject_id),
  'depositStatus', (select d.status from security_deposits d where d.reservation_id = o.subject_id),
  'refundStatus', (select f.status from refunds f where f.id = o.details ->> 'refundId'),
  'toTransferBack', (select coalesce(sum(p.refunding_minor - p.refunded_minor), 0) from payments p where p.reservation_id = o.subject_id and p.provider = 'transfer'),
  'enquiry', (select json_build_object('id', e.id, 'language', e.language, 'contentSealed', e.content_sealed, 'createdAt', e.created_at,
      'itemName', (select i.name from items i where i.id = e.item_id))
    from enquiries e where e.id = o.subject_id),
  'payment', (select json_build_object('id', p.id, 'amount', p.amount_minor, 'currency', p.currency, 'captured', p.captured_minor,
      'quarantineReason', p.quarantine_reason, 'providerRef', p.provider_ref, 'reference', r.reference)
    from payments p join reservations r on r.id = p.reservation_id where p.id = ${paymentId}),
  'dispute', (select json_build_object('id', d.id, 'provider', d.provider, 'amount', d.amount_minor, 'currency', d.currency, 'status', d.status, 'reason', d.reason,
      'evidenceDueAt', d.evidence_due_at, 'reference', r.reference)
    from disputes d join payments p on p.id = d.payment_id join reservations r on r.id = p.reservation_id where d.id = o.subject_id),
  'reconciliation', (select json_build_object('id', c.id, 'provider', c.provider, 'fromAt', c.from_at, 'toAt', c.to_at,
      'differences', (select count(*) from reconciliation_differences x where x.provider = c.provider and x.resolved_at is null))
    from reconciliations c where c.id = o.subject_id),
  'oneTime', (select json_build_object('id', t.id, 'purpose', t.purpose, 'email', t.email, 'data', t.data, 'createdAt', t.created_at, 'expiresAt', t.expires_at, 'consumedAt', t.consumed_at,
      'registration', (select json_build_object('id', n.id, 'language', n.data ->> 'language', 'expiresAt', n.expires_at) from one_time_tokens n
        where t.purpose = 'resend' and n.purpose = 'registration' and n.email = t.email and n.consumed_at is null and n.attempts < ${mostAttempts} order by n.id desc limit 1),
      'inviter', (select json_build_object('id', i.id, 'profileSealed', i.profile_sealed) from users i where t.purpose = 'invitation' and i.id = t.data ->> 'invitedBy'),
      'also', ${alsoTakenBack})
    from one_time_tokens t where t.id = o.subject_id),
  'user', (select ${userJson} from one_time_tokens t join users p on p.email = t.email or p.id = t.user_id where t.id = o.subject_id order by case when t.purpose = 'email-change' then p.email = t.email else p.id = t.user_id end desc nulls last limit 1),
  'phone', (select json_build_object('id', f.id, 'secretSealed', f.secret_sealed) from one_time_tokens t join factors f on f.id = t.data ->> 'factor' and f.user_id = t.user_id and f.kind = 'sms' where t.id = o.subject_id))`;
