-- Writes a revision of a function if the one before is still the one the writer saw.
-- KEYS: 1 function    ARGV: 1 revision the writer saw ('': none), 2 new revision, 3 definition, 4 most that may wait ('': no limit of its own), 5 rate (likewise)
if (redis.call('HGET', KEYS[1], 'rev') or '') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'rev', ARGV[2], 'doc', ARGV[3])
-- There is no room to run this revision yet.
redis.call('HDEL', KEYS[1], 'idle', 'idler')
for i, field in ipairs({'queue', 'rate'}) do
  if ARGV[3 + i] == '' then redis.call('HDEL', KEYS[1], field) else redis.call('HSET', KEYS[1], field, ARGV[3 + i]) end
end
return 1
