-- Claims the oldest waiting item only if its caller has given up by now: it ends unstarted.
-- KEYS and ARGV as claim.lua
local oldest = redis.call('LINDEX', KEYS[3], -1)
if oldest == 'h' then oldest = redis.call('ZRANGE', KEYS[4], 0, 0)[1] end
if oldest then
  local deadline = tonumber(string.sub(oldest, 17, 32))
  local time = redis.call('TIME')
  if deadline > 0 and deadline < tonumber(time[1]) * 1000000 + tonumber(time[2]) then
    return claim(KEYS[1], ARGV[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], ARGV[2], ARGV[3])
  end
end
return {false, 0, 0, false, 1}
