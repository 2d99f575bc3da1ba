-- A revision uses a blob no longer; the last one takes the chunks with it.
-- KEYS: 1 users, 2 size, 3... chunks    ARGV: 1 revision, 2 its function, which earlier versions noted instead
redis.call('SREM', KEYS[1], ARGV[1], ARGV[2])
if redis.call('SCARD', KEYS[1]) > 0 then return 0 end
redis.call('DEL', unpack(KEYS))
return 1
