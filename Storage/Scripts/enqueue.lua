-- Accepts invocations, of each function in their order: of each, checks that the function exists and has room. Claims as many for the owner as it has room to run
-- at once (idling.lua), and tells it; pushes the others, and wakes it.
-- KEYS: of each function: 1 itself, 2 queue, 3 ready, 4 ledger, 5 lease, 6 claims; then of each of its invocations: its record
-- ARGV: 1 most items that may wait, 2 start of the channels of claims, 3 largest item that is claimed here;
--       then of each function: its id, wake channel, how many invocations;
--       of each of these: item without its two times, microseconds until the caller's deadline (0: none), start of the queued record ('': keep none)
-- Answers of each 'ok', or why not.
local now, digits = clock()
local answers = {}
local key, arg = 0, 3

-- How many of a function's invocations its owner has room for.
local function room(known, lease)
  local idle = tonumber(known[5] or '0')
  return idle > 0 and redis.call('GET', lease) == known[6] and idle or 0
end

-- Claims an item for a session, if that listens. A store that refuses writes refuses here, before anybody is told.
local function hand(claims, session, rev, name, item)
  if #item > tonumber(ARGV[3]) then return false end
  local claim = string.sub(item, 34, 50) .. digits .. session
  redis.call('HSET', claims, claim, name .. '\n' .. item)
  if redis.call('PUBLISH', ARGV[2] .. session, digits .. rev .. '\n' .. name .. '\n' .. item) > 0 then return true end
  redis.call('HDEL', claims, claim)
  return false
end

-- Answers how many waited before, what is to wait behind them, and how many were claimed.
local function accept(fn, queue, lease, claims, name, count)
  local known = limits(fn)
  local before = redis.call('LLEN', queue)
  local free = before == 0 and room(known, lease) or 0
  local items, handed = {}, 0
  for i = 1, count do
    local refused = refusal(fn, known, before + #items, ARGV[1], now)
    answers[#answers + 1] = refused or 'ok'
    if not refused then
      local item = times(now, digits, tonumber(ARGV[arg + 2])) .. ARGV[arg + 1]
      if handed < free and hand(claims, string.sub(known[6], 1, 16), known[1], name, item) then
        handed = handed + 1
      else
        -- None goes before it.
        free = handed
        items[#items + 1] = item
      end
      if ARGV[arg + 3] ~= '' then redis.call('SET', KEYS[key + i], ARGV[arg + 3] .. digits .. '}') end
    end
    arg = arg + 3
  end
  if handed > 0 then redis.call('HINCRBY', fn, 'idle', -handed) end
  return before, items, handed
end

while key < #KEYS do
  local fn, queue, ready, ledger, lease, claims = unpack(KEYS, key + 1, key + 6)
  local name, channel, count = ARGV[arg + 1], ARGV[arg + 2], tonumber(ARGV[arg + 3])
  key, arg = key + 6, arg + 3
  local before, items, handed = accept(fn, queue, lease, claims, name, count)
  key = key + count
  if #items + handed > 0 then redis.call('HINCRBY', ledger, 'accepted', #items + handed) end
  if #items > 0 then
    local waiting = redis.call('LPUSH', queue, unpack(items))
    if before == 0 then redis.call('SADD', ready, name) end
    -- Wakes at 1, 2, 4, 8, ...: the owner hears that a queue grows without hearing of every item.
    local power = 1
    while power <= before do power = power * 2 end
    if power <= waiting then redis.call('PUBLISH', channel, waiting .. ' ' .. name) end
  end
end
return answers
