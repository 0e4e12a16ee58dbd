import { createServer, Server as HttpServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';

/** A part of the local stack cannot start because something else listens on its port. */
export class PortTakenError extends Error {
  readonly part: string;
  readonly port: number;

  constructor(part: string, port: number) {
    super(`${part} cannot start: port ${port} is taken. Stop what listens there, or choose another port.`);
    this.name = 'PortTakenError';
    this.part = part;
    this.port = port;
  }
}

/** Without a host it listens on all of them, as `netlify dev` does. */
export type Listening = { part: string; host?: string; port: number };

/**
 * So long a connection over which nobody asks is kept, in milliseconds. Node closes one after 5 s, and on a busy
 * machine a client that keeps it for 4 s asks just then: its request is cut off, and nobody knows what it did.
 */
const keepAliveMs = 120_000;

/** Binds `server` and answers the port it got; 0 lets the system choose. Throws PortTakenError. */
export function listen(server: Server, { part, host, port }: Listening): Promise<number> {
  if (server instanceof HttpServer) server.keepAliveTimeout = keepAliveMs;
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new PortTakenError(part, port) : error);
    server.once('error', refuse);
    server.listen(port, host, () => {
      server.off('error', refuse);
      // A server that listens on TCP has an AddressInfo; only pipes and closed servers have others.
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Frees the port now: open connections are cut, not waited for. */
export function closeHttp(server: HttpServer): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}

/** A port of `host` that is free at the moment of asking, for programs that cannot bind port 0 themselves. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  const server = createServer();
  const port = await listen(server, { part: 'A probe', host, port: 0 });
  await closeHttp(server);
  return port;
}

/** Whether something listens on `port` of `host`. */
export async function isPortTaken(port: number, host = '127.0.0.1'): Promise<boolean> {
  const server = createServer();
  try {
    await listen(server, { part: 'A probe', host, port });
  } catch (error) {
    if (error instanceof PortTakenError) return true;
    throw error;
  }
  await closeHttp(server);
  return false;
}
