import * as v from 'valibot';
import { purposes } from '../../../account/one-time-token.ts';
import { roles } from '../../../account/permissions.ts';
import { userSchema } from '../../../account/user.ts';
import { templatesBySubject } from '../../../outbox/kinds.ts';
import { instantSchema } from '../../../platform/database/database.ts';
import { languageSchema } from '../../../platform/languages.ts';
import { addedKinds } from '../../../texts/user-mail-texts.ts';
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
