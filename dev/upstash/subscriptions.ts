import type { ServerResponse } from 'node:http';
import { type Engine, type Message, toText } from './engine.ts';

/** One event of the stream: words apart by commas, of which the last may have more. A line that would end it is a space. */
const event = (...words: (string | number)[]) => `data: ${words.join(',').replace(/[\r\n]+/g, ' ')}\n\n`;

const shown = ({ channel, message, pattern }: Message) =>
  pattern === undefined
    ? event('message', toText(channel), toText(message))
    : event('pmessage', toText(pattern), toText(channel), toText(message));

/**
 * Sends what is published until the client goes, as server-sent events: first `subscribe,CHANNEL,COUNT` of each, then
 * `message,CHANNEL,TEXT` or `pmessage,PATTERN,CHANNEL,TEXT`. https://upstash.com/docs/redis/features/restapi#subscribe--publish-commands
 */
export async function streamMessages(
  engine: Engine,
  { of, names }: { of: 'channel' | 'pattern'; names: string[] },
  response: ServerResponse,
): Promise<void> {
  const endings: (() => void)[] = [];
  let gone = false;
  response.on('close', () => {
    gone = true;
    for (const end of endings.splice(0)) end();
  });
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  for (const [index, name] of names.entries()) {
    const end = await engine.subscribe(of, name, (message) => void response.write(shown(message)));
    if (gone) return end();
    endings.push(end);
    response.write(event(of === 'pattern' ? 'psubscribe' : 'subscribe', name, index + 1));
  }
}
