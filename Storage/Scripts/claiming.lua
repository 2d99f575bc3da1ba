-- What all scripts that claim share. Of a function, behind the keys before its own: 1 lease, 2 function, 3 queue, 4 aside, 5 ready, 6 claims, 7 ledger
-- and behind the arguments before its own: 1 owner (session and epoch), 2 function id, 3 session, 4 most to claim
-- Bytes of what was taken so far, passed over or not: the store serves nobody else meanwhile, so what is claimed for later functions has an end.
local weight, enough = 0, 262144

-- The next waiting items, oldest first: 'h' holds the place of the oldest of high priority; those of low priority come when nothing else waits.
local function take(queue, aside, most)
  local items = {}
  local popped = redis.call('RPOP', queue, most) or {}
  -- The embedded store answers one item as itself.
  if type(popped) == 'string' then popped = {popped} end
  for _, item in ipairs(popped) do
    if item == 'h' then item = redis.call('ZPOPMIN', aside)[1] end
    if item then items[#items + 1] = item end
  end
  if #popped < most then
    local low = redis.call('ZPOPMIN', aside, most - #popped)
    for i = 1, #low, 2 do items[#items + 1] = low[i] end
  end
  for _, item in ipairs(items) do weight = weight + #item end
  return items
end

local function less(fn, count)
  if redis.call('HINCRBY', fn, count, -1) <= 0 then redis.call('HDEL', fn, count) end
end

-- Whether an item was ended while it waited; said once. Where that was not counted (cancel.lua), it is now: there was such an item.
local function cancelled(fn, ledger, item)
  local mark = 'x' .. string.sub(item, 34, 49)
  local state = redis.call('HGET', fn, mark)
  if not state then return false end
  redis.call('HDEL', fn, mark)
  less(fn, 'holes')
  if state ~= '' then
    redis.call('HINCRBY', ledger, state, 1)
    less(fn, 'uncounted')
  end
  return true
end

-- Where nothing waits, what is still noted as ended there never was: the store has lost it.
local function forget(fn)
  for _, field in ipairs(redis.call('HKEYS', fn)) do
    if string.sub(field, 1, 1) == 'x' then redis.call('HDEL', fn, field) end
  end
  redis.call('HDEL', fn, 'holes', 'uncounted')
end

-- Takes the oldest waiting items for a session that owns the shard, and notes the claims. What was cancelled while it waited is passed over.
-- Answers {items, now in microseconds, items left, current revision or false, 1; 0: the lease is lost; 2: not asked}.
local function claim(keys, args)
  local most = tonumber(ARGV[args + 4])
  if most == 0 or weight > enough then return {{}, 0, 0, false, 2} end
  if redis.call('GET', KEYS[keys + 1]) ~= ARGV[args + 1] then return {{}, 0, 0, false, 0} end
  local fn, queue, aside, name = KEYS[keys + 2], KEYS[keys + 3], KEYS[keys + 4], ARGV[args + 2]
  local items, known = {}, nil
  for _ = 1, 1000 do
    local taken = take(queue, aside, most - #items)
    if #taken == 0 then break end
    known = known or redis.call('HMGET', fn, 'rev', 'holes', 'idle')
    for _, item in ipairs(taken) do
      if not known[2] or not cancelled(fn, KEYS[keys + 7], item) then items[#items + 1] = item end
    end
    if not known[2] or #items == most then break end
  end
  -- Most rows of runs end like this, and whoever took the last item has tidied up.
  if not known then return {{}, 0, 0, false, 1} end
  local left = redis.call('LLEN', queue)
  if left == 0 then
    left = redis.call('ZCARD', aside)
    if left == 0 then
      redis.call('SREM', KEYS[keys + 5], name)
      if known[2] and redis.call('HEXISTS', fn, 'holes') == 1 then forget(fn) end
    end
  end
  if #items == 0 then return {items, 0, left, false, 1} end
  local _, digits = clock()
  local claims = {}
  for i, item in ipairs(items) do
    -- id (16 bytes), attempt (1), moment (16 digits): what makes a completion by anybody else fail, and a release that is said twice.
    claims[2 * i - 1] = string.sub(item, 34, 50) .. digits .. ARGV[args + 3]
    claims[2 * i] = name .. '\n' .. item
  end
  redis.call('HSET', KEYS[keys + 6], unpack(claims))
  -- Whoever asks may use room that was counted as idle (idling.lua).
  local idle = tonumber(known[3] or '0')
  if idle > 0 then redis.call('HINCRBY', fn, 'idle', -math.min(idle, #items)) end
  return {items, digits, left, known[1], 1}
end
