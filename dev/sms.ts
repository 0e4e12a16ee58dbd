import * as v from 'valibot';
import { faultRules } from './faults.ts';
import { createApp } from './sms/app.ts';
import { SmsFault } from './sms/faults.ts';
import type { SentMessage } from './sms/message.ts';
import { serve } from './stripe/http-server.ts';

export type { SmsFault } from './sms/faults.ts';
export type { SentMessage } from './sms/message.ts';

/** Messages kept; the oldest give way. */
const capacity = 1000;

export type SmsSandboxOptions = {
  /** 0 lets the system choose. */
  port: number;
  host?: string;
  accountSid: string;
  authToken: string;
  /** Dates messages. */
  clock?: () => Date;
};

export type SmsSandbox = {
  /** The API, and the page of what was sent; as JSON it is under `/api/messages`. */
  url: string;
  port: number;
  /** What was sent up to now, newest first. */
  readonly messages: readonly SentMessage[];
  /** What was sent to this number (E.164), newest first. */
  messagesTo(number: string): SentMessage[];
  clear(): void;
  /** Puts a fault in force; the function it answers lifts it. */
  faults(settings: SmsFault): () => void;
  clearFaults(): void;
  close(): Promise<void>;
};

/** Starts a sandbox SMS gateway on loopback, which plays Twilio. Throws PortTakenError. */
export async function startSmsSandbox(options: SmsSandboxOptions): Promise<SmsSandbox> {
  const { host = '127.0.0.1', port, accountSid, authToken, clock = () => new Date() } = options;
  let messages: readonly SentMessage[] = [];
  const clear = () => {
    messages = [];
  };
  const faults = faultRules<SmsFault>();
  const app = createApp({
    accountSid,
    authToken,
    clock,
    messages: () => messages,
    keep(message) {
      messages = [message, ...messages].slice(0, capacity);
    },
    clear,
    faults,
  });
  const server = await serve((request, connection) => app.fetch(request, connection), {
    part: 'The sandbox SMS gateway',
    host,
    port,
  });
  return {
    url: `http://${host}:${server.port}`,
    port: server.port,
    get messages() {
      return messages;
    },
    messagesTo: (number) => messages.filter(({ to }) => to === number),
    clear,
    faults: (settings) => faults.add(v.parse(SmsFault, settings)),
    clearFaults: () => faults.clear(),
    close: server.close,
  };
}
