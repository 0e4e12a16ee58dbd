import PostalMime, { type Address, type Attachment, type Mailbox } from 'postal-mime';

/** Who handed a mail over for whom, and when; the header may say otherwise (Bcc). */
export type Envelope = { from: string; to: string[]; receivedAt: string };

type MailAttachment = {
  filename: string;
  contentType: string;
  sizeBytes: number;
  contentId: string | null;
};

/** A mail as the JSON API tells it. */
export type Mail = {
  id: string;
  messageId: string | null;
  /** The From header, `Name <address>`. */
  from: string;
  /** Addresses it was delivered to, whatever its header says. */
  to: string[];
  subject: string;
  /** When it arrived, RFC 3339. */
  date: string;
  text: string | null;
  html: string | null;
  attachments: MailAttachment[];
  /** Header fields by lower-case name; each may occur more than once. */
  headers: Record<string, string[]>;
};

/** A mail together with the bytes it came as. */
export type StoredMail = { mail: Mail; raw: Buffer; contents: Buffer[] };

function show({ name, address }: Mailbox): string {
  return name ? `${name} <${address}>` : address;
}

const mailboxes = (address: Address | undefined): Mailbox[] => (address ? (address.group ?? [address]) : []);

const CALENDAR = /^(text\/calendar|application\/ics)$/;

function bytes({ content, mimeType }: Attachment): Buffer {
  const read = typeof content === 'string' ? Buffer.from(content) : Buffer.from(new Uint8Array(content));
  // postal-mime gives calendars bare line feeds; their lines end in CRLF (RFC 5545, 3.1).
  return CALENDAR.test(mimeType) ? Buffer.from(read.toString('utf8').replace(/\r?\n/g, '\r\n')) : read;
}

function describe(attachment: Attachment, index: number): MailAttachment {
  return {
    filename: attachment.filename ?? `attachment-${index + 1}`,
    contentType: attachment.mimeType,
    sizeBytes: bytes(attachment).length,
    contentId: attachment.contentId?.replace(/^<|>$/g, '') ?? null,
  };
}

/** Reads a raw mail (RFC 5322). Rejects one whose headers or nesting exceed postal-mime's limits. */
export async function parseMail(id: string, raw: Buffer, envelope: Envelope): Promise<StoredMail> {
  const email = await PostalMime.parse(raw);
  const headers: Record<string, string[]> = {};
  for (const { key, value } of email.headers) {
    headers[key] = [...(headers[key] ?? []), value];
  }
  return {
    raw,
    contents: email.attachments.map(bytes),
    mail: {
      id,
      messageId: email.messageId ?? null,
      from: mailboxes(email.from).map(show).join(', ') || envelope.from,
      to: envelope.to,
      subject: email.subject ?? '',
      date: envelope.receivedAt,
      text: email.text ?? null,
      html: email.html ?? null,
      attachments: email.attachments.map(describe),
      headers,
    },
  };
}
