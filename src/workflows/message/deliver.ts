import { sql } from 'drizzle-orm';
import type { Mail, Send, SendText } from '../../notification/channels/channel.ts';
import { type Mailer, openMailer } from '../../notification/channels/mail.ts';
import { openTextGateway } from '../../notification/channels/sms.ts';
import { type Delivered, type Delivery, notNeeded } from '../../outbox/attempt.ts';
import { drain } from '../../outbox/drain.ts';
import type { Leased, Queue } from '../../outbox/round.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { withBusiness } from '../../settings/business.ts';
import { withChannels } from '../../settings/channels.ts';
import { codeMessage } from './code-text.ts';
import { type MailMessage, type MessageAbout, messageContent, messageOf } from './message.ts';
import { render } from './render.tsx';
import { isStillSo } from './still-so.ts';
import { consumeText } from './text-cap.ts';

/** How many are on their way at once: each waits most of its time for the mail server or the gateway. */
interface AtOnce {
  readonly sms: number;
  readonly mail: number;
}
const oneByOne: AtOnce = { sms: 1, mail: 1 };

/** The run of the schedule. */
export const deliverAll = (runtime: Runtime): Promise<void> =>
  withMailer(runtime, { sms: 2, mail: 8 }, undefined);

/** Calls to payment providers, which go before the mails that follow from them. */
type Calls = Delivery & Pick<Queue, 'content'>;

/**
 * What an answer leaves to be delivered: of one reservation, so a few. Calls to providers are made one after
 * another.
 */
export const deliverSoon = (runtime: Runtime, calls?: Calls): Promise<void> =>
  withMailer(runtime, { sms: 2, mail: 4 }, calls);

/**
 * Keeps as many connections to the mail server as mails go out at once, until all of them are out. Opened for
 * the first of them: most that is looked for is not there.
 */
async function withMailer(runtime: Runtime, atOnce: AtOnce, calls: Calls | undefined): Promise<void> {
  let mailer: Mailer | undefined;
  const send: Send = (messageId, mail) => {
    mailer ??= openMailer(runtime.config, atOnce.mail);
    return mailer(messageId, mail);
  };
  try {
    await deliverDue(runtime, send, undefined, atOnce, calls);
  } finally {
    mailer?.close();
  }
}

/**
 * Delivers the messages that are due until nothing is left or the time is over. At least once: a drain that dies after the
 * mail went out and before it was noted leaves the message to the next one, which sends it again with the
 * same Message-ID.
 */
export async function deliverDue(
  runtime: Runtime,
  send: Send = openMailer(runtime.config),
  sendText: SendText = openTextGateway(runtime),
  atOnce: AtOnce = oneByOne,
  calls?: Calls,
): Promise<void> {
  const ofMessages = (message: Leased) => deliver(runtime, send, sendText, message);
  if (!calls) return drain(runtime, { channels: atOnce, content: messageContent, deliver: ofMessages });
  await drain(runtime, {
    channels: { provider: 1, ...atOnce },
    content: sql`case (message).channel when 'provider' then ${calls.content} else ${messageContent} end`,
    deliver: (message) => (message.channel === 'provider' ? calls.deliver(message) : ofMessages(message)),
    givenUp: (message) => (message.channel === 'provider' ? calls.givenUp?.(message) : undefined),
  });
}

/**
 * Sends one message. Answers the subject of a mail to a guest, which is kept; those to others may name
 * people.
 */
async function deliver(runtime: Runtime, send: Send, sendText: SendText, leased: Leased): Promise<Delivered> {
  const { message, settings } = messageOf(leased);
  const house = withChannels(withBusiness(runtime, settings.business), settings.channels);
  if (message.subject === 'code') {
    // A code that is no longer good is worth nothing to anybody, and costs as much as another.
    if (!isGood(runtime, message)) return notNeeded;
    const text = codeMessage(house, message);
    await consumeText(runtime, text.to);
    await sendText(text);
    return undefined;
  }
  const mail = isStillSo(runtime, message) ? render(house, message, settings) : undefined;
  if (!mail) return notNeeded;
  await send(message.id, { ...mail, documents: await documentsFor(house, message, settings.appearance) });
  return message.template.startsWith('guest-') ? mail.subject : undefined;
}

function isGood({ clock }: Runtime, { oneTime }: MessageAbout<'code'>): boolean {
  return oneTime !== null && oneTime.consumedAt === null && oneTime.expiresAt > clock.now();
}

/**
 * The documents that a mail brings along, drawn now if they are not yet. The library for it is loaded only
 * then.
 */
async function documentsFor(
  runtime: Runtime,
  message: MailMessage,
  appearance: unknown,
): Promise<NonNullable<Mail['documents']>> {
  if (message.subject !== 'reservation') return [];
  const { reservation, documents } = message;
  if (!reservation || documents.length === 0) return [];
  const { drawnFiles } = await import('../document/documents.ts');
  return drawnFiles(runtime, reservation, documents, appearance);
}
