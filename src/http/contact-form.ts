import type { Context } from 'hono';
import type * as v from 'valibot';
import { type enquiryFormSchema, receiveEnquiry } from '../enquiry/enquiry.ts';
import { deliverAfterAnswer } from './after-answer.ts';
import type { Env } from './app.ts';
import { formIdempotencyKey } from './idempotency-key.ts';
import { nextPage, seeOther } from './site-address.ts';

/** A contact form without script. The same message sent twice, as by a second press of the button, is one. */
export async function contactByForm(
  c: Context<Env>,
  form: v.InferOutput<typeof enquiryFormSchema>,
): Promise<Response> {
  const { next, website, ...request } = form;
  const page = nextPage(next, '/thank-you/');
  // Only a robot fills in the field that people cannot see. It is told the same, and nothing is kept.
  if (website === undefined) {
    await receiveEnquiry(c.env.runtime, request, formIdempotencyKey(c, JSON.stringify(request), request));
    deliverAfterAnswer(c);
  }
  return seeOther(c, page);
}
