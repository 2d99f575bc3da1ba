-- Puts an item where its priority belongs. The oldest of high priority is claimed where the queue says 'h', those of low priority when the queue is empty.
local function push(queue, aside, ready, channel, name, item)
  local priority = string.sub(item, 124, 124)
  local waiting
  if priority == 'n' then
    waiting = redis.call('LPUSH', queue, item)
  elseif priority == 'h' then
    redis.call('ZADD', aside, tonumber(string.sub(item, 1, 16)), item)
    waiting = redis.call('RPUSH', queue, 'h')
  else
    -- Behind every other: scores are microseconds, and this is beyond the year 2090.
    redis.call('ZADD', aside, tonumber(string.sub(item, 1, 16)) + 4000000000000000, item)
    waiting = redis.call('LLEN', queue) + redis.call('ZCARD', aside)
  end
  redis.call('SADD', ready, name)
  redis.call('PUBLISH', channel, string.format('%.0f ', waiting) .. name)
end
