import {
  enquiryFormSchema,
  enquiryRequestSchema,
  enquiryResponseSchema,
  receiveEnquiry,
} from '../../../src/enquiry/enquiry.ts';
import { access } from '../../../src/http/access/access.ts';
import { limit } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
import { deliverAfterAnswer } from '../../../src/http/answer/after-answer.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { contactByForm } from '../../../src/http/forms/contact-form.ts';
import { responses } from '../../../src/http/openapi/responses.ts';
import { idempotencyKey, needsIdempotencyKey } from '../../../src/http/request/idempotency-key.ts';
import { formPost, jsonBody } from '../../../src/http/request/request-body.ts';
import { databaseRefusals } from '../../../src/platform/problems.ts';
import { readSigns } from '../../../src/platform/text/robot-signs.ts';

export const app = createApp();

app.post(
  '/contact',
  access('public'),
  limit(limits.contact),
  formPost(enquiryFormSchema, contactByForm, [303]),
  needsIdempotencyKey(),
  jsonBody(enquiryRequestSchema),
  responses(
    'Write to us',
    'Keeps the message and tells the owner. What looks like a robot’s is set aside for the staff instead, with the same answer.',
    { 201: enquiryResponseSchema },
    ['request-in-flight', 'idempotency-key-reused', ...databaseRefusals],
  ),
  async (c) => {
    const { request, reason } = readSigns(c.req.valid('json'));
    const identity = idempotencyKey(c, request);
    const enquiry = await receiveEnquiry(c.env.runtime, request, identity, { form: 'contact', reason });
    deliverAfterAnswer(c);
    return c.json(enquiry, 201);
  },
);

export default serve(app);

export const config: RouteConfig = { path: '/api/v1/contact' };
