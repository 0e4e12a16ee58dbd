import { createHash } from 'node:crypto';
import fengari from 'fengari';
import { CommandError, type Reply } from '../../../engine.ts';
import { jsonAt, type Null, pushJson } from './json.ts';
import { countInDoubles } from './numbers.ts';
import { PRELUDE } from './prelude.ts';
import { type Call, redisLibrary } from './redis-library.ts';
import { bytes, fieldAt, pushList, pushText, replyAt, setField, textAt } from './values.ts';

const { lua, lauxlib, lualib } = fengari;

/** What a library says of a function of its own. */
export type LibraryFunction = { name: string; description: string | null; flags: string[] };

export type Interpreter = {
  /** Runs a script. Throws CommandError for what it throws or answers as an error. */
  run(script: string, keys: string[], args: string[], call: Call): Reply;
  /** Reads a library, without its first line, in the place of one of that name. Throws CommandError. */
  load(library: string, code: string): LibraryFunction[];
  /** Calls a function of a library that was read. Throws CommandError as `run` does. */
  call(library: string, name: string, keys: string[], args: string[], call: Call): Reply;
};

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error('Expected value but found invalid token at character 1', { cause });
  }
}

/** `cjson`, whose null is a value of its own. */
function openJson(L: LuaState): void {
  const mark = {};
  const pushNull = () => lua.lua_pushlightuserdata(L, mark);
  const nothing: Null = {
    push: pushNull,
    isAt: (state, index) => lua.lua_touserdata(state, index) === mark,
  };
  const attempt = (work: (L: LuaState) => void) => (state: LuaState) => {
    try {
      work(state);
    } catch (error) {
      lauxlib.luaL_where(state, 1);
      pushText(state, `${textAt(state, -1)}${error instanceof Error ? error.message : String(error)}`);
      return lua.lua_error(state);
    }
    return 1;
  };
  lua.lua_createtable(L, 0, 3);
  setField(L, 'null', pushNull);
  setField(L, 'encode', () =>
    lua.lua_pushjsfunction(
      L,
      attempt((state) => pushText(state, jsonAt(state, 1, nothing))),
    ),
  );
  const decode = attempt((state) => {
    const text = Buffer.from(textAt(state, 1), 'latin1').toString('utf8');
    pushJson(state, parse(text), nothing);
  });
  setField(L, 'decode', () => lua.lua_pushjsfunction(L, decode));
  lua.lua_setglobal(L, bytes('cjson'));
}

/** A Lua of its own, in which scripts find `redis`, `cjson` and `bit` as in Redis. */
export function createInterpreter(): Interpreter {
  countInDoubles();
  const L = lauxlib.luaL_newstate();
  lualib.luaL_openlibs(L);
  openJson(L);
  let current: Call | undefined;
  redisLibrary(L, (command) => current?.(command) ?? null);
  const prelude = bytes(PRELUDE);
  lauxlib.luaL_loadbuffer(L, prelude, prelude.length, bytes('=prelude'));
  lua.lua_call(L, 0, 3);
  const top = lua.lua_gettop(L);
  const [runner, register, caller] = [top - 2, top - 1, top];

  function failure(label: () => string): CommandError {
    if (lua.lua_type(L, -1) !== lua.LUA_TTABLE) return new CommandError(`ERR ${textAt(L, -1)}`);
    const [message, source, line] = ['err', 'source', 'line'].map((name) => fieldAt(L, -1, name));
    if (source === undefined) return new CommandError(message ?? 'ERR unknown error');
    return new CommandError(`${message} script: ${label()}, on ${source}:${line}.`);
  }

  function answer(label: () => string): Reply {
    if (!lua.lua_toboolean(L, -2)) throw failure(label);
    const isTable = lua.lua_type(L, -1) === lua.LUA_TTABLE;
    const refused = isTable ? fieldAt(L, -1, 'err') : undefined;
    if (refused !== undefined) throw new CommandError(refused);
    return replyAt(L, -1);
  }

  /** Calls one of the functions of the prelude, and leaves the stack as it was. */
  function perform<T>(what: number, push: () => number, read: () => T, call?: Call): T {
    current = call;
    try {
      lua.lua_pushvalue(L, what);
      lua.lua_call(L, push(), 2);
      return read();
    } finally {
      current = undefined;
      lua.lua_settop(L, top);
    }
  }

  const pushAsked = (what: string, keys: string[], args: string[], library?: string) => {
    pushText(L, what);
    pushList(L, keys);
    pushList(L, args);
    if (library !== undefined) pushText(L, library);
    return library === undefined ? 3 : 4;
  };

  return {
    run: (script, keys, args, call) =>
      perform(
        runner,
        () => pushAsked(script, keys, args),
        () => answer(() => createHash('sha1').update(bytes(script)).digest('hex')),
        call,
      ),
    load: (library, code) =>
      perform(
        register,
        () => {
          pushText(L, library);
          pushText(L, code);
          return 2;
        },
        () => readFunctions(answer(() => library)),
      ),
    call: (library, name, keys, args, call) =>
      perform(
        caller,
        () => pushAsked(name, keys, args, library),
        () => answer(() => name),
        call,
      ),
  };
}

/** The prelude lists of each its name, its description and its flags. */
function readFunctions(found: Reply): LibraryFunction[] {
  return (Array.isArray(found) ? found : []).map((each) => {
    const [name = null, description = null, flags = null] = Array.isArray(each) ? each : [];
    return {
      name: String(name),
      description: description === null ? null : String(description),
      flags: Array.isArray(flags) ? flags.map(String) : [],
    };
  });
}
