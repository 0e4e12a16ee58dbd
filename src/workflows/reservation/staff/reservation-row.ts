import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { guestIdOf } from '../../../booking/desk/guest-id.ts';
import { tagsJson } from '../../../booking/desk/tags.ts';
import { keptGuestSchema } from '../../../booking/guest.ts';
import { hasRunOut } from '../../../booking/hold.ts';
import { money, reservationStatuses } from '../../../booking/reservation.ts';
import { instantSchema } from '../../../platform/database/database.ts';
import { functionNamed } from '../../../platform/database/functions.ts';
import { described, named } from '../../../platform/described.ts';
import { decrypt, isReadable, type KeyRing } from '../../../platform/keys.ts';
import { currencySchema, minorSchema, moneySchema } from '../../../platform/money/money.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { integer } from '../../../platform/text/whole-number.ts';
import { localInstant } from '../../../platform/time/local-time.ts';

/** What a row of the list may point out. */
const flags = [
  'in-review',
  'balance-late',
  'payment-in-process',
  'disputed',
  'stay-set-aside',
  'deposit-failed',
  'handed-over',
  'returned',
  'late-return',
] as const;

/** A reservation as a row of the list of the staff. */
export const staffReservationSchema = named(
  'StaffReservation',
  'A reservation as a row of the list of the staff.',
  v.object({
    id: described(v.string(), 'The id of the reservation, `res_…`.'),
    reference: described(v.string(), 'What people call it by, on paper and on the telephone.'),
    status: described(v.picklist(reservationStatuses), 'How it stands. A hold that has run out is expired.'),
    item: described(
      named(
        'StaffReservedItem',
        'What was reserved.',
        v.object({
          slug: described(v.string(), 'The slug of the item.'),
          name: described(v.string(), 'The name that it had then.'),
        }),
      ),
      'What was reserved.',
    ),
    unit: described(
      named(
        'StaffReservedUnit',
        'Which of its units.',
        v.object({
          id: described(v.string(), 'The id of the unit, `unt_…`.'),
          name: described(v.string(), 'Its name.'),
        }),
      ),
      'Which of its units.',
    ),
    timeZone: described(v.string(), 'The IANA time zone of the item, as `Europe/Paris`.'),
    startsAt: described(v.string(), 'When the stay begins, RFC 3339 with the offset of the item’s zone.'),
    endsAt: described(v.string(), 'When it ends, RFC 3339 with the offset of the item’s zone.'),
    guests: described(integer, 'How many people come.'),
    guestId: described(
      v.nullable(v.string()),
      'The id of the guest, `gst_…`, for `GET /guests/{id}`; null of what is older than that.',
    ),
    guestName: described(v.string(), 'The name of the guest; empty where the key that sealed it has gone.'),
    total: described(moneySchema, 'What the stay costs, less what was taken off since.'),
    received: described(moneySchema, 'All that has been paid, whatever has gone back of it since.'),
    refunded: described(moneySchema, 'What has gone back, or is on its way.'),
    owed: described(moneySchema, 'What is to be paid next.'),
    balanceDueAt: described(
      v.nullable(v.string()),
      'Until when the balance is due, RFC 3339 with the offset of the item’s zone; null where there is none.',
    ),
    securityDeposit: described(moneySchema, 'What is held against damage; nothing where the amount is zero.'),
    securityDepositStatus: described(
      v.nullable(v.string()),
      'How the hold of it stands, as `scheduled` or `authorized`; null where there is none.',
    ),
    flags: described(v.array(v.picklist(flags)), 'What somebody should know of it.'),
    tags: described(v.array(v.string()), 'The tags of the staff, in the order of the alphabet.'),
    hasNotes: described(v.boolean(), 'Whether somebody of the staff wrote something down about it.'),
    createdAt: described(v.string(), 'When it was made, RFC 3339 in UTC.'),
  }),
);

export const rowSchema = v.object({
  id: v.string(),
  reference: v.string(),
  status: v.picklist(reservationStatuses),
  itemSlug: v.string(),
  itemName: v.string(),
  unitId: v.string(),
  unitName: v.string(),
  timeZone: v.string(),
  startsAt: instantSchema,
  endsAt: instantSchema,
  guests: integer,
  guestSealed: v.string(),
  emailHash: v.nullable(v.string()),
  currency: currencySchema,
  price: minorSchema,
  received: minorSchema,
  refunded: minorSchema,
  owed: minorSchema,
  balanceDueAt: v.nullable(instantSchema),
  deposit: minorSchema,
  depositStatus: v.nullable(v.string()),
  createdAt: instantSchema,
  flags: v.array(v.picklist(flags)),
  tags: v.array(v.string()),
  hasNotes: v.boolean(),
});

