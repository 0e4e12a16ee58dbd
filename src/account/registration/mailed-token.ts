import * as v from 'valibot';
import { described, named } from '../../platform/described.ts';

/** What the page behind a link of ours sends: the token of the link. */
export const mailedTokenSchema = named(
  'MailedToken',
  'The token of a link that we sent by mail.',
  v.strictObject({
    token: described(v.pipe(v.string(), v.maxLength(200)), 'The token from the link in the mail.'),
  }),
);
