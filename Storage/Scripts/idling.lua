-- An owner that has ended a run and claimed no other has room to run what comes next: that is claimed for it where it is accepted (enqueue.lua).
-- Of a function: 'idle', how many runs there is room for; 'idler', with whom (session and epoch): it counts while that holds the lease.
local function idle(fn, owner, places)
  local known = redis.call('HMGET', fn, 'rev', 'idler')
  if not known[1] then return end
  if known[2] == owner then redis.call('HINCRBY', fn, 'idle', places) else redis.call('HSET', fn, 'idle', places, 'idler', owner) end
end
