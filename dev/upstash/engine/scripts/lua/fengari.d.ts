// Of fengari, which has no types of its own, what this folder uses.

type LuaState = { readonly luaState: unique symbol };

declare module 'fengari' {
  type Bytes = Uint8Array;
  const fengari: {
    lua: {
      LUA_OK: number;
      LUA_MULTRET: number;
      LUA_TNIL: number;
      LUA_TBOOLEAN: number;
      LUA_TNUMBER: number;
      LUA_TSTRING: number;
      LUA_TTABLE: number;
      lua_call(L: LuaState, args: number, results: number): void;
      lua_error(L: LuaState): never;
      lua_gettop(L: LuaState): number;
      lua_settop(L: LuaState, top: number): void;
      lua_pop(L: LuaState, count: number): void;
      lua_type(L: LuaState, index: number): number;
      lua_absindex(L: LuaState, index: number): number;
      lua_pcall(L: LuaState, args: number, results: number, handler: number): number;
      lua_pushnil(L: LuaState): void;
      lua_pushboolean(L: LuaState, value: boolean): void;
      lua_pushnumber(L: LuaState, value: number): void;
      lua_pushlstring(L: LuaState, value: Bytes, length: number): void;
      lua_pushjsfunction(L: LuaState, run: (L: LuaState) => number): void;
      lua_pushlightuserdata(L: LuaState, value: object): void;
      lua_touserdata(L: LuaState, index: number): unknown;
      lua_pushvalue(L: LuaState, index: number): void;
      lua_createtable(L: LuaState, items: number, fields: number): void;
      lua_rawget(L: LuaState, index: number): number;
      lua_rawgeti(L: LuaState, index: number, at: number): number;
      lua_rawset(L: LuaState, index: number): void;
      lua_rawseti(L: LuaState, index: number, at: number): void;
      lua_rawlen(L: LuaState, index: number): number;
      lua_next(L: LuaState, index: number): number;
      lua_setglobal(L: LuaState, name: Bytes): void;
      lua_toboolean(L: LuaState, index: number): boolean;
      lua_tonumber(L: LuaState, index: number): number;
      lua_tostring(L: LuaState, index: number): Bytes | null;
    };
    lauxlib: {
      luaL_newstate(): LuaState;
      luaL_where(L: LuaState, level: number): void;
      luaL_loadbuffer(L: LuaState, text: Bytes, length: number, name: Bytes): number;
    };
    lualib: { luaL_openlibs(L: LuaState): void };
  };
  export default fengari;
}

declare module 'fengari/src/lobject.js' {
  type LuaValue = {
    value: unknown;
    ttisinteger(): boolean;
    setfltvalue(value: number): void;
    setsvalue(value: unknown): void;
  };
  const lobject: {
    luaO_str2num(text: Uint8Array, into: LuaValue): number;
    luaO_tostring(L: LuaState, value: LuaValue): void;
  };
  export default lobject;
}

declare module 'fengari/src/lstring.js' {
  const lstring: { luaS_bless(L: LuaState, text: Uint8Array): unknown };
  export default lstring;
}
