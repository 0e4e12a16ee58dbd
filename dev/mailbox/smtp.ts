import type { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { FaultRules } from '../faults.ts';
import { listen } from '../ports.ts';
import type { MailboxFault } from './faults.ts';
import type { MailStore } from './store.ts';

const refusal = (responseCode: number) => Object.assign(new Error('told to refuse this'), { responseCode });

const concerns = (rule: MailboxFault, recipients: string[]) =>
  !('recipient' in rule) ||
  rule.recipient === undefined ||
  recipients.some((address) => address.search(rule.recipient ?? '') >= 0);

export type SmtpOptions = { host: string; port: number; store: MailStore; faults: FaultRules<MailboxFault> };

/** Takes mail from anyone for anyone; credentials are accepted, whatever they are. Throws PortTakenError. */
export async function startSmtp({ host, port, store, faults }: SmtpOptions) {
  const sockets = new Map<number, Socket>();

  async function receive(
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
  ): Promise<'answer' | 'silence'> {
    const raw = await buffer(stream);
    const { mailFrom, rcptTo } = session.envelope;
    const to = rcptTo.map(({ address }) => address);
    const [fault] = faults.take(
      (rule) => !('greetAfterMs' in rule) && !('reject' in rule && rule.recipient) && concerns(rule, to),
    );
    if (fault && 'reject' in fault) throw refusal(fault.reject);
    if (fault && 'hang' in fault) return 'silence';
    await store.add(raw, {
      from: mailFrom ? mailFrom.address : '',
      to,
      receivedAt: new Date().toISOString(),
    });
    if (!fault) return 'answer';
    sockets.get(session.remotePort)?.destroy();
    return 'silence';
  }

  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    authMethods: ['PLAIN', 'LOGIN', 'XOAUTH2', 'CRAM-MD5'],
    // Without a certificate of its own there is nothing to start TLS with.
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    maxAllowedUnauthenticatedCommands: false,
    closeTimeout: 1,
    onAuth: ({ username }, _session, answer) => answer(null, { user: username ?? 'anyone' }),
    onConnect(_session, answer) {
      const [fault] = faults.take((rule) => 'greetAfterMs' in rule);
      const delayMs = fault && 'greetAfterMs' in fault ? fault.greetAfterMs : 0;
      setTimeout(answer, delayMs).unref();
    },
    onRcptTo({ address }, _session, answer) {
      const [fault] = faults.take(
        (rule) => 'reject' in rule && !!rule.recipient && concerns(rule, [address]),
      );
      answer(fault && 'reject' in fault ? refusal(fault.reject) : null);
    },
    onData(stream, session, answer) {
      receive(stream, session).then(
        (outcome) => outcome === 'answer' && answer(null),
        (error: Error) => answer(error),
      );
    },
  });
  // A client that vanishes in the middle of a mail has sent none.
  server.on('error', () => {});
  server.server.on('connection', (socket: Socket) => {
    const key = socket.remotePort ?? 0;
    sockets.set(key, socket);
    socket.once('close', () => sockets.delete(key));
  });

  return {
    port: await listen(server.server, { part: 'The mailbox (SMTP)', host, port }),
    close(): Promise<void> {
      const closed = new Promise<void>((resolve) => server.close(resolve));
      for (const socket of sockets.values()) socket.destroy();
      return closed;
    },
  };
}
