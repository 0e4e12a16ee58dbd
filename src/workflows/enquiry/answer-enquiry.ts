import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { Actor } from '../../audit/record.ts';
import { messageIdOf } from '../../notification/channels/message-id.ts';
import { firstOf } from '../../platform/database/database.ts';
import { call } from '../../platform/database/functions.ts';
import { described, named } from '../../platform/described.ts';
import type { IdempotentRequest } from '../../platform/idempotency/idempotency.ts';
import { newId } from '../../platform/ids.ts';
import { encrypt } from '../../platform/keys.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { freeText } from '../../platform/text/text.ts';
import { type EnquiryThread, noSuchEnquiry, presentThread, staleThread, threadRowSchema } from './thread.ts';

export const enquiryAnswerSchema = named(
  'EnquiryAnswer',
  'An answer to a message.',
  v.strictObject({
    text: described(
      v.pipe(freeText(10_000), v.minLength(1, 'Write an answer.')),
      'The words of the answer. The greeting, the name of the house and what they wrote are added in their language.',
    ),
  }),
);

const outcomeSchema = v.variant('outcome', [
  v.object({ outcome: v.picklist(['saved', 'replayed', 'stale']), thread: threadRowSchema }),
  v.object({ outcome: v.picklist(['in-flight', 'key-reused', 'unknown', 'not-to-answer']) }),
]);

/** An answer that is to be made: to which version of which enquiry. */
interface Answer {
  readonly enquiry: string;
  readonly version: number;
  readonly text: string;
}

/**
 * Answers whoever wrote, by mail, once for each `Idempotency-Key`; whoever answers at the same time is told of
 * the other. One call of `answer_enquiry`.
 */
export async function answerEnquiry(
  runtime: Runtime,
  actor: Actor,
  { enquiry, version, text }: Answer,
  { keyDigest, requestDigest }: IdempotentRequest,
): Promise<{ thread: EnquiryThread; isReplay: boolean }> {
  const { config, random, clock, database } = runtime;
  const now = clock.now();
  const id = newId('enquiryMessage', now, random);
  const answering = call('answer_enquiry', {
    keyDigest,
    requestDigest,
    enquiry,
    version,
    id,
    textSealed: encrypt(config.keys, random, id, text),
    messageId: messageIdOf(config, id),
    actor,
    now,
  });
  const [rows] = await database.batch([sql`select ${answering} as outcome`]);
  const outcome = firstOf(v.object({ outcome: outcomeSchema }), rows)?.outcome;
  switch (outcome?.outcome) {
    case 'saved':
    case 'replayed':
      return { thread: presentThread(runtime, outcome.thread), isReplay: outcome.outcome === 'replayed' };
    case 'stale':
      throw staleThread(runtime, outcome.thread, version);
    case 'not-to-answer':
      throw new Problem('state-conflict', 'It is set aside or spam: open it before you answer.');
    case 'key-reused':
      throw new Problem('idempotency-key-reused', 'Take a new Idempotency-Key for a new request.');
    case 'in-flight':
      throw new Problem('request-in-flight', 'Wait for the answer to your first request.', {
        headers: { 'Retry-After': '1' },
      });
    default:
      throw noSuchEnquiry();
  }
}
