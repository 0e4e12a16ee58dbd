import * as v from 'valibot';
import type { Mail, Send, SendText } from '../../notification/channels/channel.ts';
import { openMailer } from '../../notification/channels/mail.ts';
import { openTextGateway } from '../../notification/channels/sms.ts';
import { drain, notNeeded } from '../../outbox/drain.ts';
import type { Channel } from '../../outbox/kinds.ts';
import { independently, type RunLimits } from '../../platform/run.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { attachedTo } from './attached-documents.ts';
import { codeMessage } from './code-text.ts';
import { type MailMessage, type MessageAbout, messageJson, messageSchema } from './message.ts';
import { render } from './render.tsx';
import { isStillSo } from './still-so.ts';
import { consumeText } from './text-cap.ts';

type MessageChannel = Exclude<Channel, 'provider'>;

/**
 * Delivers the messages that are due until nothing is left or the time is over. At least once: a drain that dies after the
 * mail went out and before it was noted leaves the message to the next one, which sends it again with the
 * same Message-ID.
 */
export async function deliverDue(
  runtime: Runtime,
  send: Send = openMailer(runtime.config),
  sendText: SendText = openTextGateway(runtime),
  {
    channels = ['mail', 'sms'],
    ...limits
  }: RunLimits & { readonly parallel?: number; readonly channels?: readonly MessageChannel[] } = {},
): Promise<void> {
  await drain(
    runtime,
    {
      channels,
      content: messageJson,
      deliver: ({ id, content }) => deliver(runtime, send, sendText, id, content),
    },
    limits,
  );
}

/**
 * How many mails are on their way at once in a run of the schedule: each waits most of its time for the mail
 * server.
 */
const parallelMails = 8;
const parallelTexts = 2;

/** The run of the schedule: mails and text messages side by side, for neither server need the other wait. */
export async function deliverAll(runtime: Runtime): Promise<void> {
  await independently(
    () => deliverDue(runtime, undefined, undefined, { channels: ['mail'], parallel: parallelMails }),
    () => deliverDue(runtime, undefined, undefined, { channels: ['sms'], parallel: parallelTexts }),
  );
}

/**
 * Sends one message. Answers the subject of a mail to a guest, which is kept; those to others may name
 * people.
 */
async function deliver(
  runtime: Runtime,
  send: Send,
  sendText: SendText,
  messageId: string,
  content: unknown,
): Promise<string | undefined | typeof notNeeded> {
  const message = v.parse(messageSchema, content);
  if (message.subject === 'code') {
    // A code that is no longer good is worth nothing to anybody, and costs as much as another.
    if (!isGood(runtime, message)) return notNeeded;
    const text = codeMessage(runtime, message);
    await consumeText(runtime, text.to);
    await sendText(text);
    return undefined;
  }
  const mail = isStillSo(runtime, message) ? render(runtime, message) : undefined;
  if (!mail) return notNeeded;
  await send(messageId, { ...mail, documents: await documentsFor(runtime, message) });
  return message.template.startsWith('guest-') ? mail.subject : undefined;
}

function isGood({ clock }: Runtime, { oneTime }: MessageAbout<'code'>): boolean {
  return oneTime !== null && oneTime.consumedAt === null && oneTime.expiresAt > clock.now();
}

/**
 * The documents that a mail brings along, drawn now if they are not yet. The library for it is loaded only
 * then.
 */
async function documentsFor(runtime: Runtime, message: MailMessage): Promise<NonNullable<Mail['documents']>> {
  if (message.subject !== 'reservation') return [];
  const { template, reservation } = message;
  const kinds = attachedTo[template];
  if (!kinds || !reservation) return [];
  const { documentFiles } = await import('../document/documents.ts');
  return documentFiles(runtime, reservation.id, kinds);
}
