import * as v from 'valibot';
import { templatesBySubject } from '../../../outbox/kinds.ts';
import { instantSchema } from '../../../platform/database/database.ts';
import { languageSchema } from '../../../platform/languages.ts';
import { messageFields } from './message-fields.ts';

/** What a message tells of an enquiry. */
export const toldEnquirySchema = v.object({
  id: v.string(),
  language: languageSchema,
  contentSealed: v.string(),
  createdAt: instantSchema,
  itemName: v.nullable(v.string()),
});

/** What a message about an enquiry tells of. */
export const aboutEnquirySchema = v.object({
  ...messageFields,
  subject: v.literal('enquiry'),
  template: v.picklist(templatesBySubject.enquiry),
  enquiry: v.nullable(toldEnquirySchema),
});
