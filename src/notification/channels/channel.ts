/** Where a mail stands in a conversation, by the Message-IDs of its mails (RFC 5322, 3.6.4). */
export interface MailThread {
  /** Its own. */
  readonly messageId: string;
  /** Of what it answers. */
  readonly inReplyTo: string | undefined;
  /** Of those before it, the first in front. */
  readonly references: readonly string[];
}

/** A mail ready to be sent to one plain mailbox. */
export interface Mail {
  readonly to: string;
  readonly replyTo: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** Of what a person wrote; what we write ourselves stands alone. */
  readonly thread?: MailThread;
  readonly calendarFile?: string;
  readonly documents?: readonly { readonly filename: string; readonly pdf: Uint8Array }[];
}

/** Sends a mail under a message's id, or its own Message-ID where it has one. A seam for the SMTP connection. */
export type Send = (messageId: string, mail: Mail) => Promise<void>;

/** A text message to one number in E.164. */
export interface TextMessage {
  readonly to: string;
  readonly text: string;
}

/** Sends a text message. A seam for the gateway. Throws when it was not taken. */
export type SendText = (message: TextMessage) => Promise<void>;
