import * as v from 'valibot';
import { templatesBySubject } from '../../../outbox/kinds.ts';
import { messageFields } from './message-fields.ts';

/** What a message about a cap of text messages tells of: all of it stands in its details. */
export const aboutTextCapSchema = v.object({
  ...messageFields,
  subject: v.literal('text-cap'),
  template: v.picklist(templatesBySubject['text-cap']),
});
