import * as v from 'valibot';
import { described, named } from '../platform/described.ts';
import { appearance, appearanceVersionSchema } from './appearance.ts';
import { business, businessVersionSchema } from './business.ts';
import { mailTexts, mailTextsVersionSchema } from './mail-texts.ts';
import { notifications, notificationsVersionSchema } from './notifications.ts';

/** What managers may read and save, by its name in an answer. */
export const all = { business, appearance, notifications, mailTexts };

export const allSettingsSchema = named(
  'Settings',
  'What the owner has decided of the house.',
  v.object({
    business: described(businessVersionSchema, 'Who the business is.'),
    appearance: described(appearanceVersionSchema, 'How mails and documents look.'),
    notifications: described(notificationsVersionSchema, 'Who is told of what.'),
    mailTexts: described(mailTextsVersionSchema, 'Your own texts in mails to guests.'),
  }),
);
