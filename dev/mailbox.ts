import * as v from 'valibot';
import { faultRules } from './faults.ts';
import { MailboxFault } from './mailbox/faults.ts';
import type { Mail } from './mailbox/mail.ts';
import { startSmtp } from './mailbox/smtp.ts';
import { type MailFilter, openStore } from './mailbox/store.ts';
import { waitForMail } from './mailbox/wait-for.ts';
import { startWeb } from './mailbox/web.ts';

export type { MailboxFault } from './mailbox/faults.ts';
export type { Mail } from './mailbox/mail.ts';
export type { MailFilter } from './mailbox/store.ts';

export type MailboxOptions = {
  /** 0 chooses a free one. */
  smtpPort: number;
  /** 0 chooses a free one. */
  httpPort: number;
  host?: string;
  /** Keeps the mails here as well, so that a restart finds them again. */
  directory?: string;
};

export type Mailbox = {
  smtpUrl: string;
  smtpPort: number;
  /** The pages; the JSON API is under `/api/messages`. */
  url: string;
  httpPort: number;
  /** Newest first. */
  messages(filter?: MailFilter): Mail[];
  /** The newest mail that satisfies the predicate, or the next to do so. Rejects after `timeoutMs`. */
  waitFor(predicate: (mail: Mail) => boolean, options: { timeoutMs: number }): Promise<Mail>;
  clear(): Promise<void>;
  /** Puts a fault in force; the function it answers lifts it. */
  faults(settings: MailboxFault): () => void;
  clearFaults(): void;
  close(): Promise<void>;
};

/** An SMTP server that takes every mail and shows it to a browser and over JSON. Throws PortTakenError. */
export async function startMailbox(options: MailboxOptions): Promise<Mailbox> {
  const { host = '127.0.0.1', smtpPort, httpPort, directory } = options;
  const store = await openStore(directory);
  const faults = faultRules<MailboxFault>();
  const smtp = await startSmtp({ host, port: smtpPort, store, faults });
  const web = await startWeb({ host, port: httpPort, store, faults }).catch(async (error: unknown) => {
    await smtp.close();
    throw error;
  });
  return {
    smtpUrl: `smtp://${host}:${smtp.port}`,
    smtpPort: smtp.port,
    url: `http://${host}:${web.port}`,
    httpPort: web.port,
    messages: store.list,
    waitFor: (predicate, limit) => waitForMail(store, predicate, limit),
    clear: store.clear,
    faults: (settings) => faults.add(v.parse(MailboxFault, settings)),
    clearFaults: () => faults.clear(),
    async close() {
      await smtp.close();
      await web.close();
    },
  };
}
