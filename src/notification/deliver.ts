import * as v from 'valibot';
import type { Runtime } from '../platform/runtime.ts';
import { attachedTo } from './attached-documents.ts';
import { type Mail, type Message, messageSchema } from './mail.ts';
import { mailContentJson } from './mail-content.ts';
import { attempt, leaseDue, markFailed, markSent } from './outbox.ts';
import { render } from './render.tsx';
import { codeMessage, openTextGateway, type SendText } from './sms.ts';
import { openMailer } from './smtp.ts';
import type { MailTemplate } from './template-names.ts';

/** What must be left of a lease to begin with another mail. */
const marginMs = 40_000;

/** Sends a mail under a message's id. A seam for the SMTP connection. */
export type Send = (messageId: string, mail: Mail) => Promise<void>;

/**
 * Delivers what is due until nothing is left. At least once: a drain that dies after the mail went out and before it was
 * noted leaves the message to the next one, which sends it again with the same Message-ID.
 */
export async function deliverDue(
  runtime: Runtime,
  send: Send = openMailer(runtime.config),
  sendText: SendText = openTextGateway(runtime),
): Promise<void> {
  for (;;) {
    const lease = await leaseDue(runtime, 'mail', mailContentJson);
    if (lease.messages.length === 0) return;
    for (const message of lease.messages) {
      if (runtime.clock.now().getTime() > lease.until.getTime() - marginMs) return;
      const outcome = await attempt(message, (content) =>
        deliver(runtime, send, sendText, message.id, content),
      );
      if ('done' in outcome) await markSent(runtime, lease, message, outcome.done);
      else await markFailed(runtime, lease, message, outcome.error);
    }
  }
}

/** Sends one message. Answers the subject of a mail to a guest, which is kept; those to others may name people. */
async function deliver(
  runtime: Runtime,
  send: Send,
  sendText: SendText,
  messageId: string,
  content: unknown,
): Promise<string | undefined> {
  const message = v.parse(messageSchema, content);
  const { template } = message;
  if (template === 'person-sms-code') {
    await sendText(codeMessage(runtime, message));
    return undefined;
  }
  const mail = render(runtime, { ...message, template });
  if (!mail) return undefined;
  await send(messageId, { ...mail, documents: await documentsFor(runtime, template, message) });
  return template.startsWith('guest-') ? mail.subject : undefined;
}

/** The documents that a mail brings along, drawn now if they are not yet. The library for it is loaded only then. */
async function documentsFor(
  runtime: Runtime,
  template: MailTemplate,
  { reservation }: Message,
): Promise<NonNullable<Mail['documents']>> {
  const kinds = attachedTo[template];
  if (!kinds || !reservation) return [];
  const { documentFiles } = await import('../document/documents.ts');
  return documentFiles(runtime, reservation.id, kinds);
}
