import { type SQL, sql } from 'drizzle-orm';
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

/** The same as JSON, of the row `o` of the outbox. */
export const aboutCodeJson: SQL = sql`json_build_object(
  'oneTime', (select json_build_object('id', t.id, 'purpose', t.purpose, 'expiresAt', t.expires_at, 'consumedAt', t.consumed_at)
    from one_time_tokens t where t.id = o.subject_id),
  'language', (select u.language from one_time_tokens t join users u on u.id = t.user_id where t.id = o.subject_id),
  'phone', (select json_build_object('id', f.id, 'secretSealed', f.secret_sealed) from one_time_tokens t
    join factors f on f.id = t.data ->> 'factor' and f.user_id = t.user_id and f.kind = 'sms' where t.id = o.subject_id))`;
