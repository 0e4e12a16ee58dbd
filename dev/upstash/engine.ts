/** A Redis reply as RESP2 gives it. Its strings are of bytes: each character is one (latin1), whatever they mean. */
export type Reply = string | number | null | Reply[];

/** A command that Redis refused; the message is what Redis said (`ERR …`, `WRONGTYPE …`). */
export class CommandError extends Error {}

/** What was published, in bytes as replies are. The pattern is that of the subscription, where it was one. */
export type Message = { channel: string; message: string; pattern?: string };

/** What runs the commands. Scripts reach it in full, as EVAL or EVAL_RO and without a shebang line. */
export type Engine = {
  /** Rejects with CommandError. */
  run(command: string[]): Promise<Reply>;
  /** Runs all with nothing in between. Rejects with CommandError when Redis refuses the whole. */
  transaction(commands: string[][]): Promise<(Reply | CommandError)[]>;
  /** Resolves once it hears, to what ends the subscription. */
  subscribe(kind: 'channel' | 'pattern', name: string, hear: (message: Message) => void): Promise<() => void>;
  flush(): Promise<void>;
  close(): Promise<void>;
};

const ASCII = /^[\0-\x7f]*$/;

/** Text as bytes in UTF-8. */
export const toBytes = (text: string): string =>
  ASCII.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1');

/** Bytes that are UTF-8 as text; what is none becomes the sign for that. */
export const toText = (bytes: string): string =>
  ASCII.test(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8');
