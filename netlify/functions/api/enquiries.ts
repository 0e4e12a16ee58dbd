import {
  enquiriesSchema,
  enquiryQuerySchema,
  enquiryViewSchema,
  letThrough,
  listEnquiries,
} from '../../../src/enquiry/inbox.ts';
import { access, actorOf } from '../../../src/http/access/access.ts';
import { limit } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
import { deliverAfterAnswer } from '../../../src/http/answer/after-answer.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { responses } from '../../../src/http/openapi/responses.ts';
import { query } from '../../../src/http/request/request-body.ts';

export const app = createApp();

app.get(
  '/enquiries',
  access('enquiry:manage'),
  limit(limits.staff),
  query(enquiryQuerySchema),
  responses(
    'What was written',
    'From every public form, the newest first, with the reason where something was set aside as a robot’s, and how many of those wait.',
    { 200: enquiriesSchema },
    [],
  ),
  async (c) => {
    const { setAside, cursor } = c.req.valid('query');
    return c.json(await listEnquiries(c.env.runtime, setAside === 'waiting', cursor?.[0]));
  },
);

app.post(
  '/enquiries/:id/let-through',
  access('enquiry:manage'),
  limit(limits.staff),
  responses(
    'Let through',
    'Tells the owner of a message that was set aside, as of any other. Doing it twice is doing it once.',
    { 200: enquiryViewSchema },
    [],
  ),
  async (c) => {
    const enquiry = await letThrough(c.env.runtime, actorOf(c), c.req.param('id'));
    deliverAfterAnswer(c);
    return c.json(enquiry);
  },
);

export default serve(app);

export const config: RouteConfig = { path: ['/api/v1/enquiries', '/api/v1/enquiries/*'] };
