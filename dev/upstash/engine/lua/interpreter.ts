import { createHash } from 'node:crypto';
import fengari from 'fengari';
import { CommandError, type Reply } from '../../engine.ts';
import { jsonAt, type Null, pushJson } from './json.ts';
import { countInDoubles } from './numbers.ts';
import { PRELUDE } from './prelude.ts';
import { type Call, redisLibrary } from './redis-library.ts';
import { bytes, fieldAt, pushList, pushText, replyAt, setField, textAt } from './values.ts';

const { lua, lauxlib, lualib } = fengari;

export type Interpreter = {
  /** Runs a script. Throws CommandError for what it throws or answers as an error. */
  run(script: string, keys: string[], args: string[], call: Call): Reply;
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
  lua.lua_call(L, 0, 1);
  const runner = lua.lua_gettop(L);

  function failure(script: string): CommandError {
    if (lua.lua_type(L, -1) !== lua.LUA_TTABLE) return new CommandError(`ERR ${textAt(L, -1)}`);
    const [message, source, line] = ['err', 'source', 'line'].map((name) => fieldAt(L, -1, name));
    if (source === undefined) return new CommandError(message ?? 'ERR unknown error');
    const sha = createHash('sha1').update(bytes(script)).digest('hex');
    return new CommandError(`${message} script: ${sha}, on ${source}:${line}.`);
  }

  function answer(script: string): Reply {
    if (!lua.lua_toboolean(L, -2)) throw failure(script);
    const isTable = lua.lua_type(L, -1) === lua.LUA_TTABLE;
    const refused = isTable ? fieldAt(L, -1, 'err') : undefined;
    if (refused !== undefined) throw new CommandError(refused);
    return replyAt(L, -1);
  }

  return {
    run(script, keys, args, call) {
      current = call;
      try {
        lua.lua_pushvalue(L, runner);
        pushText(L, script);
        pushList(L, keys);
        pushList(L, args);
        lua.lua_call(L, 3, 2);
        return answer(script);
      } finally {
        current = undefined;
        lua.lua_settop(L, runner);
      }
    },
  };
}
