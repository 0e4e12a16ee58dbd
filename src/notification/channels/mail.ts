import { createTransport } from 'nodemailer';
import type { Config } from '../../platform/config/config.ts';
import type { Mail, MailThread, Send } from './channel.ts';
import { messageIdOf } from './message-id.ts';

/** A mailer, which is to be closed if it keeps connections. */
export type Mailer = Send & { verify(): Promise<unknown>; close(): void };

/**
 * A mailer over SMTP. The library's own patience of ten minutes would outlive the function.
 * @param kept how many connections are kept for the mails that follow; without, each mail has one of its own.
 */
export function openMailer(config: Config, kept = 0): Mailer {
  const { hostname, port, protocol, username, password } = new URL(config.mail.smtpUrl);
  const isTls = protocol === 'smtps:';
  const transport = createTransport({
    host: hostname,
    port: Number(port) || (isTls ? 465 : 587),
    secure: isTls,
    requireTLS: config.isProduction && !isTls,
    ...(username ? { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } } : {}),
    dnsTimeout: 5000,
    connectionTimeout: 5000,
    greetingTimeout: 5000,
    socketTimeout: 10_000,
    disableFileAccess: true,
    disableUrlAccess: true,
    // A mail whose connection broke may have been taken. Whether it goes out again is the outbox's to say.
    ...(kept > 0 ? { pool: true, maxConnections: kept, maxRequeues: 0 } : {}),
  });
  const send: Send = async (messageId, mail) => {
    await transport.sendMail({
      ...threadHeaders(mail.thread ?? messageIdOf(config, messageId)),
      from: { name: mail.sender, address: config.mail.from },
      to: [mail.to, ...(mail.also ?? [])].map((address) => ({ name: '', address })),
      replyTo: { name: '', address: mail.replyTo },
      subject: headerText(mail.subject),
      html: mail.html,
      text: mail.text,
      attachments: attachmentsOf(mail),
    });
  };
  return Object.assign(send, { verify: () => transport.verify(), close: () => transport.close() });
}

/** What we write ourselves says so (RFC 3834), so that nobody's program answers it; what a person wrote does not. */
function threadHeaders(thread: MailThread | string) {
  if (typeof thread === 'string')
    return { messageId: thread, headers: { 'Auto-Submitted': 'auto-generated' } };
  const { messageId, inReplyTo, references } = thread;
  return { messageId, inReplyTo, references: [...references] };
}

/**
 * A header as it is to be read. Somebody's name may have the form of an encoded word (RFC 2047), which
 * nodemailer 10.6 hands on and programs for mail show decoded: then the whole text becomes encoded words of
 * at most 75 characters.
 */
function headerText(text: string): string {
  if (!text.includes('=?')) return text;
  const words = [''];
  for (const character of text) {
    const word = `${words.at(-1)}${character}`;
    if (Buffer.byteLength(word) > 45) words.push(character);
    else words[words.length - 1] = word;
  }
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`).join(' ');
}

function attachmentsOf({ logo, calendarFile, documents = [] }: Mail) {
  const pictures = logo
    ? [
        {
          filename: 'logo.png',
          content: Buffer.from(logo),
          contentType: 'image/png',
          cid: 'logo@midas',
          contentDisposition: 'inline' as const,
        },
      ]
    : [];
  const calendar = calendarFile
    ? [
        {
          filename: 'reservation.ics',
          content: calendarFile,
          contentType: 'text/calendar; charset=utf-8; method=PUBLISH',
        },
      ]
    : [];
  return [
    ...pictures,
    ...calendar,
    ...documents.map(({ filename, pdf }) => ({
      filename,
      content: Buffer.from(pdf),
      contentType: 'application/pdf',
    })),
  ];
}
