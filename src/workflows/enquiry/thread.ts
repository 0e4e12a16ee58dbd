import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { guestIdOf } from '../../booking/desk/guest-id.ts';
import { firstOf, instantSchema } from '../../platform/database/database.ts';
import { functionNamed } from '../../platform/database/functions.ts';
import { described, named } from '../../platform/described.ts';
import { decrypt } from '../../platform/keys.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { integer } from '../../platform/text/whole-number.ts';
import { enquiryRowSchema, enquiryViewSchema, presentEnquiry } from './enquiry-view.ts';

const deliverySchema = named(
  'EnquiryDelivery',
  'What became of the mail of an answer.',
  v.object({
    status: described(
      v.picklist(['pending', 'sent', 'not-needed', 'dead']),
      'Whether it waits, went out, was not needed any more, or could not be delivered.',
    ),
    at: described(v.string(), 'When it went out, or is due, RFC 3339 in UTC.'),
  }),
);

const messageSchema = named(
  'EnquiryMessage',
  'What was written about an enquiry after it.',
  v.object({
    id: described(v.string(), 'The id of the message, `enm_…`.'),
    version: described(integer, 'The version of the enquiry that it made.'),
    direction: described(v.picklist(['out', 'in']), '`out` is ours, `in` theirs.'),
    author: described(
      v.nullable(v.string()),
      'Who of the staff wrote it: `user:…` or `key:…`; null of what came.',
    ),
    text: described(v.string(), 'What was written.'),
    at: described(v.string(), 'When it was written or came, RFC 3339 in UTC.'),
    delivery: described(
      v.nullable(deliverySchema),
      'What became of its mail; null of what came, and of what went out so long ago that it is forgotten.',
    ),
  }),
);

const guestSchema = named(
  'EnquiryGuest',
  'A guest who has reserved under the address of a message.',
  v.object({
    id: described(v.string(), 'The id of the guest, `gst_…`: `GET /guests/{id}` has their bookings.'),
    reservationCount: described(integer, 'How often they reserved.'),
  }),
);

export const enquiryThreadSchema = named(
  'EnquiryThread',
  'A message with all that was written after it.',
  v.object({
    ...enquiryViewSchema.entries,
    messages: described(v.array(messageSchema), 'What was written after it, the first in front.'),
    guest: described(
      v.nullable(guestSchema),
      'The guest with this address; null where nobody reserved under it.',
    ),
  }),
);
export type EnquiryThread = v.InferOutput<typeof enquiryThreadSchema>;

/** What `midas.enquiry_thread` gives. */
export const threadRowSchema = v.object({
  ...enquiryRowSchema.entries,
  emailHash: v.nullable(v.string()),
  reservationCount: integer,
  messages: v.array(
    v.object({
      id: v.string(),
      version: integer,
      direction: v.picklist(['out', 'in']),
      author: v.nullable(v.string()),
      textSealed: v.string(),
      at: instantSchema,
      delivery: v.nullable(v.object({ ...deliverySchema.entries, at: instantSchema })),
    }),
  ),
});

export function presentThread(
  runtime: Runtime,
  { emailHash, reservationCount, messages, ...row }: v.InferOutput<typeof threadRowSchema>,
): EnquiryThread {
  return {
    ...presentEnquiry(runtime, row),
    messages: messages.map(({ textSealed, at, delivery, ...message }) => ({
      ...message,
      text: decrypt(runtime.config.keys, message.id, textSealed),
      at: at.toISOString(),
      delivery: delivery && { status: delivery.status, at: delivery.at.toISOString() },
    })),
    guest: emailHash !== null && reservationCount > 0 ? { id: guestIdOf(emailHash), reservationCount } : null,
  };
}

/** An enquiry with all that was written. Throws the 404. One statement. */
export async function readThread(runtime: Runtime, id: string): Promise<EnquiryThread> {
  const rows = await runtime.database.query(
    sql`select ${functionNamed('enquiry_thread')}(e) as thread from enquiries e where e.id = ${id}`,
  );
  const found = firstOf(v.object({ thread: threadRowSchema }), rows);
  if (!found) throw noSuchEnquiry();
  return presentThread(runtime, found.thread);
}

export function noSuchEnquiry(): Problem {
  return new Problem('not-found', 'There is no such message.');
}

/** What the refusal of a change tells beside. */
export const threadExtensions = { 412: { current: described(enquiryThreadSchema, 'As it is now.') } };

/** The 412 of what was read before others wrote or changed something. */
export function staleThread(
  runtime: Runtime,
  row: v.InferOutput<typeof threadRowSchema>,
  expected: number,
): Problem {
  const current = presentThread(runtime, row);
  const since = current.messages.filter(({ version }) => version > expected).at(-1)?.direction;
  const messages = {
    out: 'Somebody has answered since you read it.',
    in: 'They have written since you read it.',
  };
  const message = since ? messages[since] : 'Somebody has changed it since you read it.';
  return new Problem('version-changed', message, { extensions: { current } });
}
