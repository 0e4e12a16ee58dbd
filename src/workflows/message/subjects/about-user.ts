import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { mostAttempts, purposes } from '../../../account/one-time-token.ts';
import { roles } from '../../../account/permissions.ts';
import { userJson, userSchema } from '../../../account/user.ts';
import { templatesBySubject } from '../../../outbox/kinds.ts';
import { instantSchema } from '../../../platform/database/database.ts';
import { languageSchema } from '../../../platform/languages.ts';
import { addedKinds } from '../../../texts/user-mail-texts.ts';
import { alsoTakenBack } from './also-taken-back.ts';
import { messageFields } from './message-fields.ts';

/** What a letter about an account tells of. */
export const aboutUserSchema = v.object({
  ...messageFields,
  subject: v.literal('user'),
  template: v.picklist(templatesBySubject.user),
  /** The one-time secret that it was made with. */
  oneTime: v.nullable(
    v.object({
      id: v.string(),
      purpose: v.picklist(purposes),
      email: v.nullable(v.string()),
      createdAt: instantSchema,
      expiresAt: instantSchema,
      consumedAt: v.nullable(instantSchema),
      data: v.object({
        language: v.optional(languageSchema),
        role: v.optional(v.picklist(roles)),
        device: v.optional(v.string()),
        place: v.nullish(v.string()),
        kind: v.optional(v.picklist(addedKinds)),
        name: v.optional(v.string()),
        provider: v.optional(v.string()),
      }),
      /** Of a wish to have the link again: the registration that it is about. */
      registration: v.nullable(
        v.object({ id: v.string(), language: v.nullable(languageSchema), expiresAt: instantSchema }),
      ),
      /** Of an invitation: who gave it, where that was a person. */
      inviter: v.nullable(v.object({ id: v.string(), profileSealed: v.nullable(v.string()) })),
      /** What "it was not me" takes back beside what the letter tells. */
      also: v.array(
        v.object({ kind: v.picklist([...addedKinds, 'identity', 'invitation']), name: v.string() }),
      ),
    }),
  ),
  /** The account, if there is one. */
  user: v.nullable(userSchema),
});

/** The same as JSON, of the row `o` of the outbox. */
export const aboutUserJson: SQL = sql`json_build_object(
  'oneTime', (select json_build_object('id', t.id, 'purpose', t.purpose, 'email', t.email, 'data', t.data,
      'createdAt', t.created_at, 'expiresAt', t.expires_at, 'consumedAt', t.consumed_at,
      'registration', (select json_build_object('id', n.id, 'language', n.data ->> 'language', 'expiresAt', n.expires_at) from one_time_tokens n
        where t.purpose = 'resend' and n.purpose = 'registration' and n.email = t.email and n.consumed_at is null and n.attempts < ${mostAttempts}
        order by n.id desc limit 1),
      'inviter', (select json_build_object('id', i.id, 'profileSealed', i.profile_sealed) from users i
        where t.purpose = 'invitation' and i.id = t.data ->> 'invitedBy'),
      'also', ${alsoTakenBack})
    from one_time_tokens t where t.id = o.subject_id),
  'user', (select ${userJson} from one_time_tokens t join users p on p.email = t.email or p.id = t.user_id where t.id = o.subject_id
    order by case when t.purpose = 'email-change' then p.email = t.email else p.id = t.user_id end desc nulls last limit 1))`;
