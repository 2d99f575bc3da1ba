-- Deletes a function, its dead letters and the records of its recent synchronous successes; what waits in its queue ends when it is claimed.
-- KEYS: 1 function, 2 recent ids, 3 recent records of the shard, 4 dead letters, 5 their items    ARGV: 1 revision it must have
if (redis.call('HGET', KEYS[1], 'rev') or '') ~= ARGV[1] then return 0 end
-- What the hash says of waiting items outlives the function, as they do.
redis.call('HDEL', KEYS[1], 'rev', 'doc', 'queue', 'rate', 'tat', 'idle', 'idler')
for _, id in ipairs(redis.call('LRANGE', KEYS[2], 0, -1)) do redis.call('HDEL', KEYS[3], id) end
redis.call('DEL', KEYS[2])
redis.call('UNLINK', KEYS[4], KEYS[5])
return 1
