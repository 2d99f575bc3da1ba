-- Takes the oldest waiting item for a session that owns the shard, and notes the claim. What was cancelled while it waited is passed over.
-- Answers {item or false, now in microseconds, items left, current revision or false, whether the lease holds}.
local function claim(lease, owner, fn, queue, aside, ready, claims, name, session)
  if redis.call('GET', lease) ~= owner then return {false, 0, 0, false, 0} end
  local item, known
  for _ = 1, 1000 do
    item = redis.call('RPOP', queue)
    -- 'h' holds the place of the oldest of high priority; those of low priority come when nothing else waits.
    if not item or item == 'h' then item = redis.call('ZPOPMIN', aside)[1] end
    if not item then break end
    known = known or redis.call('HMGET', fn, 'rev', 'holes')
    if not known[2] or redis.call('HDEL', fn, 'x' .. string.sub(item, 34, 49)) == 0 then break end
    item = nil
    if redis.call('HINCRBY', fn, 'holes', -1) <= 0 then redis.call('HDEL', fn, 'holes') end
  end
  -- Most rows of runs end like this, and whoever took the last item has tidied up.
  if not known then return {false, 0, 0, false, 1} end
  local left = redis.call('LLEN', queue)
  if left == 0 then
    left = redis.call('ZCARD', aside)
    if left == 0 then redis.call('SREM', ready, name) end
  end
  if not item then return {false, 0, left, false, 1} end
  local _, now = clock()
  -- id (16 bytes), attempt (1), moment (16 digits): what makes a completion by anybody else fail, and a release that is said twice.
  redis.call('HSET', claims, string.sub(item, 34, 50) .. now .. session, name .. '\n' .. item)
  return {item, now, left, known[1], 1}
end
