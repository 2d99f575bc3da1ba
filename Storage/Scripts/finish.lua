-- Ends claimed attempts: of each, the first final script wins. After those of a function, claims its next items; where it claims fewer, there is room for those
-- that come then.
-- KEYS: of each function: 1 to 7 as claiming.lua, 8 recent ids of the function, 9 recent records of the shard;
--       then of each of its attempts: record, result, logs
-- ARGV: 1 largest result that travels in a message, and stands with its record, 2 lifetime of records and logs in ms,
--       3 lifetime of the result of a recent record in ms, 4 how many recent records to keep, and up to a quarter more,
--       5 '1' where messages reach sessions from any server of the store;
--       then of each function: 1 to 4 as claiming.lua, 5 how many attempts; of each of these: claim (id, attempt, moment, session), record, result,
--       logs ('': in the record, or none), reply channel ('': nobody waits), state, 'recent' or '' (its record is kept by its lifetime, and its result with it)
-- Answers of each function {of each attempt whether it was ended, what claim answers}.
local largest, lifetime, recent = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[4])

local function finish(keys, args, count)
  local claims, key, arg = KEYS[keys + 6], keys + 9, args + 5
  local ended, ids, records, states = {}, {}, {}, {}
  for i = 1, count do
    ended[i] = redis.call('HDEL', claims, ARGV[arg + 1])
    if ended[i] == 1 then
      local id, record, result = string.sub(ARGV[arg + 1], 1, 16), ARGV[arg + 2], ARGV[arg + 3]
      local logs, channel, state = ARGV[arg + 4], ARGV[arg + 5], ARGV[arg + 6]
      local whole = together(record, result, largest)
      if ARGV[arg + 7] == '' then
        keep(KEYS[key + 1], KEYS[key + 2], record, result, whole, lifetime)
      else
        ids[#ids + 1] = id
        records[#records + 1] = id
        records[#records + 1] = record
        redis.call('SET', KEYS[key + 2], result, 'PX', ARGV[3])
      end
      if logs ~= '' then redis.call('SET', KEYS[key + 3], logs, 'PX', lifetime) end
      states[state] = (states[state] or 0) + 1
      tell(channel, id, whole)
    end
    key, arg = key + 3, arg + 7
  end
  if #ids > 0 then
    redis.call('HSET', KEYS[keys + 9], unpack(records))
    local over = redis.call('RPUSH', KEYS[keys + 8], unpack(ids)) - recent
    -- Many are let go at a time: every write is one in the append-only file, too.
    if over > recent / 4 then
      over = math.min(over, 1000)
      redis.call('HDEL', KEYS[keys + 9], unpack(redis.call('LRANGE', KEYS[keys + 8], 0, over - 1)))
      redis.call('LTRIM', KEYS[keys + 8], over, -1)
    end
  end
  for state, count in pairs(states) do redis.call('HINCRBY', KEYS[keys + 7], state, count) end
  local claimed = claim(keys, args)
  local owner, places = ARGV[args + 1], count - #claimed[1]
  local owns = claimed[5] == 1 or claimed[5] == 2 and owner ~= '' and redis.call('GET', KEYS[keys + 1]) == owner
  if places > 0 and owns and ARGV[5] == '1' then idle(KEYS[keys + 2], owner, places) end
  return {ended, claimed}
end

local answers = {}
local keys, args = 0, 5
while keys < #KEYS do
  local count = tonumber(ARGV[args + 5])
  answers[#answers + 1] = finish(keys, args, count)
  keys, args = keys + 9 + 3 * count, args + 5 + 7 * count
end
return answers
