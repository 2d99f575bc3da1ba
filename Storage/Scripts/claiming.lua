-- Takes the oldest waiting item for a session that owns the shard, and notes the claim.
-- Answers {item or false, now in microseconds, items left, current revision or false, whether the lease holds}.
local function claim(lease, owner, fn, queue, ready, claims, name, session)
  if redis.call('GET', lease) ~= owner then return {false, 0, 0, false, 0} end
  local item = redis.call('RPOP', queue)
  if not item then return {false, 0, 0, false, 1} end
  -- id (16 bytes) and attempt (1): what makes a completion by anybody else fail.
  redis.call('HSET', claims, string.sub(item, 34, 50) .. session, name .. '\n' .. item)
  local left = redis.call('LLEN', queue)
  if left == 0 then redis.call('SREM', ready, name) end
  local time = redis.call('TIME')
  return {item, tonumber(time[1]) * 1000000 + tonumber(time[2]), left, redis.call('HGET', fn, 'rev'), 1}
end
