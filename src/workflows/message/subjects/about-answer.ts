import * as v from 'valibot';
import { templatesBySubject } from '../../../outbox/kinds.ts';
import { instantSchema } from '../../../platform/database/database.ts';
import { toldEnquirySchema } from './about-enquiry.ts';
import { messageFields } from './message-fields.ts';

/** What the answer to an enquiry tells of. */
export const aboutAnswerSchema = v.object({
  ...messageFields,
  subject: v.literal('answer'),
  template: v.picklist(templatesBySubject.answer),
  enquiry: v.nullable(toldEnquirySchema),
  answer: v.nullable(
    v.object({
      id: v.string(),
      textSealed: v.string(),
      messageId: v.string(),
      inReplyTo: v.nullable(v.string()),
      /** Of the mails before it, the first in front. */
      references: v.array(v.string()),
    }),
  ),
  /** The last that they wrote before it; nothing where that is the enquiry itself. */
  asked: v.nullable(v.object({ id: v.string(), textSealed: v.string(), at: instantSchema })),
});