/** `rowSchema` as JSON, of the row `r`. */
export function rowJson(now: Date): SQL {
  const at = now.toISOString();
  const ranOut = hasRunOut(now);
  const payment = sql`from payments p where p.reservation_id = r.id and p.purpose <> 'security-deposit'`;
  return sql`(select json_build_object('id', r.id, 'reference', r.reference,
      'status', case when ${ranOut} then 'expired' else r.status end,
      'itemSlug', i.slug, 'itemName', r.quote -> 'item' ->> 'name', 'unitId', u.id, 'unitName', u.name,
      'timeZone', r.quote -> 'item' ->> 'timeZone', 'startsAt', r.starts_at, 'endsAt', r.ends_at,
      'guests', r.guests, 'guestSealed', r.guest_sealed, 'emailHash', r.email_hash, 'currency', r.currency, 'price', m.price_minor,
      'received', m.received_minor, 'refunded', m.refunding_minor,
      'owed', case when ${ranOut} then 0 else m.due_minor end, 'balanceDueAt', r.balance_due_at,
      'deposit', r.security_deposit_minor, 'depositStatus', d.status, 'createdAt', r.created_at,
      'tags', ${tagsJson(sql`r.id`)},
      'hasNotes', exists (select from notes n where n.subject_id = r.id),
      'flags', array_remove(array[
        case when r.status = 'held' and ${functionNamed('awaits_review')}(r.id) then 'in-review' end,
        case when r.status = 'confirmed' and m.due_minor > 0 and r.balance_due_at <= ${at}
          then 'balance-late' end,
        case when exists (select ${payment} and p.status = 'processing') then 'payment-in-process' end,
        case when m.disputed_minor > 0 then 'disputed' end,
        case when exists (select from set_aside_stays s where s.reservation_id = r.id)
          then 'stay-set-aside' end,
        case when d.status = 'failed' then 'deposit-failed' end,
        case when r.handed_over_at is not null and r.returned_at is null then 'handed-over' end,
        case when r.returned_at is not null then 'returned' end,
        case when r.handed_over_at is not null and coalesce(r.returned_at, ${at}) > r.ends_at
          then 'late-return' end], null))
    from ${money} m join items i on i.id = r.item_id join units u on u.id = r.unit_id
      left join security_deposits d on d.reservation_id = r.id)`;
}

export function presentRow(
  { config }: Runtime,
  row: v.InferOutput<typeof rowSchema>,
): v.InferOutput<typeof staffReservationSchema> {
  const { currency, timeZone } = row;
  const inZone = (instant: Date) => localInstant(instant, timeZone);
  return {
    id: row.id,
    reference: row.reference,
    status: row.status,
    item: { slug: row.itemSlug, name: row.itemName },
    unit: { id: row.unitId, name: row.unitName },
    timeZone,
    startsAt: inZone(row.startsAt),
    endsAt: inZone(row.endsAt),
    guests: row.guests,
    guestId: row.emailHash && guestIdOf(row.emailHash),
    guestName: nameOf(config.keys, row),
    total: { amount: row.price, currency },
    received: { amount: row.received, currency },
    refunded: { amount: row.refunded, currency },
    owed: { amount: row.owed, currency },
    balanceDueAt: row.balanceDueAt && inZone(row.balanceDueAt),
    securityDeposit: { amount: row.deposit, currency },
    securityDepositStatus: row.depositStatus,
    flags: row.flags,
    tags: row.tags,
    hasNotes: row.hasNotes,
    createdAt: row.createdAt.toISOString(),
  };
}

/** One that cannot be read any more leaves the others of its page readable. */
function nameOf(keys: KeyRing, { id, guestSealed }: v.InferOutput<typeof rowSchema>): string {
  if (!isReadable(keys, guestSealed)) return '';
  return v.parse(keptGuestSchema, JSON.parse(decrypt(keys, id, guestSealed))).name;
}
