import type { Reply } from '../../engine.ts';
import { nativeScript } from '../../native-scripts.ts';
import { type Command, type Commands, fail, reads } from '../command.ts';
import type { Database } from '../database.ts';
import { integer } from '../numbers.ts';
import { functionCommands } from './functions.ts';
import { createInterpreter, type Interpreter } from './lua/interpreter.ts';

/** Scripts may not start others, nor what would hold up the one connection. */
const NOT_FROM_SCRIPT = new Set(['eval', 'eval_ro', 'function', 'fcall', 'fcall_ro', 'script']);

function checkArity({ arity }: Command, words: number): void {
  if (arity < 0 ? words < -arity : words !== arity) {
    fail('ERR Wrong number of args calling Redis command from script');
  }
}

function split(args: string[]): { script: string; keys: string[]; argv: string[] } {
  const [script = '', many = '', ...rest] = args;
  const count = integer(many);
  if (count > rest.length) fail("ERR Number of keys can't be greater than number of args");
  if (count < 0) fail("ERR Number of keys can't be negative");
  return { script, keys: rest.slice(0, count), argv: rest.slice(count) };
}

/** EVAL and EVAL_RO and functions, with the commands that a script may call. */
export function scriptCommands(find: (name: string) => Command | undefined): Commands {
  let interpreter: Interpreter | undefined;
  // Most uses of this engine never ask for one.
  const ensureInterpreter = () => (interpreter ??= createInterpreter());

  const caller = (db: Database, readOnly: boolean) => (words: string[]) => {
    const [name = '', ...args] = words;
    const command = find(name.toLowerCase());
    if (NOT_FROM_SCRIPT.has(name.toLowerCase())) fail('ERR This Redis command is not allowed from script');
    if (!command) return fail('ERR Unknown Redis command called from script');
    checkArity(command, words.length);
    if (readOnly && command.writes) fail('ERR Write commands are not allowed from read-only scripts.');
    return command.run(db, args);
  };

  function run(db: Database, args: string[], readOnly: boolean): Reply {
    const { script, keys, argv } = split(args);
    const call = caller(db, readOnly);
    const native = readOnly ? undefined : nativeScript(script);
    if (native) return native((...words) => call(words), keys, argv);
    return ensureInterpreter().run(script, keys, argv, call);
  }

  return {
    eval: reads(-3, (db, args) => run(db, args, false)),
    eval_ro: reads(-3, (db, args) => run(db, args, true)),
    ...functionCommands(ensureInterpreter, caller),
  };
}
