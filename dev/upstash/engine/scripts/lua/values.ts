import fengari from 'fengari';
import type { Reply } from '../../../engine.ts';

const { lua } = fengari;

export const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

export function pushText(L: LuaState, text: string): void {
  lua.lua_pushlstring(L, bytes(text), text.length);
}

/** The string or number at an index as text. */
export function textAt(L: LuaState, index: number): string {
  return Buffer.from(lua.lua_tostring(L, index) ?? []).toString('latin1');
}

/** Sets a field of the table on top. */
export function setField(L: LuaState, name: string, push: () => void): void {
  pushText(L, name);
  push();
  lua.lua_rawset(L, -3);
}

export function pushList(L: LuaState, items: readonly string[]): void {
  lua.lua_createtable(L, items.length, 0);
  for (const [index, item] of items.entries()) {
    pushText(L, item);
    lua.lua_rawseti(L, -2, index + 1);
  }
}

/** A table with one field: `{ok=}` or `{err=}`. */
export function pushSingle(L: LuaState, name: 'ok' | 'err', text: string): void {
  lua.lua_createtable(L, 0, 1);
  setField(L, name, () => pushText(L, text));
}

/** A reply as a script sees it: nothing is false, and lists are tables. */
export function pushReply(L: LuaState, reply: Reply): void {
  if (reply === null) lua.lua_pushboolean(L, false);
  else if (typeof reply === 'number') lua.lua_pushnumber(L, reply);
  else if (typeof reply === 'string') pushText(L, reply);
  else {
    lua.lua_createtable(L, reply.length, 0);
    for (const [index, item] of reply.entries()) {
      pushReply(L, item);
      lua.lua_rawseti(L, -2, index + 1);
    }
  }
}

/** The text in a field of the table at an index. */
export function fieldAt(L: LuaState, index: number, name: string): string | undefined {
  const table = lua.lua_absindex(L, index);
  pushText(L, name);
  const type = lua.lua_rawget(L, table);
  const text = type === lua.LUA_TSTRING || type === lua.LUA_TNUMBER ? textAt(L, -1) : undefined;
  lua.lua_pop(L, 1);
  return text;
}

function listAt(L: LuaState, index: number): Reply[] {
  const table = lua.lua_absindex(L, index);
  const items: Reply[] = [];
  // A list ends at its first nil.
  for (let at = 1; lua.lua_rawgeti(L, table, at) !== lua.LUA_TNIL; at += 1) {
    items.push(replyAt(L, -1));
    lua.lua_pop(L, 1);
  }
  lua.lua_pop(L, 1);
  return items;
}

/** As C converts a double: what 64 bits cannot hold is the lowest number of them. */
const toInteger = (value: number): number =>
  Math.abs(value) < 2 ** 63 ? Math.trunc(value) || 0 : -(2 ** 63);

/** What a script answers as a reply: numbers lose what is behind their point, true is 1, false and nil are nothing. */
export function replyAt(L: LuaState, index: number): Reply {
  switch (lua.lua_type(L, index)) {
    case lua.LUA_TSTRING:
      return textAt(L, index);
    case lua.LUA_TNUMBER:
      return toInteger(lua.lua_tonumber(L, index));
    case lua.LUA_TBOOLEAN:
      return lua.lua_toboolean(L, index) ? 1 : null;
    case lua.LUA_TTABLE:
      return fieldAt(L, index, 'ok') ?? fieldAt(L, index, 'double') ?? listAt(L, index);
    default:
      return null;
  }
}
