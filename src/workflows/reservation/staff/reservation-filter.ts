import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { guestConditions, guestEntries } from '../../../booking/desk/guest-filter.ts';
import { tagSchema } from '../../../booking/desk/tags.ts';
import { hasRunOut, isHeld } from '../../../booking/hold.ts';
import { reservationStatuses } from '../../../booking/reservation.ts';
import { functionNamed } from '../../../platform/database/functions.ts';
import { described } from '../../../platform/described.ts';
import { idSchema } from '../../../platform/ids.ts';
import type { KeyRing } from '../../../platform/keys.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { slugSchema } from '../../../platform/text/slug.ts';
import { isoDate } from '../../../platform/time/iso-date.ts';

/** A reference as it is read out: in any case, with or without its hyphen. */
const reference = v.pipe(
  v.string(),
  v.maxLength(40, 'Give a reference, such as 7K3Q-9XZA.'),
  v.transform((text) =>
    text
      .toUpperCase()
      .replace(/[\s-]/g, '')
      .replace(/^(.{4})/, '$1-'),
  ),
);

/** What the staff look for. All of it must be so. */
export const filterEntries = {
  reference: v.optional(described(reference, 'Only that of this reference, with or without its hyphen.')),
  ...guestEntries,
  status: v.optional(
    described(
      v.picklist(reservationStatuses, `Choose one of ${reservationStatuses.join(', ')}.`),
      'Only those that stand so. A hold that has run out is expired.',
    ),
  ),
  item: v.optional(described(slugSchema, 'Only those of the item of this slug.')),
  unit: v.optional(described(idSchema('unit'), 'Only those of this unit, `unt_…`.')),
  from: v.optional(
    described(isoDate, 'Only stays that end on this date or later, YYYY-MM-DD in the item’s zone.'),
  ),
  to: v.optional(
    described(isoDate, 'Only stays that begin on this date or before, YYYY-MM-DD in the item’s zone.'),
  ),
  owed: v.optional(
    described(
      v.picklist(['due', 'late'], 'Choose due or late.'),
      '`due`: only confirmed ones of which something is to be paid; `late`: those whose balance is overdue.',
    ),
  ),
  out: v.optional(
    described(
      v.picklist(['now', 'late'], 'Choose now or late.'),
      '`now`: only those whose item is with its guest; `late`: those of them that should be back.',
    ),
  ),
  tag: v.optional(described(tagSchema, 'Only those with this tag.')),
  review: v.optional(
    described(
      v.literal('waiting', 'Ask for waiting, or leave it out.'),
      '`waiting`: only those with a payment that the staff must look at.',
    ),
  ),
};

const filterSchema = v.object(filterEntries);
export type ReservationFilter = v.InferOutput<typeof filterSchema>;

/** By what few are found at once: looked up first, so that no order is walked along until they turn up. */
const named = (keys: KeyRing, { reference, ...guest }: ReservationFilter): SQL[] => [
  ...(reference ? [sql`r.reference = ${reference}`] : []),
  ...guestConditions(keys, guest),
];

const statusIs = (status: string, now: Date): SQL => {
  if (status === 'held') return isHeld(now);
  if (status === 'expired') return sql`(r.status = 'expired' or ${hasRunOut(now)})`;
  return sql`r.status = ${status}`;
};

/**
 * Confirmed reservations that may owe something: less has come than they cost, or a dispute is about it. What they do
 * owe is reckoned of those that a page needs (`listReservations`), at ten times the price.
 */
const mayOwe: SQL = sql`select r.id from reservations r left join (
    select p.reservation_id, sum(p.captured_minor - p.refunding_minor) as kept_minor,
      bool_or(p.disputed_minor > 0) as is_disputed
    from payments p where p.purpose <> 'security-deposit' group by p.reservation_id
  ) p on p.reservation_id = r.id
  where r.status = 'confirmed'
    and (r.total_minor - r.credited_minor > coalesce(p.kept_minor, 0) or p.is_disputed)`;

/** Whether the item of the row `r` is with its guest, as an index has it. */
const isOut: SQL = sql`(r.handed_over_at is not null and r.returned_at is null)`;

/** The conditions on the row `r`. What is not asked for is not in the statement: so it is planned for what is. */
export function conditionsOf(runtime: Runtime, filter: ReservationFilter): SQL[] {
  const now = runtime.clock.now();
  const { status, item, unit, from, to, owed, out, tag, review } = filter;
  const byName = named(runtime.config.keys, filter);
  // Of the texts of the local times, which were frozen with the sale, the dates; the instants, give or take the
  // farthest zones, are for the index.
  return [
    ...(byName.length > 0
      ? [sql`r.id in (select r.id from reservations r where ${sql.join(byName, sql` and `)} offset 0)`]
      : []),
    ...(status ? [statusIs(status, now)] : []),
    ...(item ? [sql`r.item_id = (select i.id from items i where i.slug = ${item})`] : []),
    ...(unit ? [sql`r.unit_id = ${unit}`] : []),
    ...(from
      ? [
          sql`r.ends_at >= ${from}::date - interval '1 day'`,
          sql`left(r.quote -> 'local' ->> 'endsAt', 10) >= ${from}`,
        ]
      : []),
    ...(to
      ? [
          sql`r.starts_at < ${to}::date + interval '2 days'`,
          sql`left(r.quote -> 'local' ->> 'startsAt', 10) <= ${to}`,
        ]
      : []),
    ...(owed ? [sql`r.id in (${mayOwe})`] : []),
    ...(owed === 'late' ? [sql`r.balance_due_at <= ${now.toISOString()}`] : []),
    ...(out ? [isOut] : []),
    ...(out === 'late' ? [sql`r.ends_at < ${now.toISOString()}`] : []),
    ...(tag ? [sql`r.id in (select t.subject_id from tags t where t.tag = ${tag})`] : []),
    ...(review ? [sql`r.status = 'held'`, sql`${functionNamed('awaits_review')}(r.id)`] : []),
  ];
}
