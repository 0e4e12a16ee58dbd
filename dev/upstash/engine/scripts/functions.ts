import type { Reply } from '../../engine.ts';
import { type Command, type Commands, fail, reads, Words, wrongNumber } from '../command.ts';
import type { Database } from '../database.ts';
import { matcher } from '../keys/glob.ts';
import { readBig } from '../numbers.ts';
import type { Interpreter, LibraryFunction } from './lua/interpreter.ts';
import type { Call } from './lua/redis-library.ts';

type Library = { code: string; functions: LibraryFunction[] };

/** The name in `#!lua name=mylib`. */
function libraryName(code: string): string {
  const [first = ''] = code.split('\n', 1);
  if (!first.startsWith('#!') || !code.includes('\n')) return fail('ERR Missing library metadata');
  const [engine = '', ...metadata] = first.slice(2).trim().split(/\s+/);
  const invalid = metadata.find((word) => !word.toLowerCase().startsWith('name='));
  if (invalid !== undefined) fail(`ERR Invalid metadata value given: ${invalid}`);
  const name = metadata[0]?.slice('name='.length);
  if (name === undefined) return fail('ERR Library name was not given');
  if (!/^\w+$/.test(name)) {
    fail(
      'ERR Library names can only contain letters, numbers, or underscores(_) and must be at least one character long',
    );
  }
  return engine.toLowerCase() === 'lua' ? name : fail(`ERR Engine '${engine}' not found`);
}

const describe = (name: string, { code, functions }: Library, withCode: boolean): Reply => [
  ...['library_name', name, 'engine', 'LUA'],
  ...['functions', functions.map((each) => Object.entries(each).flat())],
  ...(withCode ? ['library_code', code] : []),
];

/** FUNCTION, FCALL and FCALL_RO: libraries of scripts that are called by a name. */
export function functionCommands(
  interpreter: () => Interpreter,
  caller: (db: Database, readOnly: boolean) => Call,
): Commands {
  const libraries = new Map<string, Library>();
  const all = () => [...libraries.values()].flatMap(({ functions }) => functions);

  function load(words: Words): Reply {
    const replace = words.left > 1 && words.is('REPLACE');
    if (words.left > 1) fail(`ERR Unknown option given: ${words.take()}`);
    const code = words.take();
    const name = libraryName(code);
    const old = libraries.get(name);
    if (old && !replace) fail(`ERR Library '${name}' already exists`);
    const functions = interpreter().load(name, code.replace(/^[^\n]*/, ''));
    if (functions.length === 0) fail('ERR No functions registered');
    const taken = all().filter((each) => !old?.functions.includes(each));
    const twice = functions.find((each) => taken.some((other) => other.name === each.name));
    if (twice) fail(`ERR Function ${twice.name} already exists`);
    libraries.set(name, { code, functions });
    return name;
  }

  function list(words: Words): Reply {
    let [matches, withCode] = [matcher('*'), false];
    while (words.left > 0) {
      const word = words.take();
      if (/^withcode$/i.test(word)) withCode = true;
      else if (/^libraryname$/i.test(word))
        matches = matcher(words.take('ERR library name argument was not given'));
      else fail(`ERR Unknown argument ${word}`);
    }
    return [...libraries]
      .filter(([name]) => matches(name))
      .map(([name, library]) => describe(name, library, withCode));
  }

  function flush([mode = 'SYNC', ...more]: string[]): Reply {
    if (more.length > 0 || !/^a?sync$/i.test(mode)) {
      fail('ERR FUNCTION FLUSH only supports SYNC|ASYNC option');
    }
    libraries.clear();
    return 'OK';
  }

  function administer(_: Database, [action = '', ...rest]: string[]): Reply {
    const wrong = () => wrongNumber(`function|${action.toLowerCase()}`);
    switch (action.toUpperCase()) {
      case 'LOAD':
        return rest.length === 0 ? wrong() : load(new Words(rest));
      case 'LIST':
        return list(new Words(rest));
      case 'DELETE':
        if (rest.length !== 1) return wrong();
        return libraries.delete(rest[0] ?? '') ? 'OK' : fail('ERR Library not found');
      case 'FLUSH':
        return flush(rest);
      case 'STATS': {
        if (rest.length > 0) return wrong();
        const counts = ['libraries_count', libraries.size, 'functions_count', all().length];
        return ['running_script', null, 'engines', ['LUA', counts]];
      }
      default:
        return fail(`ERR unknown subcommand '${action}'. Try FUNCTION HELP.`);
    }
  }

  const calling = (readOnly: boolean): Command =>
    reads(-3, (db, [name = '', many = '', ...rest]) => {
      const [library] = [...libraries].find(([, { functions }]) =>
        functions.some((each) => each.name === name),
      ) ?? [fail('ERR Function not found')];
      const noWrites = all().some((each) => each.name === name && each.flags.includes('no-writes'));
      if (readOnly && !noWrites) fail('ERR Can not execute a script with write flag using *_ro command.');
      const count = Number(readBig(many) ?? fail('ERR Bad number of keys provided'));
      if (count > rest.length) fail("ERR Number of keys can't be greater than number of args");
      if (count < 0) fail("ERR Number of keys can't be negative");
      return interpreter().call(library, name, rest.slice(0, count), rest.slice(count), caller(db, noWrites));
    });

  return { function: reads(-2, administer), fcall: calling(false), fcall_ro: calling(true) };
}
