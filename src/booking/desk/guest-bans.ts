import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { type Actor, record } from '../../audit/record.ts';
import { cursorSchema, encodeCursor } from '../../platform/database/cursor.ts';
import { firstOf, instantSchema, rowsOf } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import { newId } from '../../platform/ids.ts';
import { decrypt, encrypt } from '../../platform/keys.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { mailboxAddress } from '../../platform/text/mailbox-address.ts';
import { phoneNumber } from '../../platform/text/phone-number.ts';
import { freeText } from '../../platform/text/text.ts';
import { personHashes } from '../guest-digests.ts';

const pageSize = 50;

export const guestBanRequestSchema = v.pipe(
  named(
    'GuestBanRequest',
    'From whom no reservations are taken: a mail address or a number.',
    v.strictObject({
      email: v.optional(described(mailboxAddress, 'A mail address, in any case.')),
      phone: v.optional(described(phoneNumber, 'Instead, a phone number, however it is written.')),
      reason: described(
        v.pipe(freeText(500), v.minLength(3, 'Say why, in a few words.')),
        'Why, for the staff alone. Kept sealed.',
      ),
    }),
  ),
  v.forward(
    v.check(
      ({ email, phone }) => (email === undefined) !== (phone === undefined),
      'Give a mail address or a number.',
    ),
    ['email'],
  ),
);

export const guestBanSchema = named(
  'GuestBan',
  'From whom no reservations are taken.',
  v.object({
    id: described(v.string(), 'The id of the ban, `ban_…`.'),
    email: described(v.nullable(v.string()), 'The mail address; null of a number.'),
    phone: described(v.nullable(v.string()), 'The number; null of a mail address.'),
    reason: described(v.string(), 'Why.'),
    createdBy: described(v.string(), 'Who said so: `user:…` or `key:…`.'),
    createdAt: described(v.string(), 'When, RFC 3339 in UTC.'),
  }),
);
type GuestBan = v.InferOutput<typeof guestBanSchema>;

export const guestBansQuerySchema = v.strictObject({
  cursor: v.optional(
    described(cursorSchema, 'The `nextCursor` of the page before; without it, the first page.'),
  ),
});

export const guestBansSchema = named(
  'GuestBans',
  'A page of bans.',
  v.object({
    bans: described(v.array(guestBanSchema), 'The bans, the latest first.'),
    nextCursor: described(v.nullable(v.string()), 'For the next page; null on the last.'),
  }),
);

const rowSchema = v.object({
  id: v.string(),
  contentSealed: v.string(),
  createdBy: v.string(),
  createdAt: instantSchema,
});
const contentSchema = v.object({
  email: v.optional(v.string()),
  phone: v.optional(v.string()),
  reason: v.string(),
});
const columns = sql`b.id, b.content_sealed as "contentSealed", b.created_by as "createdBy", b.created_at as "createdAt"`;

function present({ config }: Runtime, row: v.InferOutput<typeof rowSchema>): GuestBan {
  const { id, contentSealed, createdBy, createdAt } = row;
  const content = v.parse(contentSchema, JSON.parse(decrypt(config.keys, id, contentSealed)));
  const { email = null, phone = null, reason } = content;
  return { id, email, phone, reason, createdBy, createdAt: createdAt.toISOString() };
}

/**
 * Takes no reservations from somebody any more; what is booked stays. Saying it twice is saying it once, and answers
 * what was said first. One statement.
 */
export async function banGuest(
  runtime: Runtime,
  actor: Actor,
  request: v.InferOutput<typeof guestBanRequestSchema>,
): Promise<{ ban: GuestBan; isReplay: boolean }> {
  const { clock, config, random, database } = runtime;
  const now = clock.now();
  const id = newId('guestBan', now, random);
  // The last is by the eldest key, as all that is kept is digested (`keyedDigest`).
  const digests = personHashes(config.keys, request);
  const sealed = encrypt(config.keys, random, id, JSON.stringify(request));
  const rows = await database.query(sql`
    with known as (select * from guest_bans where digest = any(${sql.param(digests)}::text[]) limit 1),
    made as (
      insert into guest_bans (id, digest, content_sealed, created_by, created_at)
      select ${id}, ${digests.at(-1)}, ${sealed}, ${actor}, ${now.toISOString()} where not exists (select from known)
      on conflict (digest) do update set digest = excluded.digest returning *
    ), noted as (${record(now, actor, 'guest.banned', sql`id`, sql`made where id = ${id}`)})
    select ${columns} from (select * from made union all select * from known) b`);
  const found = firstOf(rowSchema, rows);
  if (!found) throw new Error('the ban was not made');
  return { ban: present(runtime, found), isReplay: found.id !== id };
}

/** Takes reservations again from whom a ban was about. One statement. */
export async function liftBan(runtime: Runtime, actor: Actor, id: string): Promise<void> {
  const rows = await runtime.database.query(sql`
    with gone as (delete from guest_bans where id = ${id} returning id),
    noted as (${record(runtime.clock.now(), actor, 'guest.unbanned', sql`id`, sql`gone`)})
    select id from gone`);
  if (rows.length === 0) throw new Problem('not-found', 'There is no such ban.');
}

/** The bans, the latest first. `after` is the id that the page before ended with. One statement. */
export async function listBans(
  runtime: Runtime,
  after: string | undefined,
): Promise<v.InferOutput<typeof guestBansSchema>> {
  const rows = await runtime.database.query(sql`select ${columns} from guest_bans b
    where ${after ?? null}::text is null or b.id < ${after ?? null} order by b.id desc limit ${pageSize + 1}`);
  const found = rowsOf(rowSchema, rows);
  const page = found.slice(0, pageSize);
  const last = page.at(-1);
  return {
    bans: page.map((row) => present(runtime, row)),
    nextCursor: found.length > pageSize && last ? encodeCursor([last.id]) : null,
  };
}
