-- Keeps an item until it is due, and tells the owner to look when that is: a wake of none waiting.
local function delay(fn, delayed, items, id, name, item, due, channel)
  redis.call('ZADD', delayed, due, id .. name)
  redis.call('HSET', items, id, item)
  redis.call('HINCRBY', fn, 'delayed', 1)
  redis.call('PUBLISH', channel, '0 ' .. name)
end

-- Takes it away again; answers the item, or false when it was not there.
local function undelay(fn, delayed, items, id, name)
  if redis.call('ZREM', delayed, id .. name) == 0 then return false end
  local item = redis.call('HGET', items, id)
  redis.call('HDEL', items, id)
  if redis.call('HINCRBY', fn, 'delayed', -1) <= 0 then redis.call('HDEL', fn, 'delayed') end
  return item
end
