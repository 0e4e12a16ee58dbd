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
  /** The picture that its page names as `cid:logo@midas`, a PNG. */
  readonly logo?: Uint8Array;
  readonly calendarFile?: string;
  readonly documents?: readonly { readonly filename: string; readonly pdf: Uint8Array }[];
}

/** Sends a mail under a message's id. A seam for the SMTP connection. */
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
