import { createHash } from 'node:crypto';
import fengari from 'fengari';
import { CommandError, type Reply } from '../../../engine.ts';
import { formatDouble } from '../../numbers.ts';
import { bytes, pushReply, pushSingle, pushText, setField, textAt } from './values.ts';

const { lua } = fengari;

/** Runs a command for a script. Throws CommandError. */
export type Call = (command: string[]) => Reply;

/** Commands that answer a status, which a script sees as `{ok=}`, where others answer a string. */
const STATUS = new Set(
  'set setex psetex mset hmset lset ltrim rename flushdb flushall type ping pfmerge xgroup xsetid restore'.split(
    ' ',
  ),
);

const isStatus = (command: string[], reply: Reply): reply is string => {
  const name = command[0]?.toLowerCase() ?? '';
  if (typeof reply !== 'string' || !STATUS.has(name)) return false;
  return name === 'set' ? reply === 'OK' : name !== 'ping' || command.length === 1;
};

function words(L: LuaState): string[] {
  const count = lua.lua_gettop(L);
  if (count === 0) {
    throw new CommandError('ERR Please specify at least one argument for this redis lib call');
  }
  return Array.from({ length: count }, (_, index) => {
    const type = lua.lua_type(L, index + 1);
    if (type === lua.LUA_TNUMBER) return formatDouble(lua.lua_tonumber(L, index + 1));
    if (type === lua.LUA_TSTRING) return textAt(L, index + 1);
    throw new CommandError('ERR Lua redis lib command arguments must be strings or integers');
  });
}

const calling = (call: Call, thrown: 'throws' | 'answers') => (L: LuaState) => {
  try {
    const command = words(L);
    const reply = call(command);
    if (isStatus(command, reply)) pushSingle(L, 'ok', reply);
    else pushReply(L, reply);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    pushSingle(L, 'err', error.message);
    if (thrown === 'throws') return lua.lua_error(L);
  }
  return 1;
};

const WRONG_ARGUMENTS = 'ERR wrong number or type of arguments';

/** `redis.status_reply` and `redis.error_reply`; an error without a code of its own gets `ERR`. */
const wrapping = (name: 'ok' | 'err') => (L: LuaState) => {
  const type = lua.lua_type(L, 1);
  if (lua.lua_gettop(L) !== 1 || (type !== lua.LUA_TSTRING && type !== lua.LUA_TNUMBER)) {
    pushSingle(L, 'err', WRONG_ARGUMENTS);
    return 1;
  }
  const text = textAt(L, 1);
  const message = text.replace(/^-/, '');
  const withCode = message.includes(' ') ? message : `ERR ${message}`;
  pushSingle(L, name, name === 'ok' ? text : withCode);
  return 1;
};

function sha1(L: LuaState): number {
  if (lua.lua_gettop(L) !== 1) {
    pushSingle(L, 'err', 'ERR wrong number of arguments');
    return lua.lua_error(L);
  }
  pushText(
    L,
    createHash('sha1')
      .update(bytes(textAt(L, 1)))
      .digest('hex'),
  );
  return 1;
}

/** Puts `redis` among the globals. */
export function redisLibrary(L: LuaState, call: Call): void {
  const functions: Record<string, (L: LuaState) => number> = {
    call: calling(call, 'throws'),
    pcall: calling(call, 'answers'),
    status_reply: wrapping('ok'),
    error_reply: wrapping('err'),
    sha1hex: sha1,
    log: () => 0,
    setresp: () => 0,
    set_repl: () => 0,
    replicate_commands: (state) => {
      lua.lua_pushboolean(state, true);
      return 1;
    },
  };
  const numbers = { LOG_DEBUG: 0, LOG_VERBOSE: 1, LOG_NOTICE: 2, LOG_WARNING: 3, REPL_NONE: 0, REPL_AOF: 1 };
  lua.lua_createtable(L, 0, 16);
  for (const [name, run] of Object.entries(functions)) {
    setField(L, name, () => lua.lua_pushjsfunction(L, run));
  }
  for (const [name, value] of Object.entries({ ...numbers, REPL_SLAVE: 2, REPL_REPLICA: 2, REPL_ALL: 3 })) {
    setField(L, name, () => lua.lua_pushnumber(L, value));
  }
  setField(L, 'REDIS_VERSION', () => pushText(L, '7.0.15'));
  setField(L, 'REDIS_VERSION_NUM', () => lua.lua_pushnumber(L, 0x0007000f));
  lua.lua_setglobal(L, bytes('redis'));
}
