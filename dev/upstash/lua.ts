/**
 * Put around a script for ioredis-mock, whose Lua sees raw JavaScript where Redis gives Lua values:
 *
 * - arrays become tables and null becomes false (its HMGET of a missing field was neither nil nor false,
 *   which broke the token bucket of @upstash/ratelimit);
 * - whole numbers stay whole ("5", not "5.0"), and numbers become text on their way into a command;
 * - a table is a list up to its first nil; ioredis-mock knows lists by being filled from their end;
 * - options of SET may be in lower case; errors and pcall carry the message; `{err=}`, `{ok=}` work.
 */
const PRELUDE = `
local call = call
local convert
local function list(value, first)
  local is_list, length = pcall(function() return value.length end)
  if not is_list then return false end
  local items = {}
  for i = first, length - 1 do items[#items + 1] = convert(value[i], 0) end
  return items
end
function convert(value, first)
  if value == nil then return false end
  if type(value) == 'number' then return math.tointeger(value) or value end
  if type(value) == 'userdata' then return list(value, first) end
  return value
end
local function text(value)
  if type(value) ~= 'number' then return value end
  local whole = math.tointeger(value)
  return whole and tostring(whole) or string.format('%.17g', value)
end
local redis = {}
function redis.call(name, ...)
  local args = { ... }
  for i = 1, #args do
    args[i] = text(args[i])
    if i > 2 and string.upper(name) == 'SET' then args[i] = string.upper(args[i]) end
  end
  local ok, result = pcall(call, false, name, table.unpack(args))
  if not ok then error((string.gsub(tostring(result), '^%a*Error: ', '')), 0) end
  return convert(result, 1)
end
function redis.pcall(...)
  local ok, result = pcall(redis.call, ...)
  if ok then return result end
  return { err = result }
end
local function list_of(items)
  if type(items) ~= 'table' then return items end
  local length, list = 0, {}
  while items[length + 1] ~= nil do length = length + 1 end
  for i = length, 1, -1 do list[i] = list_of(items[i]) end
  return list
end
local function finish(result)
  if type(result) ~= 'table' then return result end
  if result.err then error(result.err, 0) end
  return result.ok or list_of(result)
end
local function script()
`;

/** The script as ioredis-mock can run it. */
export const forInProcess = (script: string): string => `${PRELUDE}${script}\nend\nreturn finish(script())`;
