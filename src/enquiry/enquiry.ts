import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { enqueue } from '../outbox/enqueue.ts';
import { firstOf } from '../platform/database/database.ts';
import { described, named } from '../platform/described.ts';
import type { IdempotentRequest } from '../platform/idempotency/idempotency.ts';
import { newId } from '../platform/ids.ts';
import { encrypt } from '../platform/keys.ts';
import { languageSchema } from '../platform/languages.ts';
import { Problem } from '../platform/problems.ts';
import type { Runtime } from '../platform/runtime.ts';
import { emailHash } from '../platform/text/email-hash.ts';
import { mailboxAddress } from '../platform/text/mailbox-address.ts';
import { phoneNumber } from '../platform/text/phone-number.ts';
import {
  type EnquiryForm,
  type SetAsideReason,
  signEntries,
  trapEntries,
} from '../platform/text/robot-signs.ts';
import { slugSchema } from '../platform/text/slug.ts';
import { freeText, personName } from '../platform/text/text.ts';

const contentEntries = {
  name: described(personName, 'Who writes.'),
  email: described(mailboxAddress, 'Where we answer.'),
  phone: v.optional(described(phoneNumber, 'A telephone number in the form of E.164, as `+33612345678`.')),
  message: described(v.pipe(freeText(5000), v.minLength(1, 'Write us a message.')), 'The message.'),
};

/** What the sealed part of an enquiry holds, by the rules of the day on which it was kept. */
export const enquiryContentSchema = v.object({
  name: described(v.string(), 'Who wrote.'),
  email: described(v.string(), 'Where to answer.'),
  phone: v.optional(described(v.string(), 'Their telephone number, where they gave one.')),
  message: described(v.string(), 'The message.'),
});

const enquiryEntries = {
  ...contentEntries,
  item: v.optional(described(slugSchema, 'The slug of the item that it is about.')),
  language: v.optional(described(languageSchema, 'The language in which we answer.'), 'en'),
};

const enquirySchema = v.object(enquiryEntries);

export const enquiryRequestSchema = named(
  'EnquiryRequest',
  'A message to the house.',
  v.strictObject({ ...enquiryEntries, ...signEntries }),
);

/** The plain form carries the page to go to next and the fields that only robots fill in. */
export const enquiryFormSchema = v.strictObject({
  ...enquiryEntries,
  ...trapEntries,
  next: v.optional(
    described(v.string(), 'The page of the site to go on to in the end, as an address or a path.'),
  ),
});

export const enquiryResponseSchema = named(
  'EnquiryReceived',
  'The message was kept.',
  v.object({ id: described(v.string(), 'The id of the message, `enq_…`.') }),
);

const outcomeSchema = v.object({
  isInFlight: v.boolean(),
  isReused: v.boolean(),
  isUnknownItem: v.boolean(),
  id: v.nullable(v.string()),
});

interface Received {
  readonly form: EnquiryForm;
  /** Why nobody is told of it; nothing for what a person wrote. */
  readonly reason: SetAsideReason | undefined;
}

/** Keeps a message and tells the owner, unless it is to be set aside. One batch. */
export async function receiveEnquiry(
  runtime: Runtime,
  request: v.InferOutput<typeof enquirySchema>,
  identity: IdempotentRequest,
  { form, reason }: Received,
): Promise<{ id: string }> {
  const now = runtime.clock.now();
  const id = newId('enquiry', now, runtime.random);
  const { item, language, ...content } = request;
  const sealed = encrypt(runtime.config.keys, runtime.random, id, JSON.stringify(content));
  const results = await runtime.database.batch([
    sql`select set_config('midas.in_flight', (not pg_try_advisory_xact_lock(hashtextextended(${identity.keyDigest}, 1)))::text, true)`,
    sql`with known as (select request_digest, resource_id from idempotency_keys where key_digest = ${identity.keyDigest}),
      made as (
        insert into enquiries (id, item_id, language, content_sealed, email_hash, created_at, form, set_aside_because)
        select ${id}, (select i.id from items i where i.slug = ${item ?? null} and i.is_listed), ${language}, ${sealed}, ${emailHash(runtime.config.keys, content.email)}, ${now.toISOString()}, ${form}, ${reason ?? null}
        where current_setting('midas.in_flight') = 'false' and not exists (select from known)
          and (${item ?? null}::text is null or exists (select from items i where i.slug = ${item ?? null} and i.is_listed))
        returning id, set_aside_because
      ), remembered as (
        insert into idempotency_keys (key_digest, request_digest, resource_id, created_at) select ${identity.keyDigest}, ${identity.requestDigest}, id, ${now.toISOString()} from made
      ), announced as (${enqueue(runtime, 'owner-new-enquiry', sql`id`, sql`made where set_aside_because is null`)})
      select current_setting('midas.in_flight') = 'true' as "isInFlight",
        exists (select from known where request_digest <> ${identity.requestDigest}) as "isReused",
        ${item ?? null}::text is not null and not exists (select from items i where i.slug = ${item ?? null} and i.is_listed) as "isUnknownItem",
        coalesce((select resource_id from known), (select id from made)) as id`,
  ]);
  const outcome = firstOf(outcomeSchema, results[1]);
  if (outcome?.isInFlight)
    throw new Problem('request-in-flight', 'Wait for the answer to your first request.', {
      headers: { 'Retry-After': '1' },
    });
  if (outcome?.isReused)
    throw new Problem('idempotency-key-reused', 'Take a new Idempotency-Key for a new request.');
  if (outcome?.isUnknownItem)
    throw new Problem('validation-failed', 'There is no such item.', {
      errors: [{ field: 'item', message: 'There is no such item.' }],
    });
  if (!outcome?.id) throw new Error('the enquiry statement gave no id');
  return { id: outcome.id };
}
