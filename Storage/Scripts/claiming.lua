-- Takes the oldest waiting item for a session that owns the shard, and notes the claim.
-- Answers {item or false, now in microseconds, items left, current revision or false, whether the lease holds}.
local function claim(lease, owner, fn, queue, ready, claims, name, session)
  if redis.call('GET', lease) ~= owner then return {false, 0, 0, false, 0} end
  local item = redis.call('RPOP', queue)
  if not item then return {false, 0, 0, false, 1} end
  local time = redis.call('TIME')
  local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
  -- id (16 bytes), attempt (1), moment (16 digits): what makes a completion by anybody else fail, and a release that is said twice.
  redis.call('HSET', claims, string.sub(item, 34, 50) .. string.format('%016.0f', now) .. session, name .. '\n' .. item)
  local left = redis.call('LLEN', queue)
  if left == 0 then redis.call('SREM', ready, name) end
  return {item, now, left, redis.call('HGET', fn, 'rev'), 1}
end
