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
  ...['PSUBSCRIBE', 'SSUBSCRIBE', 'SUBSCRIBE', 'UNSUBSCRIBE', 'PUNSUBSCRIBE', 'SUNSUBSCRIBE'],
  ...['UNWATCH', 'WATCH', 'WAIT'],
  ...['BLMOVE', 'BLMPOP', 'BLPOP', 'BRPOP', 'BRPOPLPUSH', 'BZMPOP', 'BZPOPMAX', 'BZPOPMIN'],
]);

/** `XREAD BLOCK` is Upstash's too, but would hold up that connection; nothing blocks in a transaction. */
const mayBlock = ([name = '', ...words]: string[]): boolean =>
  /^xread(?:group)?$/i.test(name) && words.some((word) => word.toUpperCase() === 'BLOCK');

/**
 * `CLIENT SETINFO`, which names the library of a connection: here, since Redis has it from 7.2 on and a connection has no name here.
 * https://redis.io/docs/latest/commands/client-setinfo/
 */
function setInfo([option, value, ...more]: string[]): Reply {
  if (option === undefined || value === undefined || more.length > 0) {
    throw new CommandError("ERR wrong number of arguments for 'client|setinfo' command");
  }
  if (!/^lib-(?:name|ver)$/i.test(option)) throw new CommandError(`ERR Unrecognized option '${option}'`);
  if (!/^[!-~]*$/.test(value)) {
    const name = option.toLowerCase();
    throw new CommandError(`ERR ${name} cannot contain spaces, newlines or special characters.`);
  }
  return 'OK';
}

const attempt = <T>(work: () => T): T | CommandError => {
  try {
    return work();
  } catch (error) {
    if (error instanceof CommandError) return error;
    throw error;
  }
};

/** Runs what a request asks for; an error stands in the place of the reply it prevented. */
export type Commands = ReturnType<typeof createCommands>;

export function createCommands(engine: Engine) {
  const scripts = createScripts();

  function resolve(command: string[]): Resolved {
    const name = command[0]?.toUpperCase() ?? '';
    if (name === 'CLIENT' && command[1]?.toUpperCase() === 'SETINFO') {
      return { reply: setInfo(command.slice(2)) };
    }
    if (NOT_OVER_REST.has(name)) throw new CommandError(`ERR Command is not available: '${name}'`);
    return scripts.resolve(command);
  }

  async function one(command: string[]): Promise<Reply | CommandError> {
    const resolved = attempt(() => resolve(command));
    if (resolved instanceof CommandError) return resolved;
    if ('reply' in resolved) return resolved.reply;
    const reply = mayBlock(resolved.command)
      ? engine.transaction([resolved.command]).then(([first = null]) => first)
      : engine.run(resolved.command);
    return reply.catch((error: unknown) => {
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
    async run(request: Exclude<RestRequest, { kind: 'subscribe' }>): Promise<(Reply | CommandError)[]> {
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
