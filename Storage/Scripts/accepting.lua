-- What all ways into the queue share.
-- What refusal needs to know of a function.
local function limits(fn)
  return redis.call('HMGET', fn, 'rev', 'queue', 'rate', 'tat', 'idle', 'idler')
end

-- Why a function takes no more invocations now, or nil. Its rate is a bucket that holds a second's worth: 'tat' is when it is full again (GCRA).
local function refusal(fn, known, waiting, most, now)
  if not known[1] then return 'unknown' end
  if waiting >= math.min(tonumber(most), tonumber(known[2] or most)) then return 'full' end
  if known[3] then
    local gap = 1000000 / tonumber(known[3])
    local full = math.max(tonumber(known[4] or '0'), now) + gap
    local early = full - now - math.max(1000000, gap)
    if early > 0 then return string.format('rate %.0f', early) end
    known[4] = string.format('%.0f', full)
    redis.call('HSET', fn, 'tat', known[4])
  end
end

-- The two times in front of an item: accepted, and the caller's deadline when it waits for no longer than this many microseconds.
local function times(now, digits, within)
  return digits .. (within > 0 and string.format('%016.0f', now + within) or '0000000000000000')
end
