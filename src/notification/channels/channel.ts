/** Where a mail stands in a conversation, by the Message-IDs of its mails (RFC 5322, 3.6.4). */
export interface MailThread {
  /** Its own. */
  readonly messageId: string;
  /** Of what it answers. */
  readonly inReplyTo: string | undefined;
  /** Of those before it, the first in front. */
  readonly references: readonly string[];
}

/** A mail ready to be sent to plain mailboxes. */
export interface Mail {
  /** In whose name it comes. */
  readonly sender: string;
  readonly to: string;
  /** Who of the house gets it besides. */
  readonly also?: readonly string[];
  readonly replyTo: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** Of what a person wrote; what we write ourselves stands alone. */
  readonly thread?: MailThread;
  /** The picture that its page names as `cid:logo@midas`, a PNG. */
  readonly logo?: Uint8Array;
  readonly calendarFile?: string;
  readonly documents?: readonly { readonly filename: string; readonly pdf: Uint8Array }[];
}

/** Sends a mail under a message's id, or its own Message-ID where it has one. A seam for the SMTP connection. */
export type Send = (messageId: string, mail: Mail) => Promise<void>;

/** An account at a gateway for text messages. */
interface TextGateway {
  readonly apiUrl: string;
  readonly accountSid: string;
  readonly authToken: string;
  readonly from: string;
}

/** A text message to one number in E.164. */
export interface TextMessage {
  readonly to: string;
  readonly text: string;
  /** By which it goes; none where the house has none. */
  readonly gateway: TextGateway | undefined;
}

/** Sends a text message. A seam for the gateway. Throws when it was not taken. */
export type SendText = (message: TextMessage) => Promise<void>;
