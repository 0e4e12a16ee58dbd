import { createRedis } from './engine/redis.ts';
import { CommandError, type Engine, type Reply, toBytes, toText } from './engine.ts';

export type InProcessOptions = {
  /** Milliseconds since 1970. */
  now?: () => number;
  /** At least 0, below 1. */
  random?: () => number;
};

function attempt(work: () => Reply): Reply | CommandError {
  try {
    return work();
  } catch (error) {
    // Errors quote what they were given.
    if (error instanceof CommandError) return new CommandError(toText(error.message));
    throw error;
  }
}

/** Redis in this process: for machines without a `redis-server`. A command runs whole before the next, and so does a transaction. */
export function startInProcess({ now = Date.now, random = Math.random }: InProcessOptions = {}): Engine {
  const redis = createRedis(now, random);
  return {
    async run(command) {
      const reply = attempt(() => redis.run(command.map(toBytes)));
      if (reply instanceof CommandError) throw reply;
      return reply;
    },
    async transaction(commands) {
      const inBytes = commands.map((command) => command.map(toBytes));
      try {
        for (const command of inBytes) redis.check(command);
      } catch (cause) {
        throw new CommandError('EXECABORT Transaction discarded because of previous errors.', { cause });
      }
      return inBytes.map((command) => attempt(() => redis.run(command)));
    },
    async subscribe(kind, name, hear) {
      return redis.subscribe(kind, toBytes(name), (channel, message, pattern) =>
        hear(pattern === undefined ? { channel, message } : { channel, message, pattern }),
      );
    },
    async flush() {
      redis.clear();
    },
    async close() {
      redis.clear();
    },
  };
}
