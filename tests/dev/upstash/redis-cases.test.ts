import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Commands, createCommands } from '../../../dev/upstash/commands.ts';
import { encodeText } from '../../../dev/upstash/encoding.ts';
import { CommandError, type Engine, type Reply } from '../../../dev/upstash/engine.ts';
import { startInProcess } from '../../../dev/upstash/in-process.ts';
import { startRedisServer } from '../../../dev/upstash/redis-server.ts';
import { isAlike, type Rule } from './redis-reply.ts';
import { clientCommands } from './upstash-client-commands.ts';

/**
 * The table in `redis-cases/`: commands by the documentation of Redis, each with the reply it must have, read from the documentation and
 * seen on redis-server 7.0. A group starts on an empty database. How a reply is compared stands in `tests/dev/upstash/redis-reply.ts`.
 */
type Case = [command: string, reply: Reply, rule?: Rule];

const folder = new URL('redis-cases/', import.meta.url);
// The shape of files of our own.
const readCases = (file: string) =>
  Object.entries(JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Record<string, Case[]>);
const groups = readdirSync(folder).flatMap(readCases);
const allCases = groups.flatMap(([, cases]) => cases);

/** Words are apart by spaces; one with others in it stands in quotes, as in JSON. */
const wordsOf = (command: string): string[] =>
  [...command.matchAll(/"(?:[^"\\]|\\.)*"|\S+/g)].map(([word]) =>
    word.startsWith('"') ? String(JSON.parse(word)) : word,
  );

/** What the client has and Redis 7.0 has not, with the reason. */
const BEYOND: readonly [pattern: RegExp, why: string][] = [
  [/^JSON\./, 'a module of its own, RedisJSON; we store JSON as strings'],
  [/^(?:VECTOR|SEARCH)\./, 'Upstash alone has it'],
  [/^AR[A-Z]+$/, 'arrays, which Upstash has and no Redis 7'],
  [/^H(?:P?EXPIRE(?:AT|TIME)?|P?TTL|PERSIST)$/, 'fields that lapse: Redis 7.4'],
  [/^H(?:GETDEL|GETEX|SETEX)$/, 'Redis 8.0'],
  [/^X(?:ACKDEL|DELEX)$/, 'Redis 8.2'],
];
/** They stream; `upstash-subscribe.test.ts` has them. */
const STREAMING = ['SUBSCRIBE', 'PSUBSCRIBE'];
const beyond = (command: string) => BEYOND.some(([pattern]) => pattern.test(command));

const counts: string[] = [];
afterAll(() => void process.stdout.write(`\nRedis' commands: ${counts.join(', ')}\n`));

async function ask(commands: Commands, command: string): Promise<Reply> {
  const [reply = null] = await commands.run({ kind: 'single', command: wordsOf(command) });
  return reply instanceof CommandError ? `!${reply.message}` : encodeText(reply);
}

/** What differs, of all cases. */
async function differences(engine: Engine): Promise<unknown[]> {
  const commands = createCommands(engine);
  const differing: unknown[] = [];
  for (const [group, cases] of groups) {
    await engine.flush();
    await ask(commands, 'SCRIPT FLUSH');
    await ask(commands, 'FUNCTION FLUSH');
    for (const [command, expected, rule] of cases) {
      const reply = await ask(commands, command);
      if (!isAlike(reply, expected, rule)) differing.push({ group, command, expected, reply, rule });
    }
  }
  return differing;
}

const tell = (engine: string, differing: unknown[]) =>
  counts.push(`${engine} ${allCases.length - differing.length} of ${allCases.length}`);

describe('every command of the client, options and wrong types included,', () => {
  let server: Engine | undefined;
  beforeAll(async () => {
    server = await startRedisServer();
  });
  afterAll(() => server?.close());

  test('is answered in process as Redis answers it', async () => {
    const differing = await differences(startInProcess());
    tell('in process', differing);
    expect(differing).toEqual([]);
  });

  test('is answered so by redis-server where the machine has one', async () => {
    if (server === undefined) return void counts.push('no redis-server here');
    const version = /redis_version:(\S+)/.exec(String(await server.run(['INFO', 'server'])))?.[1] ?? '';
    const differing = await differences(server);
    tell(`redis-server ${version}`, differing);
    // Others word some errors in another way; what is owed is what 7.0 says.
    if (version.startsWith('7.0.')) expect(differing).toEqual([]);
  });

  test('has cases, or stands in the list of what Redis 7.0 lacks', async () => {
    const tried = new Set(
      allCases.flatMap(([command]) => {
        const [name = '', action = ''] = wordsOf(command).map((word) => word.toUpperCase());
        return [name, `${name} ${action}`];
      }),
    );
    const missing = clientCommands().filter(
      (command) => !tried.has(command) && !beyond(command) && !STREAMING.includes(command),
    );
    expect(missing).toEqual([]);
    expect(clientCommands().length).toBeGreaterThan(200);
  });

  test('that Redis 7.0 lacks is unknown, here as there', async () => {
    const lacking = clientCommands().filter(beyond);
    expect(lacking.length).toBeGreaterThan(50);
    const commands = createCommands(startInProcess());
    for (const command of lacking) {
      expect(await ask(commands, `${command} k v`)).toContain(`ERR unknown command '${command}'`);
    }
  });
});
