import { Agent, request as httpRequest, type IncomingHttpHeaders, type RequestOptions } from 'node:http';

/** How one phase of load went. */
export interface Load {
  readonly perSecond: number;
  readonly medianMs: number;
  readonly slowestMs: number;
  readonly statuses: Readonly<Record<string, number>>;
}

/** Runs `count` jobs with `clients` at a time. A job answers the status of what it did. */
export async function runLoad(
  clients: number,
  count: number,
  job: (index: number) => Promise<number>,
): Promise<Load> {
  const durationsMs: number[] = [];
  const statuses: Record<string, number> = {};
  let next = 0;
  const startedAtMs = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (next < count) {
        const index = next;
        next += 1;
        const beganAtMs = performance.now();
        const status = await job(index);
        durationsMs.push(performance.now() - beganAtMs);
        statuses[status] = (statuses[status] ?? 0) + 1;
      }
    }),
  );
  const seconds = (performance.now() - startedAtMs) / 1000;
  durationsMs.sort((a, b) => a - b);
  return {
    perSecond: count / seconds,
    medianMs: durationsMs[count >> 1] ?? 0,
    slowestMs: durationsMs.at(-1) ?? 0,
    statuses,
  };
}

const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });

/** One loopback client address for every 15 requests, below every budget of the limits. */
export function clientAddress(index: number): string {
  const number = Math.floor(index / 15) + 2;
  return `127.${1 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}`;
}

/** Posts JSON from a client address and answers status and text. */
export function post(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  localAddress: string,
): Promise<Answered> {
  const about = { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(body)) };
  return send(url, { method: 'POST', localAddress, headers: { ...about, ...headers } }, body);
}

/** What came back, read to its end. */
interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Asks from a client address. */
export const get = (url: string, localAddress: string, headers: Readonly<Record<string, string>> = {}) =>
  send(url, { localAddress, headers });

function send(url: string, options: RequestOptions, body?: string): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(url, { agent, ...options }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
