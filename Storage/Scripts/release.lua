-- Puts a claimed item back at the head of its queue, as the next attempt, or at once as the same attempt when it never started.
-- KEYS: 1 claims, 2 queue, 3 ready, 4 function    ARGV: 1 claim, 2 item as it is to be queued, 3 function id, 4 wake channel
if redis.call('HDEL', KEYS[1], ARGV[1]) == 0 then return 0 end
local waiting = redis.call('RPUSH', KEYS[2], ARGV[2])
redis.call('SADD', KEYS[3], ARGV[3])
-- Whoever puts one back has no room for others.
redis.call('HDEL', KEYS[4], 'idle', 'idler')
redis.call('PUBLISH', ARGV[4], waiting .. ' ' .. ARGV[3])
return 1
