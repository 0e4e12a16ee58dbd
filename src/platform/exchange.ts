import type { Agent, IncomingMessage, request } from 'node:http';

/** How long a connection that nobody uses is kept: as `fetch` keeps it, and shorter than any host does. */
const idleMs = 4000;

interface Transport {
  readonly send: typeof request;
  readonly agent: Agent;
  /** When a connection was last in use, as the wall clock has it. */
  usedAtMs: number;
}

const transports = new Map<'http' | 'https', Transport>();

/** Loaded at the first call. Imported by name, `node:http` would load the whole of `fetch` at a cold start. */
function transportOf(protocol: 'http' | 'https'): Transport {
  const { request: send, Agent } = process.getBuiltinModule(`node:${protocol}`);
  const transport = transports.get(protocol) ?? {
    send,
    agent: new Agent({ keepAlive: true, timeout: idleMs }),
    usedAtMs: 0,
  };
  transports.set(protocol, transport);
  return transport;
}

/**
 * Lets go of connections that nobody has used for too long. A function that was frozen between two requests
 * is asked before its timers have run, when the hosts have long closed theirs.
 */
function closeIdle(transport: Transport): void {
  if (Date.now() - transport.usedAtMs <= idleMs) return;
  for (const socket of Object.values(transport.agent.freeSockets).flat()) socket?.destroy();
}

export interface Exchange {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** For the whole of it, the reading of the answer too. */
  readonly timeoutMs: number;
}

/** What came back, read to its end. */
export interface Exchanged {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/**
 * Asks another host once, over a connection that is kept, and follows no redirect. Throws for one, and where
 * there is no whole answer in time. Not by `fetch`, whose streams and signals take the processor for more than
 * twice as long: 0.27 ms against 0.11 for a statement.
 */
export async function exchange(url: string, given: Exchange): Promise<Exchanged> {
  const { method, headers, body, timeoutMs } = given;
  const transport = transportOf(url.startsWith('https:') ? 'https' : 'http');
  closeIdle(transport);
  const { send, agent } = transport;
  const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
  const outgoing = send(url, { method, agent, headers: { ...headers, ...length } });
  const timer = setTimeout(() => outgoing.destroy(new Error('no whole answer in time')), timeoutMs);
  const { promise, resolve, reject } = Promise.withResolvers<Exchanged>();
  outgoing.on('error', reject);
  outgoing.on('response', (incoming) => {
    incoming.on('error', reject);
    const { statusCode: status = 0, headers: answered } = incoming;
    if (status >= 300 && status < 400) return void outgoing.destroy(new Error('a redirect'));
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () =>
      resolve({ status, headers: answered, text: Buffer.concat(chunks).toString('utf8') }),
    );
  });
  outgoing.end(body);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    transport.usedAtMs = Date.now();
  }
}
