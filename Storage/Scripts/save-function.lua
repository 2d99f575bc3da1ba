-- Writes a revision of a function if the one before is still the one the writer saw.
-- KEYS: 1 function    ARGV: 1 revision the writer saw ('': none), 2 new revision, 3 definition
if (redis.call('HGET', KEYS[1], 'rev') or '') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'rev', ARGV[2], 'doc', ARGV[3])
return 1
