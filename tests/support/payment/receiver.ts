import { createServer } from 'node:http';
import { closeHttp, listen } from '../../../dev/ports.ts';

/** Takes what a provider posts, hands it on with the provider's own headers, and says yes. */
export async function startReceiver(
  take: (body: string, headers: Record<string, string>) => Promise<void>,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(async (incoming, outgoing) => {
    const body = Buffer.concat(await incoming.toArray()).toString('utf8');
    const names = Object.entries(incoming.headers).filter(([name]) =>
      /^(paypal-|stripe-|content-type)/.test(name),
    );
    await take(body, Object.fromEntries(names.map(([name, value]) => [name, String(value)])));
    outgoing.writeHead(200).end();
  });
  const port = await listen(server, { part: 'A receiver', host: '127.0.0.1', port: 0 });
  return { url: `http://127.0.0.1:${port}`, close: () => closeHttp(server) };
}
