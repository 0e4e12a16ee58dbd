import { Agent, createServer, request, STATUS_CODES } from 'node:http';
import { pipeline } from 'node:stream';
import { closeHttp, listen } from '../ports.ts';
import { statusHeader } from './function-entry.ts';

export interface Front {
  readonly port: number;
  /** Passes what is asked from now on to this port; until it is told one, and while nothing answers there, it says 503. */
  passTo(port: number): void;
  stop(): Promise<void>;
}

/**
 * Holds the site's port from the first moment to the last and passes everything to `netlify dev`, wherever that listens: nobody
 * can take the port before it is up, and it may start again elsewhere. Bodies stream through both ways. Throws PortTakenError.
 */
export async function startFront(port: number): Promise<Front> {
  const agent = new Agent({ keepAlive: true });
  let target: number | undefined;
  const server = createServer((incoming, outgoing) => {
    const away = () => {
      if (outgoing.headersSent) return outgoing.destroy();
      outgoing.writeHead(503, { 'Content-Type': 'text/plain', 'Retry-After': '5' });
      outgoing.end('netlify dev is not up. Please try again in a moment.\n');
    };
    if (target === undefined) return away();
    const { method, url: path, rawHeaders: headers } = incoming;
    const passed = request({ host: 'localhost', port: target, agent, method, path, headers }, (answer) => {
      const status = Number(answer.headers[statusHeader] ?? answer.statusCode);
      outgoing.writeHead(status, STATUS_CODES[status], withoutStatus(answer.rawHeaders));
      pipeline(answer, outgoing, () => {}); // whoever hangs up early ends both sides
    });
    passed.on('error', away);
    outgoing.on('close', () => passed.destroy());
    incoming.pipe(passed);
  });
  const held = await listen(server, { part: 'The site', port });
  return {
    port: held,
    passTo(next) {
      target = next;
    },
    async stop() {
      agent.destroy();
      await closeHttp(server);
    },
  };
}

function withoutStatus(rawHeaders: readonly string[]): string[] {
  const names = rawHeaders.map((_, index) => rawHeaders[index - (index % 2)]?.toLowerCase());
  return rawHeaders.filter((_, index) => names[index] !== statusHeader);
}
