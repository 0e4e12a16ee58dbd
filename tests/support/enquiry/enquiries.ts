import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { enquiryResponseSchema } from '../../../src/enquiry/enquiry.ts';
import { newId } from '../../../src/platform/ids.ts';
import { encrypt } from '../../../src/platform/keys.ts';
import { enquiriesSchema } from '../../../src/workflows/enquiry/list-enquiries.ts';
import { type EnquiryThread, enquiryThreadSchema } from '../../../src/workflows/enquiry/thread.ts';
import { staff } from '../account/staff.ts';
import { bodyOf, newClient } from '../booking/booking.ts';
import type { Answer } from '../harness/client.ts';
import type { Stack } from '../harness/stack.ts';

type Headers = Readonly<Record<string, string>>;

/** Somebody writes by the contact form; answers the id of what they wrote. */
export async function written(stack: Stack, fields: object = {}): Promise<string> {
  const body = {
    name: 'Grace Hopper',
    email: 'grace@guests.example',
    message: 'Is the piano tuned?',
    ...fields,
  };
  const headers = { 'Idempotency-Key': randomUUID() };
  return bodyOf(
    await stack.call('/contact', { body, headers, from: newClient() }),
    201,
    enquiryResponseSchema,
  ).id;
}

export async function threadOf(stack: Stack, id: string): Promise<EnquiryThread> {
  const answer = await stack.call(`/enquiries/${id}`, { headers: staff, from: newClient() });
  return bodyOf(answer, 200, enquiryThreadSchema);
}

export async function listed(stack: Stack, query: Headers = {}, headers: Headers = staff) {
  const answer = await stack.call(`/enquiries?${new URLSearchParams(query)}`, { headers, from: newClient() });
  return bodyOf(answer, 200, enquiriesSchema);
}

/** Saves how an enquiry of a version stands. */
export const saved = (stack: Stack, id: string, version: number, body: unknown, headers: Headers = staff) =>
  stack.call(`/enquiries/${id}`, {
    method: 'PUT',
    body,
    headers: { ...headers, 'If-Match': `"${version}"` },
    from: newClient(),
  });

/** Answers an enquiry of a version. */
export const answered = (
  stack: Stack,
  id: string,
  version: number,
  text: string,
  { key = randomUUID() as string, headers = staff as Headers } = {},
): Promise<Answer> =>
  stack.call(`/enquiries/${id}/answers`, {
    method: 'POST',
    body: { text },
    headers: { ...headers, 'If-Match': `"${version}"`, 'Idempotency-Key': key },
    from: newClient(),
  });

export const threadIn = (answer: Answer) => bodyOf(answer, answer.status, enquiryThreadSchema);

/** What a refusal shows as it is now. */
export const currentIn = (answer: Answer) =>
  v.parse(v.object({ current: enquiryThreadSchema }), answer.json()).current;

/** A mail that came about an enquiry, as whoever takes it will write it down. */
export async function arrived(stack: Stack, id: string, text: string, messageId: string): Promise<void> {
  const { runtime } = stack;
  const message = newId('enquiryMessage', runtime.clock.now(), runtime.random);
  await stack.database.query(
    `insert into enquiry_messages (id, enquiry_id, version, direction, text_sealed, message_id, at)
     select $1, id, version + 1, 'in', $2, $3, $4 from enquiries where id = $5`,
    [
      message,
      encrypt(runtime.config.keys, runtime.random, message, text),
      messageId,
      runtime.clock.now(),
      id,
    ],
  );
}
