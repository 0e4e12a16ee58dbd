import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';
import { killChildOnExit } from '../kill-child-on-exit.ts';
import { CommandError, type Engine, type Reply, toBytes } from './engine.ts';

/** Looked up on the PATH; it is nobody's dependency. */
const PROGRAM = 'redis-server';

/** What ioredis read: strings are buffers, and numbers are text, since it would round large ones twice. */
function toReply(value: unknown): Reply {
  if (Buffer.isBuffer(value)) return value.toString('latin1');
  if (Array.isArray(value)) return value.map(toReply);
  return typeof value === 'string' ? Number(value) : null;
}

/** ioredis makes an object of the reply to this one alone, whose keys are no bytes, unless it is in upper case. */
const asSent = (name: string) => (name.toLowerCase() === 'hgetall' ? 'HGETALL' : name);

const refusal = (error: unknown) => new CommandError(error instanceof Error ? error.message : String(error));

/** A `redis-server` of its own on a socket in the temporary folder. Undefined when the machine has none. */
export async function startRedisServer(): Promise<Engine | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'midas-redis-'));
  const socket = join(folder, 'redis.sock');
  const options = [
    '--port',
    '0',
    '--unixsocket',
    socket,
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    folder,
  ];
  const child = spawn(PROGRAM, options, { stdio: ['ignore', 'pipe', 'ignore'] });
  const output: string[] = [];
  const started = await new Promise<boolean>((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      // EACCES: a folder of the PATH is closed to this user, and none of the others has the program.
      error.code === 'ENOENT' || error.code === 'EACCES' ? resolve(false) : reject(error),
    );
    child.once('close', () => reject(new Error(`redis-server did not start:\n${output.join('\n')}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      output.push(line);
      if (/ready to accept connections/i.test(line)) resolve(true);
    });
  });
  if (!started) {
    await rm(folder, { recursive: true });
    return undefined;
  }
  const callOff = killChildOnExit(child);
  const redis = new Redis({ path: socket, stringNumbers: true });

  return {
    run: ([name = '', ...args]) =>
      redis
        .callBuffer(asSent(name), ...args)
        .then(toReply, (error: unknown) => Promise.reject(refusal(error))),
    async transaction(commands) {
      const multi = redis.multi();
      for (const [name = '', ...args] of commands) multi.callBuffer(asSent(name), ...args);
      const results = await multi.exec().catch((error: unknown) => Promise.reject(refusal(error)));
      return (results ?? []).map(([error, value]): Reply | CommandError =>
        error ? refusal(error) : toReply(value),
      );
    },
    async subscribe(kind, name, hear) {
      // A connection that listens can do nothing else.
      const listener = redis.duplicate();
      const text = (bytes: Buffer) => bytes.toString('latin1');
      listener.on('messageBuffer', (channel: Buffer, message: Buffer) =>
        hear({ channel: text(channel), message: text(message) }),
      );
      listener.on('pmessageBuffer', (_: string, channel: Buffer, message: Buffer) =>
        hear({ channel: text(channel), message: text(message), pattern: toBytes(name) }),
      );
      await (kind === 'channel' ? listener.subscribe(name) : listener.psubscribe(name));
      return () => listener.disconnect();
    },
    async flush() {
      await redis.flushall();
    },
    async close() {
      callOff();
      redis.disconnect();
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
