import { sixDigits } from '../account/one-time-token.ts';
import { isolated } from '../platform/isolated.ts';
import { open } from '../platform/keys.ts';
import { outbound } from '../platform/outbound.ts';
import type { Runtime } from '../platform/runtime.ts';
import type { Message } from './mail.ts';
import { inOnePart } from './sms-part.ts';
import { required } from './templates/booking.ts';
import { textsByLanguage } from './texts/by-language.ts';

const timeoutMs = 10_000;

/** A text message to one number in E.164. */
export interface TextMessage {
  readonly to: string;
  readonly text: string;
}

/** Sends a text message. A seam for the gateway. Throws when it was not taken. */
export type SendText = (message: TextMessage) => Promise<void>;

/** The gateway of the configuration, spoken to as Twilio has it (https://www.twilio.com/docs/messaging/api/message-resource). */
export function openTextGateway(runtime: Runtime): SendText {
  return async ({ to, text }) => {
    const { sms } = runtime.config;
    if (!sms) throw new Error('no SMS gateway is configured');
    const { status } = await outbound(
      runtime,
      `${sms.apiUrl}/2010-04-01/Accounts/${sms.accountSid}/Messages.json`,
      {
        method: 'POST',
        headers: {
          Authorization: `Basic ${Buffer.from(`${sms.accountSid}:${sms.authToken}`).toString('base64')}`,
          'Content-Type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams({ To: to, From: sms.from, Body: text }).toString(),
        timeoutMs,
        // The gateway knows no idempotency key: a lost answer is tried again by the outbox alone, which doubles at worst one code.
        attempts: 1,
      },
    );
    if (status >= 300) throw new Error(`the SMS gateway answered ${status}`);
  };
}

/** The text message with a code: the digits follow from the secret's id, so they rest nowhere. */
export function codeMessage(runtime: Runtime, message: Message): TextMessage {
  const { keys, business, site } = runtime.config;
  const { id, purpose } = required(message, message.oneTime, 'one-time secret');
  const phone = required(message, message.phone, 'phone');
  const texts = textsByLanguage[message.person?.language ?? 'en'];
  return {
    to: open(keys, phone.id, phone.secretSealed),
    text: inOnePart(business.name, new URL(site.url).host, (name) =>
      texts.person.code(isolated(name), sixDigits(keys, purpose, id)),
    ),
  };
}
