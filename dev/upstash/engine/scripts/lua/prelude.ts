/**
 * Turns Lua 5.3 into what a script of Redis finds: the functions that Lua 5.1 had, `bit`, no way out of the process, no globals but those
 * that are there. Answers what runs a script,
 * what reads a library of functions and what calls one; each gives `true` with a result, or `false` with a table that has `err`.
 */
export const PRELUDE = `
local debug, load, xpcall, plain, protected = debug, load, xpcall, tostring, pcall
local format, floor = string.format, math.floor
unpack = table.unpack
loadstring = function(text, name) return load(text, name, 't') end
table.getn = function(list) return #list end
table.maxn = function(list)
  local most = 0
  for key in pairs(list) do if type(key) == 'number' and key > most then most = key end end
  return most
end
math.pow = function(x, y) return x ^ y end
math.mod = math.fmod
math.log10 = function(x) return math.log(x, 10) end
-- What is behind the point is dropped where a whole number is asked for, and it may have more than 32 bits.
string.format = function(pattern, ...)
  local args, at = { ... }, 0
  pattern = pattern:gsub('%%([-+ #0]*%d*%.?%d*)(.)', function(flags, kind)
    if kind == '%' then return nil end
    at = at + 1
    if kind == 's' and type(args[at]) == 'number' then args[at] = args[at] .. '' end
    local value = kind:find('[di]') and tonumber(args[at])
    if not value then return nil end
    args[at] = value < 0 and math.ceil(value) or floor(value)
    if args[at] > -2147483648 and args[at] < 2147483647 then return nil end
    return '%' .. flags .. '.0f'
  end)
  return format(pattern, table.unpack(args, 1, select('#', ...)))
end
-- What was thrown as a table with its text arrives as the text.
local function caught(ok, thrown, ...)
  if not ok and type(thrown) == 'table' and thrown.err then return false, thrown.err end
  return ok, thrown, ...
end
pcall = function(...) return caught(protected(...)) end
gcinfo = function() return 0, 0 end
local function whole(value)
  value = floor(value + 0.5) % 4294967296
  return value >= 2147483648 and value - 4294967296 or value
end
local function folded(operation)
  return function(first, ...)
    local result = whole(first) | 0
    for _, value in ipairs({ ... }) do result = operation(result, whole(value) | 0) end
    return result
  end
end
bit = {
  tobit = function(x) return whole(x) end,
  bnot = function(x) return ~(whole(x) | 0) end,
  band = folded(function(a, b) return a & b end),
  bor = folded(function(a, b) return a | b end),
  bxor = folded(function(a, b) return a ~ b end),
  lshift = function(x, n) return (whole(x) | 0) << (n % 32 | 0) end,
  rshift = function(x, n) return (whole(x) | 0) >> (n % 32 | 0) end,
  arshift = function(x, n) return whole(floor(whole(x) / 2 ^ (n % 32))) end,
  tohex = function(x) return format('%08x', whole(x) | 0) end,
}
tostring = function(value)
  if type(value) == 'number' then return value .. '' end
  return plain(value)
end
os, io, dofile, loadfile, require, package, print, utf8, fengari, rawlen = nil
_G.debug = nil
collectgarbage = function() return 0 end

-- What was thrown, as a table that says where.
local function handler(thrown)
  if type(thrown) ~= 'table' then thrown = { err = 'ERR ' .. tostring(thrown) } end
  local level, info = 2, debug.getinfo(2, 'Sl')
  while info and info.source ~= '@user_script' and info.source ~= '@user_function' do
    level = level + 1
    info = debug.getinfo(level, 'Sl')
  end
  if info then thrown.source, thrown.line = info.source, info.currentline end
  return thrown
end

local globals, visible = _G, {}
for name, value in pairs(globals) do visible[name] = value end
visible._G = visible
setmetatable(visible, {
  __index = function(_, name)
    error("Script attempted to access nonexistent global variable '" .. tostring(name) .. "'", 2)
  end,
  __newindex = function() error('Attempt to modify a readonly table', 2) end,
})

local compiled, count = {}, 0
local function compile(text)
  local known = compiled[text]
  if known then return known end
  local chunk, reason = load(text, '@user_script', 't', visible)
  if not chunk then return nil, reason end
  if count >= 500 then compiled, count = {}, 0 end
  compiled[text], count = chunk, count + 1
  return chunk
end

local libraries = {}
local function refuse() error('Attempt to modify a readonly table', 3) end

-- Runs a library, which names its functions, and answers what it named. What it calls \`redis\` can do no more until then.
local function register(name, text)
  local found, callbacks = {}, {}
  local function add(first, callback)
    local asked = type(first) == 'table' and first or { function_name = first, callback = callback }
    if type(asked.function_name) ~= 'string' or type(asked.callback) ~= 'function' then
      error({ err = 'ERR wrong number of arguments to redis.register_function' }, 0)
    end
    callbacks[asked.function_name] = asked.callback
    found[#found + 1] = { asked.function_name, asked.description or false, asked.flags or {} }
  end
  local unknown = getmetatable(visible).__index
  local api = setmetatable({ register_function = add, log = redis.log }, { __index = unknown, __newindex = refuse })
  local env = setmetatable({ redis = api }, { __index = visible, __newindex = refuse })
  local chunk, reason = load(text, '@user_function', 't', env)
  if not chunk then return false, { err = 'ERR Error compiling function: ' .. reason } end
  local ok, thrown = xpcall(chunk, handler)
  if not ok then return false, { err = 'ERR Error registering functions: ' .. thrown.err } end
  rawset(env, 'redis', visible.redis)
  libraries[name] = callbacks
  return true, found
end

local function call(name, keys, argv, library)
  local callback = libraries[library][name]
  return xpcall(function() return callback(keys, argv) end, handler)
end

local function run(text, keys, argv)
  local chunk, reason = compile(text)
  if not chunk then return false, { err = 'ERR Error compiling script (new function): ' .. reason } end
  rawset(visible, 'KEYS', keys)
  rawset(visible, 'ARGV', argv)
  return xpcall(chunk, handler)
end

return run, register, call
`;
