import * as v from 'valibot';
import { purposes } from '../../../account/one-time-token.ts';
import { templatesBySubject } from '../../../outbox/kinds.ts';
import { instantSchema } from '../../../platform/database/database.ts';
import { languageSchema } from '../../../platform/languages.ts';
import { messageFields } from './message-fields.ts';

/** What a text message with a code tells of. */
export const aboutCodeSchema = v.object({
  ...messageFields,
  subject: v.literal('code'),
  template: v.picklist(templatesBySubject.code),
  /** The one-time secret that the digits follow from. */
  oneTime: v.nullable(
    v.object({
      id: v.string(),
      purpose: v.picklist(purposes),
      expiresAt: instantSchema,
      consumedAt: v.nullable(instantSchema),
    }),
  ),
  /** Of whom it is for. */
  language: v.nullable(languageSchema),
  /** To which it goes. */
  phone: v.nullable(v.object({ id: v.string(), secretSealed: v.string() })),
});
