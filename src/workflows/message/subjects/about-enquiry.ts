import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { templatesBySubject } from '../../../outbox/kinds.ts';
import { instantSchema } from '../../../platform/database/database.ts';
import { messageFields } from './message-fields.ts';

/** What a message about an enquiry tells of. */
export const aboutEnquirySchema = v.object({
  ...messageFields,
  subject: v.literal('enquiry'),
  template: v.picklist(templatesBySubject.enquiry),
  enquiry: v.nullable(
    v.object({
      id: v.string(),
      language: v.string(),
      contentSealed: v.string(),
      createdAt: instantSchema,
      itemName: v.nullable(v.string()),
    }),
  ),
});

/** The same as JSON, of the row `o` of the outbox. */
export const aboutEnquiryJson: SQL = sql`json_build_object(
  'enquiry', (select json_build_object('id', e.id, 'language', e.language, 'contentSealed', e.content_sealed,
      'createdAt', e.created_at, 'itemName', i.name)
    from enquiries e left join items i on i.id = e.item_id where e.id = o.subject_id))`;
