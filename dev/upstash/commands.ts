import { CommandError, type Engine, type Reply } from './engine.ts';
import type { RestRequest } from './request.ts';
import { createScripts, type Resolved } from './scripts.ts';

/** Commands that would bend or block the one connection behind all requests; Upstash has none of them over REST. */
const NOT_OVER_REST = new Set([
  ...[
    'AUTH',
    'CLIENT',
    'DISCARD',
    'EXEC',
    'HELLO',
    'MONITOR',
    'MULTI',
    'QUIT',
    'RESET',
    'SELECT',
    'SHUTDOWN',
  ],
  ...['PSUBSCRIBE', 'SSUBSCRIBE', 'SUBSCRIBE', 'UNWATCH', 'WATCH', 'WAIT'],
  ...['BLMOVE', 'BLMPOP', 'BLPOP', 'BRPOP', 'BRPOPLPUSH', 'BZMPOP', 'BZPOPMAX', 'BZPOPMIN'],
]);

const attempt = <T>(work: () => T): T | CommandError => {
  try {
    return work();
  } catch (error) {
    if (error instanceof CommandError) return error;
    throw error;
  }
};

/** Runs what a request asks for; an error stands in the place of the reply it prevented. */
export function createCommands(engine: Engine) {
  const scripts = createScripts();

  function resolve(command: string[]): Resolved {
    const name = command[0]?.toUpperCase() ?? '';
    if (NOT_OVER_REST.has(name)) throw new CommandError(`ERR Command is not available: '${name}'`);
    return scripts.resolve(command);
  }

  async function one(command: string[]): Promise<Reply | CommandError> {
    const resolved = attempt(() => resolve(command));
    if (resolved instanceof CommandError) return resolved;
    if ('reply' in resolved) return resolved.reply;
    return engine.run(resolved.command).catch((error: unknown) => {
      if (error instanceof CommandError) return error;
      throw error;
    });
  }

  async function transaction(commands: string[][]): Promise<(Reply | CommandError)[]> {
    const resolved = commands.map((command) => attempt(() => resolve(command)));
    const toRun = resolved.flatMap((item) => ('command' in item ? [item.command] : []));
    const replies = await engine.transaction(toRun);
    return resolved.map((item) => {
      if (item instanceof CommandError) return item;
      return 'reply' in item ? item.reply : (replies.shift() ?? null);
    });
  }

  return {
    /** A transaction that Redis refuses as a whole rejects with CommandError. */
    async run(request: RestRequest): Promise<(Reply | CommandError)[]> {
      switch (request.kind) {
        case 'single':
          return [await one(request.command)];
        case 'pipeline':
          return Promise.all(request.commands.map(one));
        case 'multi-exec':
          return transaction(request.commands);
      }
    },
  };
}
