-- Ends a claimed attempt with another one to come, after a while. Then claims the next item of the same function.
-- KEYS: 1 to 7 as claiming.lua, 8 record, 9 delayed, 10 delayed items
-- ARGV: 1 to 4 as claiming.lua, 5 claim, 6 record until then ('': keep none), 7 item for the next attempt, 8 microseconds until then, 9 wake channel
-- Answers as finish.lua
local finished = redis.call('HDEL', KEYS[6], ARGV[5])
if finished == 1 then
  delay(KEYS[2], KEYS[9], KEYS[10], string.sub(ARGV[5], 1, 16), ARGV[2], ARGV[7], micros() + tonumber(ARGV[8]), ARGV[9])
  if ARGV[6] ~= '' then redis.call('SET', KEYS[8], ARGV[6]) end
end
return {{finished}, claim(0, 0)}
