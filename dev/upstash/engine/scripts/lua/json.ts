import fengari from 'fengari';
import { formatSignificant } from '../../numbers.ts';
import { pushText, textAt } from './values.ts';

const { lua } = fengari;

const utf8 = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

/** What JSON's null is in a script: a value that is neither nil nor false. */
export type Null = { push(L: LuaState): void; isAt(L: LuaState, index: number): boolean };

/** Pushes what was parsed; strings become bytes again. */
export function pushJson(L: LuaState, value: unknown, nothing: Null): void {
  if (typeof value === 'string') pushText(L, utf8(value));
  else if (typeof value === 'number') lua.lua_pushnumber(L, value);
  else if (typeof value === 'boolean') lua.lua_pushboolean(L, value);
  else if (Array.isArray(value)) {
    lua.lua_createtable(L, value.length, 0);
    for (const [index, item] of value.entries()) {
      pushJson(L, item, nothing);
      lua.lua_rawseti(L, -2, index + 1);
    }
  } else if (typeof value === 'object' && value !== null) {
    lua.lua_createtable(L, 0, 0);
    for (const [name, item] of Object.entries(value)) {
      pushText(L, utf8(name));
      pushJson(L, item, nothing);
      lua.lua_rawset(L, -3);
    }
  } else nothing.push(L);
}

const ESCAPES: Record<string, string> = { '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r' };

/** The bytes of a string are left as they are, but for what JSON wants escaped; cjson escapes the slash too. */
const quote = (text: string) =>
  `"${text.replace(/["\\/]|[^ -~\x80-\xff]/g, (char) => {
    const code = char.charCodeAt(0).toString(16).padStart(4, '0');
    return ESCAPES[char] ?? (/["\\/]/.test(char) ? `\\${char}` : `\\u${code}`);
  })}"`;

type Shape = { fields: [string, string][]; highest: number; list: string[] };

/** A table whose keys are 1 to n is a list, one without keys an object, as cjson has it. */
function tableAt(L: LuaState, index: number, nothing: Null): string {
  const table = lua.lua_absindex(L, index);
  const shape: Shape = { fields: [], highest: 0, list: [] };
  let onlyNumbers = true;
  lua.lua_pushnil(L);
  while (lua.lua_next(L, table) !== 0) {
    const value = jsonAt(L, -1, nothing);
    const isNumber = lua.lua_type(L, -2) === lua.LUA_TNUMBER;
    const at = isNumber ? lua.lua_tonumber(L, -2) : 0;
    if (isNumber && Number.isInteger(at) && at > 0) {
      shape.list[at - 1] = value;
      shape.highest = Math.max(shape.highest, at);
    } else onlyNumbers = false;
    lua.lua_pushvalue(L, -2);
    shape.fields.push([textAt(L, -1), value]);
    lua.lua_pop(L, 2);
  }
  if (onlyNumbers && shape.highest > 0) {
    return `[${Array.from({ length: shape.highest }, (_, i) => shape.list[i] ?? 'null').join(',')}]`;
  }
  return `{${shape.fields.map(([name, value]) => `${quote(name)}:${value}`).join(',')}}`;
}

/** Throws an Error that says why a value has no JSON. */
export function jsonAt(L: LuaState, index: number, nothing: Null): string {
  switch (lua.lua_type(L, index)) {
    case lua.LUA_TNIL:
      return 'null';
    case lua.LUA_TBOOLEAN:
      return String(lua.lua_toboolean(L, index));
    case lua.LUA_TNUMBER: {
      const number = lua.lua_tonumber(L, index);
      if (!Number.isFinite(number)) throw new Error('Cannot serialise number: must not be NaN or Infinity');
      return formatSignificant(number, 14);
    }
    case lua.LUA_TSTRING:
      return quote(textAt(L, index));
    default:
      if (nothing.isAt(L, index)) return 'null';
      if (lua.lua_type(L, index) === lua.LUA_TTABLE) return tableAt(L, index, nothing);
      throw new Error('Cannot serialise function: type not supported');
  }
}
