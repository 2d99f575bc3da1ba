-- Claims the oldest waiting item only if its caller has given up by now: it ends unstarted.
-- KEYS and ARGV as claiming.lua
local oldest = redis.call('LINDEX', KEYS[3], -1)
if oldest == 'h' then oldest = redis.call('ZRANGE', KEYS[4], 0, 0)[1] end
if oldest then
  local deadline = tonumber(string.sub(oldest, 17, 32))
  if deadline > 0 and deadline < micros() then return claim(0, 0) end
end
return {{}, 0, 0, false, 1}
