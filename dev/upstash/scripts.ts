import { createHash } from 'node:crypto';
import { CommandError, type Reply } from './engine.ts';

/** What to do with a command: send this to the engine, or answer that at once. */
export type Resolved = { command: string[] } | { reply: Reply };

const wrongNumber = (name: string) => new CommandError(`ERR wrong number of arguments for '${name}' command`);

const shaOf = (script: string) => createHash('sha1').update(script).digest('hex');

/** Upstash takes flags that Redis does not know (`#!lua flags=allow-key-locking`). */
const withoutShebang = (script: string) => script.replace(/^#![^\n]*\n/, '');

/**
 * Remembers scripts under the digest of the text the client sent, shebang included, since that is the digest
 * it asks for; the engine gets the text without it, and always in full.
 */
export function createScripts() {
  const scripts = new Map<string, string>();
  const load = (script: string) => {
    const sha = shaOf(script);
    scripts.set(sha, withoutShebang(script));
    return sha;
  };

  function administer([action, ...args]: string[]): Resolved {
    if (action === undefined) throw wrongNumber('script');
    switch (action.toUpperCase()) {
      case 'LOAD': {
        const [script, ...more] = args;
        if (script === undefined || more.length > 0) throw wrongNumber('script|load');
        return { reply: load(script) };
      }
      case 'EXISTS':
        if (args.length === 0) throw wrongNumber('script|exists');
        return { reply: args.map((sha) => (scripts.has(sha.toLowerCase()) ? 1 : 0)) };
      case 'FLUSH':
        if (args.length > 1 || !/^(?:a?sync)?$/i.test(args[0] ?? '')) {
          throw new CommandError('ERR SCRIPT FLUSH only support SYNC|ASYNC option');
        }
        scripts.clear();
        return { reply: 'OK' };
      default:
        throw new CommandError(`ERR unknown subcommand '${action}'. Try SCRIPT HELP.`);
    }
  }

  return {
    /** Throws CommandError NOSCRIPT for a digest that was never sent as a script. */
    resolve(command: string[]): Resolved {
      const [name = '', first = '', ...rest] = command;
      switch (name.toUpperCase()) {
        case 'EVAL':
        case 'EVAL_RO':
          load(first);
          return { command: [name, withoutShebang(first), ...rest] };
        case 'EVALSHA':
        case 'EVALSHA_RO': {
          if (rest.length === 0) throw wrongNumber(name.toLowerCase());
          const script = scripts.get(first.toLowerCase());
          if (script === undefined) throw new CommandError('NOSCRIPT No matching script. Please use EVAL.');
          return { command: [name.replace(/sha/i, ''), script, ...rest] };
        }
        case 'SCRIPT':
          return administer(command.slice(1));
        default:
          return { command };
      }
    },
  };
}
