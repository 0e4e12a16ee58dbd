import { access, actorOf } from '../../../src/http/access/access.ts';
import { limit } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
import { deliverAfterAnswer } from '../../../src/http/answer/after-answer.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { responses } from '../../../src/http/openapi/responses.ts';
import { idempotencyKey, needsIdempotencyKey } from '../../../src/http/request/idempotency-key.ts';
import { expectedVersion, needsIfMatch, tagOf } from '../../../src/http/request/if-match.ts';
import { jsonBody, query } from '../../../src/http/request/request-body.ts';
import { answerEnquiry, enquiryAnswerSchema } from '../../../src/workflows/enquiry/answer-enquiry.ts';
import { letThrough } from '../../../src/workflows/enquiry/let-through.ts';
import {
  enquiriesSchema,
  enquiryQuerySchema,
  listEnquiries,
} from '../../../src/workflows/enquiry/list-enquiries.ts';
import { enquiryChangeSchema, saveEnquiry } from '../../../src/workflows/enquiry/save-enquiry.ts';
import { enquiryThreadSchema, readThread, threadExtensions } from '../../../src/workflows/enquiry/thread.ts';

export const app = createApp();

app.get(
  '/enquiries',
  access('enquiry:manage'),
  limit(limits.staff),
  query(enquiryQuerySchema),
  responses(
    'What was written',
    'From every public form, the latest first, with the reason where something was set aside as a robot’s, and how many are open, unanswered and set aside.',
    { 200: enquiriesSchema },
    [],
  ),
  async (c) => c.json(await listEnquiries(c.env.runtime, actorOf(c), c.req.valid('query'))),
);

app.get(
  '/enquiries/:id',
  access('enquiry:manage'),
  limit(limits.staff),
  responses(
    'A message with what was written after it',
    'With our answers and what became of each, whether its writer has reserved, and its version as `ETag`.',
    { 200: enquiryThreadSchema },
    ['not-found'],
  ),
  async (c) => {
    const thread = await readThread(c.env.runtime, c.req.param('id'));
    c.header('ETag', tagOf(thread));
    return c.json(thread);
  },
);

app.put(
  '/enquiries/:id',
  access('enquiry:manage'),
  limit(limits.staff),
  needsIfMatch(),
  jsonBody(enquiryChangeSchema),
  responses(
    'Save how a message stands',
    'Open, closed or spam, each until it is saved otherwise, and who of the staff sees to it.',
    { 200: enquiryThreadSchema },
    ['version-changed', 'state-conflict', 'not-found'],
    undefined,
    { extensions: threadExtensions },
  ),
  async (c) => {
    const thread = await saveEnquiry(
      c.env.runtime,
      actorOf(c),
      c.req.param('id'),
      expectedVersion(c),
      c.req.valid('json'),
    );
    c.header('ETag', tagOf(thread));
    return c.json(thread);
  },
);

app.post(
  '/enquiries/:id/answers',
  access('enquiry:manage'),
  limit(limits.staff),
  needsIdempotencyKey(),
  needsIfMatch(),
  jsonBody(enquiryAnswerSchema),
  responses(
    'Answer a message',
    'By mail, in the language of whoever wrote. Where somebody has answered or changed it since it was read, nothing is sent, and it is shown as it is now.',
    { 201: enquiryThreadSchema },
    ['version-changed', 'state-conflict', 'request-in-flight', 'idempotency-key-reused', 'not-found'],
    undefined,
    { isReplayed: true, extensions: threadExtensions },
  ),
  async (c) => {
    const body = c.req.valid('json');
    const { thread, isReplay } = await answerEnquiry(
      c.env.runtime,
      actorOf(c),
      { enquiry: c.req.param('id'), version: expectedVersion(c), text: body.text },
      idempotencyKey(c, body),
    );
    if (isReplay) c.header('Idempotent-Replayed', 'true');
    c.header('ETag', tagOf(thread));
    deliverAfterAnswer(c);
    return c.json(thread, 201);
  },
);

app.post(
  '/enquiries/:id/let-through',
  access('enquiry:manage'),
  limit(limits.staff),
  responses(
    'Let through',
    'Opens a message that was set aside and tells the owner of it, as of any other. Doing it twice is doing it once.',
    { 200: enquiryThreadSchema },
    [],
  ),
  async (c) => {
    const thread = await letThrough(c.env.runtime, actorOf(c), c.req.param('id'));
    deliverAfterAnswer(c);
    c.header('ETag', tagOf(thread));
    return c.json(thread);
  },
);

export default serve(app);

export const config: RouteConfig = { path: ['/api/v1/enquiries', '/api/v1/enquiries/*'] };
