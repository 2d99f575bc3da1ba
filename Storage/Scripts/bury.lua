-- Ends a claimed attempt for good and keeps the item as a dead letter. Then claims the next item of the same function.
-- KEYS: 1 to 7 as claiming.lua, 8 dead letters, 9 their items, 10 record, 11 result, 12 logs
-- ARGV: 1 to 4 as claiming.lua, 5 largest result that travels in a message, and stands with its record, 6 lifetime of record and logs in ms,
--       7 most dead letters of a function, 8 item, 9 claim, 10 record, 11 result, 12 logs ('': in the record, or none), 13 reply channel ('': nobody waits), 14 state
-- Answers as finish.lua
local finished = redis.call('HDEL', KEYS[6], ARGV[9])
if finished == 1 then
  local id = string.sub(ARGV[9], 1, 16)
  local whole = together(ARGV[10], ARGV[11], tonumber(ARGV[5]))
  keep(KEYS[10], KEYS[11], ARGV[10], ARGV[11], whole, ARGV[6])
  if ARGV[12] ~= '' then redis.call('SET', KEYS[12], ARGV[12], 'PX', ARGV[6]) end
  redis.call('HINCRBY', KEYS[7], ARGV[14], 1)
  redis.call('ZADD', KEYS[8], micros(), id)
  redis.call('HSET', KEYS[9], id, ARGV[8])
  for _ = tonumber(ARGV[7]) + 1, redis.call('ZCARD', KEYS[8]) do redis.call('HDEL', KEYS[9], redis.call('ZPOPMIN', KEYS[8])[1]) end
  tell(ARGV[13], id, whole)
end
return {{finished}, claim(0, 0)}
