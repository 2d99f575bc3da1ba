-- Ends claimed attempts of one function: of each, the first final script wins. Then claims the next items of the function.
-- KEYS: 1 to 7 as claiming.lua, 8 recent ids of the function, 9 recent records of the shard; then of each attempt: record, result, logs
-- ARGV: 1 to 4 as claiming.lua, 5 largest result that travels in a message, and stands with its record, 6 lifetime of records and logs in ms,
--       7 lifetime of the result of a recent record in ms, 8 how many recent records to keep, and up to a quarter more;
--       then of each attempt: claim (id, attempt, moment, session), record, result, logs ('': in the record, or none), reply channel ('': nobody waits),
--       state, 'recent' or '' (its record is kept by its lifetime, and its result with it)
-- Answers {of each whether it was ended, what claim answers}.
local ended, ids, records, states = {}, {}, {}, {}
for i = 1, (#KEYS - 9) / 3 do
  local key, arg = 6 + 3 * i, 1 + 7 * i
  ended[i] = redis.call('HDEL', KEYS[6], ARGV[arg + 1])
  if ended[i] == 1 then
    local id, record, result = string.sub(ARGV[arg + 1], 1, 16), ARGV[arg + 2], ARGV[arg + 3]
    local logs, channel, state = ARGV[arg + 4], ARGV[arg + 5], ARGV[arg + 6]
    if ARGV[arg + 7] == '' then
      keep(KEYS[key + 1], KEYS[key + 2], record, result, ARGV[5], ARGV[6])
    else
      ids[#ids + 1] = id
      records[#records + 1] = id
      records[#records + 1] = record
      redis.call('SET', KEYS[key + 2], result, 'PX', ARGV[7])
    end
    if logs ~= '' then redis.call('SET', KEYS[key + 3], logs, 'PX', ARGV[6]) end
    states[state] = (states[state] or 0) + 1
    tell(channel, id, record, result, ARGV[5])
  end
end
if #ids > 0 then
  redis.call('HSET', KEYS[9], unpack(records))
  local recent = tonumber(ARGV[8])
  local over = redis.call('RPUSH', KEYS[8], unpack(ids)) - recent
  -- Many are let go at a time: every write is one in the append-only file, too.
  if over > recent / 4 then
    over = math.min(over, 1000)
    redis.call('HDEL', KEYS[9], unpack(redis.call('LRANGE', KEYS[8], 0, over - 1)))
    redis.call('LTRIM', KEYS[8], over, -1)
  end
end
for state, count in pairs(states) do redis.call('HINCRBY', KEYS[7], state, count) end
return {ended, claim()}
