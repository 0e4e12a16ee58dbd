import { createHash } from 'node:crypto';
import { CommandError, type Reply } from './engine.ts';

/** What to do with a command: send this to the engine, or answer that at once. */
export type Resolved = { command: string[] } | { reply: Reply };

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

  function administer([action = '', ...args]: string[]): Resolved {
    switch (action.toUpperCase()) {
      case 'LOAD':
        return { reply: load(args[0] ?? '') };
      case 'EXISTS':
        return { reply: args.map((sha) => (scripts.has(sha.toLowerCase()) ? 1 : 0)) };
      case 'FLUSH':
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
          load(first);
          return { command: [name, withoutShebang(first), ...rest] };
        case 'EVALSHA': {
          const script = scripts.get(first.toLowerCase());
          if (script === undefined) throw new CommandError('NOSCRIPT No matching script. Please use EVAL.');
          return { command: ['EVAL', script, ...rest] };
        }
        case 'SCRIPT':
          return administer(command.slice(1));
        default:
          return { command };
      }
    },
  };
}
