import { sixDigits } from '../../account/one-time-token.ts';
import type { TextMessage } from '../../notification/channels/channel.ts';
import { inOnePart } from '../../notification/channels/sms-part.ts';
import { decrypt } from '../../platform/keys.ts';
import { writtenTo } from '../../platform/languages.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { isolated } from '../../platform/text/isolated.ts';
import { textsByLanguage } from '../../texts/mail.ts';
import type { MessageAbout } from './message.ts';
import { required } from './templates/booking.ts';

/** The text message with a code: the digits follow from the secret's id, so they rest nowhere. */
export function codeMessage(runtime: Runtime, message: MessageAbout<'code'>): TextMessage {
  const { keys, business, site, sms } = runtime.config;
  const { id, purpose } = required(message, message.oneTime, 'one-time secret');
  const phone = required(message, message.phone, 'phone');
  const texts = textsByLanguage[writtenTo(message.language ?? 'en', business.languages)];
  return {
    to: decrypt(keys, phone.id, phone.secretSealed),
    gateway: sms,
    text: inOnePart(business.name, new URL(site.url).host, (name) =>
      texts.user.code(isolated(name), sixDigits(keys, purpose, id)),
    ),
  };
}
