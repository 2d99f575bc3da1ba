-- Ends a claimed attempt with another one to come, after a while. Then claims the next item of the same function, unless told not to.
-- KEYS: 1 lease, 2 function, 3 queue, 4 aside, 5 ready, 6 claims, 7 record, 8 delayed, 9 delayed items
-- ARGV: 1 to 4 as finish.lua, 5 record until then ('': keep none), 6 item for the next attempt, 7 microseconds until then, 8 wake channel
local finished = redis.call('HDEL', KEYS[6], ARGV[4])
if finished == 1 then
  delay(KEYS[2], KEYS[8], KEYS[9], string.sub(ARGV[4], 1, 16), ARGV[2], ARGV[6], micros() + tonumber(ARGV[7]), ARGV[8])
  if ARGV[5] ~= '' then redis.call('SET', KEYS[7], ARGV[5]) end
end
if ARGV[1] == '' then return {finished, false, 0, 0, false, 1} end
local next = claim(KEYS[1], ARGV[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], ARGV[2], ARGV[3])
return {finished, next[1], next[2], next[3], next[4], next[5]}
