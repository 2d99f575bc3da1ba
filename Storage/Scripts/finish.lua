-- Ends a claimed attempt: the first final script wins. Then claims the next item of the same function, unless told not to.
-- KEYS: 1 lease, 2 function, 3 queue, 4 ready, 5 claims, 6 record, 7 result, 8 logs, 9 recent ids of the function, 10 recent records of the shard
-- ARGV: 1 owner ('': claim nothing more), 2 function id, 3 session, 4 claim (id, attempt, session), 5 record, 6 result,
--       7 logs ('': in the record, or none), 8 lifetime of record and logs in ms, 9 lifetime of the result in ms,
--       10 how many recent records to keep (0: this record is kept by its lifetime instead),
--       11 reply channel ('': nobody waits), 12 largest result that travels in a message
local finished = redis.call('HDEL', KEYS[5], ARGV[4])
if finished == 1 then
  local keep = tonumber(ARGV[10])
  local id = string.sub(ARGV[4], 1, 16)
  if keep == 0 then
    redis.call('SET', KEYS[6], ARGV[5], 'PX', ARGV[8])
  else
    redis.call('HSET', KEYS[10], id, ARGV[5])
    for _ = keep + 1, redis.call('RPUSH', KEYS[9], id) do redis.call('HDEL', KEYS[10], redis.call('LPOP', KEYS[9])) end
  end
  redis.call('SET', KEYS[7], ARGV[6], 'PX', ARGV[9])
  if ARGV[7] ~= '' then redis.call('SET', KEYS[8], ARGV[7], 'PX', ARGV[8]) end
  if ARGV[11] ~= '' then
    -- 1: the result follows the record; 0: it is too large for a message and is read from its key.
    local message = id .. string.format('%08x', #ARGV[5])
    if #ARGV[6] <= tonumber(ARGV[12]) then
      message = message .. '1' .. ARGV[5] .. ARGV[6]
    else
      message = message .. '0' .. ARGV[5]
    end
    redis.call('PUBLISH', ARGV[11], message)
  end
end
if ARGV[1] == '' then return {finished, false, 0, 0, false, 1} end
local next = claim(KEYS[1], ARGV[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], ARGV[2], ARGV[3])
return {finished, next[1], next[2], next[3], next[4], next[5]}
