-- Ends a claimed attempt: the first final script wins. Then claims the next item of the same function, unless told not to.
-- KEYS: 1 lease, 2 function, 3 queue, 4 aside, 5 ready, 6 claims, 7 record, 8 result, 9 logs, 10 ledger, 11 recent ids of the function,
--       12 recent records of the shard
-- ARGV: 1 owner ('': claim nothing more), 2 function id, 3 session, 4 claim (id, attempt, session), 5 record, 6 result,
--       7 logs ('': in the record, or none), 8 lifetime of record and logs in ms, 9 reply channel ('': nobody waits),
--       10 largest result that travels in a message, and stands with its record, 11 state, 12 lifetime of the result of a recent record in ms,
--       13 how many recent records to keep, and up to a quarter more (0: this record is kept by its lifetime instead, and its result with it)
local finished = redis.call('HDEL', KEYS[6], ARGV[4])
if finished == 1 then
  local recent = tonumber(ARGV[13])
  local id = string.sub(ARGV[4], 1, 16)
  if recent == 0 then
    keep(KEYS[7], KEYS[8], ARGV[5], ARGV[6], ARGV[10], ARGV[8])
  else
    redis.call('HSET', KEYS[12], id, ARGV[5])
    -- Many are let go at a time: every write is one in the append-only file, too.
    local over = redis.call('RPUSH', KEYS[11], id) - recent
    if over > recent / 4 then
      over = math.min(over, 1000)
      redis.call('HDEL', KEYS[12], unpack(redis.call('LRANGE', KEYS[11], 0, over - 1)))
      redis.call('LTRIM', KEYS[11], over, -1)
    end
    redis.call('SET', KEYS[8], ARGV[6], 'PX', ARGV[12])
  end
  if ARGV[7] ~= '' then redis.call('SET', KEYS[9], ARGV[7], 'PX', ARGV[8]) end
  redis.call('HINCRBY', KEYS[10], ARGV[11], 1)
  tell(ARGV[9], id, ARGV[5], ARGV[6], ARGV[10])
end
if ARGV[1] == '' then return {finished, false, 0, 0, false, 1} end
local next = claim(KEYS[1], ARGV[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], ARGV[2], ARGV[3])
return {finished, next[1], next[2], next[3], next[4], next[5]}
