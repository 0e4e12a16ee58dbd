import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { guestConditions, guestEntries } from '../../booking/desk/guest-filter.ts';
import { guestIdOf } from '../../booking/desk/guest-id.ts';
import { cursorSchema, encodeCursor } from '../../platform/database/cursor.ts';
import { rowsOf } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { emailHashes } from '../../platform/text/email-hash.ts';
import { integer } from '../../platform/text/whole-number.ts';
import { latestOf, sealedSchema } from './latest.ts';

const pageSize = 50;

export const guestsQuerySchema = v.pipe(
  v.strictObject({
    ...guestEntries,
    cursor: v.optional(
      described(cursorSchema, 'The `nextCursor` of the page before; without it, the first page.'),
    ),
  }),
  v.forward(
    v.check(
      ({ email, phone, name }) => [email, phone, name].some((one) => one !== undefined),
      'Give a mail address, a number or a name.',
    ),
    ['email'],
  ),
);

export const guestsSchema = named(
  'Guests',
  'A page of guests.',
  v.object({
    guests: described(
      v.array(
        named(
          'FoundGuest',
          'Everyone with the same mail address.',
          v.object({
            id: described(v.string(), 'The id of the guest, `gst_…`.'),
            name: described(v.string(), 'The name that they gave last.'),
            email: described(v.string(), 'Their mail address.'),
            phone: described(
              v.nullable(v.string()),
              'The number that they gave last; null where they gave none.',
            ),
            reservationCount: described(integer, 'How often they reserved.'),
          }),
        ),
      ),
      'The guests, in no order that says anything.',
    ),
    nextCursor: described(v.nullable(v.string()), 'For the next page; null on the last.'),
  }),
);

const rowSchema = v.object({
  emailHash: v.string(),
  count: integer,
  last: v.nullable(sealedSchema),
  written: v.nullable(sealedSchema),
});

/** Guests by address, number or words of a name; who only wrote to us by their address. One statement. */
export async function findGuests(
  runtime: Runtime,
  { cursor, ...wanted }: v.InferOutput<typeof guestsQuerySchema>,
): Promise<v.InferOutput<typeof guestsSchema>> {
  const { keys } = runtime.config;
  const { email, phone, name } = wanted;
  const onlyMail = email !== undefined && phone === undefined && name === undefined;
  const writers = onlyMail
    ? sql`union select e.email_hash from enquiries e
        where e.email_hash = any(${sql.param(emailHashes(keys, email))}::text[])`
    : sql``;
  const rows = await runtime.database.query(sql`
    with found as materialized (
      select r.email_hash from reservations r where ${sql.join(guestConditions(keys, wanted), sql` and `)} ${writers}
    ), page as (
      select email_hash from found where email_hash > ${cursor?.[0] ?? ''} group by 1 order by 1 limit ${pageSize + 1}
    )
    select p.email_hash as "emailHash",
      (select count(*)::int from reservations r where r.email_hash = p.email_hash) as count,
      (select json_build_object('id', r.id, 'sealed', r.guest_sealed) from reservations r
        where r.email_hash = p.email_hash order by r.id desc limit 1) as last,
      (select json_build_object('id', e.id, 'sealed', e.content_sealed) from enquiries e
        where e.email_hash = p.email_hash order by e.id desc limit 1) as written
    from page p order by p.email_hash`);
  const found = rowsOf(rowSchema, rows);
  const page = found.slice(0, pageSize);
  const end = page.at(-1);
  return {
    guests: page.flatMap(({ emailHash, count, last, written }) => {
      const latest = latestOf(runtime, last, written);
      return latest ? [{ id: guestIdOf(emailHash), ...latest, reservationCount: count }] : [];
    }),
    nextCursor: found.length > pageSize && end ? encodeCursor([end.emailHash]) : null,
  };
}
