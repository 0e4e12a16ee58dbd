import type { Context } from 'hono';
import type * as v from 'valibot';
import { type enquiryFormSchema, receiveEnquiry } from '../../enquiry/enquiry.ts';
import { readSigns } from '../../platform/text/robot-signs.ts';
import { deliverAfterAnswer } from '../answer/after-answer.ts';
import type { Env } from '../env.ts';
import { formIdempotencyKey } from '../request/idempotency-key.ts';
import { nextAddress, seeOther } from './site-address.ts';

/**
 * A contact form without script. The same message sent twice, as by a second press of the button, is one. A
 * robot is told the same as anyone; what it wrote is set aside.
 */
export async function contactByForm(
  c: Context<Env>,
  { next, ...form }: v.InferOutput<typeof enquiryFormSchema>,
): Promise<Response> {
  const { request, reason } = readSigns(form);
  const page = nextAddress(c, next, '/thank-you/');
  const identity = formIdempotencyKey(c, JSON.stringify(request), request);
  await receiveEnquiry(c.env.runtime, request, identity, { form: 'contact', reason });
  deliverAfterAnswer(c);
  return seeOther(c, page);
}
