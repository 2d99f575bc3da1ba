-- Gives out permits of a namespace's rate, several at once: a bucket that holds a second's worth (GCRA), shared by all gateways.
-- KEYS: 1 when the bucket is full again    ARGV: 1 permits a second, 2 wanted    Answers {granted, microseconds until there is one again}
local now = micros()
local gap = 1000000 / tonumber(ARGV[1])
local burst = math.max(1000000, gap)
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
local granted = math.min(tonumber(ARGV[2]), math.floor((now + burst - full) / gap))
if granted < 1 then return {0, math.ceil(full + gap - burst - now)} end
redis.call('SET', KEYS[1], string.format('%.0f', full + granted * gap), 'PX', 2 * math.ceil(burst / 1000))
return {granted, 0}
