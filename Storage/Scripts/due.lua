-- What is due in a shard: {microseconds until the next is (-1: none), id and function of each, oldest first}.
-- KEYS: 1 delayed    ARGV: 1 most that are told
local now = micros()
local due = redis.call('ZRANGEBYSCORE', KEYS[1], 0, now, 'LIMIT', 0, ARGV[1])
local first = redis.call('ZRANGE', KEYS[1], #due, #due, 'WITHSCORES')[2]
table.insert(due, 1, first and math.max(0, tonumber(first) - now) or -1)
return due
