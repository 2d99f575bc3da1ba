-- Ends a claimed attempt for good and keeps the item as a dead letter. Then claims the next item of the same function, unless told not to.
-- KEYS: 1 to 10 as finish.lua, 11 dead letters, 12 their items
-- ARGV: 1 to 11 as finish.lua, 12 most dead letters of a function, 13 item
local finished = redis.call('HDEL', KEYS[6], ARGV[4])
if finished == 1 then
  local id = string.sub(ARGV[4], 1, 16)
  keep(KEYS[7], KEYS[8], ARGV[5], ARGV[6], ARGV[10], ARGV[8])
  if ARGV[7] ~= '' then redis.call('SET', KEYS[9], ARGV[7], 'PX', ARGV[8]) end
  redis.call('HINCRBY', KEYS[10], ARGV[11], 1)
  redis.call('ZADD', KEYS[11], micros(), id)
  redis.call('HSET', KEYS[12], id, ARGV[13])
  for _ = tonumber(ARGV[12]) + 1, redis.call('ZCARD', KEYS[11]) do redis.call('HDEL', KEYS[12], redis.call('ZPOPMIN', KEYS[11])[1]) end
  tell(ARGV[9], id, ARGV[5], ARGV[6], ARGV[10])
end
if ARGV[1] == '' then return {finished, false, 0, 0, false, 1} end
local next = claim(KEYS[1], ARGV[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], ARGV[2], ARGV[3])
return {finished, next[1], next[2], next[3], next[4], next[5]}
