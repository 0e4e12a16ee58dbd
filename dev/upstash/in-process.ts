import { randomUUID } from 'node:crypto';
import RedisMock from 'ioredis-mock';
import commandInfo from 'ioredis-mock/data/command-info.json' with { type: 'json' };
import { CommandError, type Engine, type Reply, toReply } from './engine.ts';
import { forInProcess } from './lua.ts';
import { nativeScript } from './native-scripts.ts';

/** What a command counts as arguments, its own name included; negative means at least. */
const ARITIES = new Map(commandInfo.map(([name, arity]) => [String(name).toLowerCase(), Number(arity)]));

const LUA_FAILURE = /^Error trying to loading or executing lua code string in VM: /;

function refusal(error: unknown): CommandError {
  const message = (error instanceof Error ? error.message : String(error)).replace(LUA_FAILURE, '');
  return new CommandError(/^[A-Z]+ /.test(message) ? message : `ERR ${message}`);
}

/** ioredis-mock does not count arguments, and would run a command without them. */
function check([name = '', ...args]: string[]): void {
  const arity = ARITIES.get(name.toLowerCase());
  if (arity === undefined) throw new CommandError(`ERR unknown command '${name}'`);
  const count = args.length + 1;
  if (arity < 0 ? count < -arity : count !== arity) {
    throw new CommandError(`ERR wrong number of arguments for '${name.toLowerCase()}' command`);
  }
}

function adapt(name: string, args: string[]): string[] {
  const [first = '', ...rest] = args;
  if (name === 'eval') return [forInProcess(first), ...rest];
  // It knows the options of SET in upper case only, and would store without them.
  if (name === 'set') return args.map((arg, index) => (index < 2 ? arg : arg.toUpperCase()));
  return args;
}

/** Redis drops what a script's number has behind the point. */
const truncate = (reply: Reply): Reply =>
  typeof reply === 'number' ? Math.trunc(reply) : Array.isArray(reply) ? reply.map(truncate) : reply;

/**
 * Redis in this process, on ioredis-mock: for machines without a `redis-server`. It does what a cache and
 * rate limits need, and does not check that a key holds the type a command expects.
 */
export function startInProcess(): Engine {
  // Instances with the same host share their data.
  const redis = new RedisMock({ host: randomUUID() });

  async function perform(command: string[]): Promise<Reply> {
    const name = command[0]?.toLowerCase() ?? '';
    const native = name === 'eval' ? nativeScript(command[1] ?? '') : undefined;
    if (native) {
      const firstArg = 3 + Number(command[2]);
      return native(redis, command.slice(3, firstArg), command.slice(firstArg)).catch((error: unknown) => {
        throw refusal(error);
      });
    }
    const method: unknown = Reflect.get(redis, name);
    if (typeof method !== 'function') throw new CommandError(`ERR '${name}' is not available in process`);
    try {
      const reply = toReply(await Reflect.apply(method, redis, adapt(name, command.slice(1))));
      return name === 'eval' ? truncate(reply) : reply;
    } catch (error) {
      throw refusal(error);
    }
  }

  return {
    async run(command) {
      check(command);
      return perform(command);
    },
    async transaction(commands) {
      try {
        for (const command of commands) check(command);
      } catch (cause) {
        throw new CommandError('EXECABORT Transaction discarded because of previous errors.', { cause });
      }
      // Each acts before it first waits, so that starting all of them in one go lets nothing in between.
      const outcomes = await Promise.allSettled(commands.map(perform));
      return outcomes.map((outcome) =>
        outcome.status === 'fulfilled' ? outcome.value : refusal(outcome.reason),
      );
    },
    async flush() {
      await redis.flushall();
    },
    async close() {
      await redis.flushall();
      redis.disconnect();
    },
  };
}
