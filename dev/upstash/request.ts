import * as v from 'valibot';

/** One command, several on their own, several as a transaction, or what is to be heard. */
export type RestRequest =
  | { kind: 'single'; command: string[] }
  | { kind: 'subscribe'; of: 'channel' | 'pattern'; names: string[] }
  | { kind: 'pipeline' | 'multi-exec'; commands: string[][] };

/** The request is not one of Upstash's; the message says why, as Upstash words it. */
export class MalformedRequestError extends Error {}

const Word = v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String));
const Command = v.pipe(v.array(Word), v.minLength(1));

function parse<Output>(schema: v.GenericSchema<unknown, Output>, body: string, what: string): Output {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), body);
  if (!parsed.success) throw new MalformedRequestError(`ERR failed to parse ${what}`);
  return parsed.output;
}

const wordsOfPath = (url: URL): string[] => url.pathname.slice(1).split('/').map(decodeURIComponent);

/** `GET /set/key/value?EX=100` is `SET key value EX 100`. */
function commandOfPath(url: URL): string[] {
  const words = wordsOfPath(url);
  const options = [...url.searchParams].flatMap(([name, value]) => (value === '' ? [name] : [name, value]));
  return [...words, ...options];
}

/** `/subscribe/CHANNEL` and `/psubscribe/PATTERN`, which the client posts. https://upstash.com/docs/redis/features/restapi */
function subscriptionOf(url: URL): RestRequest | undefined {
  const [name = '', ...names] = wordsOfPath(url);
  if (!/^p?subscribe$/i.test(name) || names.length === 0) return undefined;
  return { kind: 'subscribe', of: /^p/i.test(name) ? 'pattern' : 'channel', names };
}

/** Reads a request of Upstash's REST API. Throws MalformedRequestError. */
export function readRestRequest(method: string, url: URL, body: string): RestRequest {
  const subscription = subscriptionOf(url);
  if (subscription && (method === 'GET' || method === 'POST')) return subscription;
  if (method === 'GET' && url.pathname !== '/') return { kind: 'single', command: commandOfPath(url) };
  switch (`${method} ${url.pathname}`) {
    case 'POST /':
      return { kind: 'single', command: parse(Command, body, 'command') };
    case 'POST /pipeline':
      return { kind: 'pipeline', commands: parse(v.array(Command), body, 'pipeline request') };
    case 'POST /multi-exec':
      return { kind: 'multi-exec', commands: parse(v.array(Command), body, 'transaction request') };
    default:
      throw new MalformedRequestError(`ERR nothing at ${method} ${url.pathname}`);
  }
}
