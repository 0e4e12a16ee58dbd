import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createWebSocketStream, WebSocketServer } from 'ws';

function addressOf(request: IncomingMessage): { host: string; port: number } | undefined {
  const url = URL.parse(request.url ?? '', 'http://localhost');
  const [, host, port] = url?.searchParams.get('address')?.match(/^\[?(.+?)\]?:(\d+)$/) ?? [];
  return url?.pathname === '/v2' && host && port ? { host, port: Number(port) } : undefined;
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** Tunnels raw PostgreSQL bytes of `/v2?address=host:port`, as `neonConfig.wsProxy` asks for them. */
export function createTunnel() {
  const server = new WebSocketServer({ noServer: true });
  return {
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer) {
      const address = addressOf(request);
      if (!address) return refuse(socket, '400 Bad Request');
      // Browsers send an Origin and ask nobody's leave for a WebSocket: no page may tunnel through here.
      if (request.headers.origin !== undefined) return refuse(socket, '403 Forbidden');
      server.handleUpgrade(request, socket, head, (client) => {
        const stream = createWebSocketStream(client);
        // Either end going away ends the other; there is nobody else to tell.
        pipeline(stream, connect(address), stream).catch(() => client.terminate());
      });
    },
    close() {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}
