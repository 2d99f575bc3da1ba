-- Ends an invocation from outside: one that waits or is delayed before it starts, one that runs by taking its claim away, so that no later word on it counts.
-- KEYS: 1 function, 2 claims, 3 delayed, 4 delayed items, 5 record, 6 ledger, 7 result
-- ARGV: 1 id, 2 function id, 3 start of the final record, 4 its lifetime in ms, 5 state,
--       6 what is known of it: 'recorded' (it has a record), 'claimed' or 'waiting' (it has none and was seen so), 7 start of reply channels, 8 of channels to invokers
-- Answers 'waiting' or 'running', as it was; or false when it has ended.
local id = ARGV[1]
local record = redis.call('GET', KEYS[5])
-- Of a record that has ended, its first line: in the result after it may stand anything.
if record and not string.find(string.match(record, '^[^\n]*'), '"state":"queued"', 1, true) then return false end
if not record and ARGV[6] == 'recorded' or record and ARGV[6] == 'waiting' then return false end
if redis.call('EXISTS', KEYS[7]) == 1 then return false end
local item
for _, field in ipairs(redis.call('HKEYS', KEYS[2])) do
  if string.sub(field, 1, 16) == id then
    if ARGV[6] == 'waiting' then return false end
    local value = redis.call('HGET', KEYS[2], field)
    item = string.sub(value, #ARGV[2] + 2)
    redis.call('HDEL', KEYS[2], field)
    redis.call('PUBLISH', ARGV[8] .. string.sub(field, -16), id)
    break
  end
end
local was = item and 'running' or 'waiting'
if not item and ARGV[6] == 'claimed' then return false end
if not item then item = undelay(KEYS[1], KEYS[3], KEYS[4], id, ARGV[2]) end
-- It waits; or, where it has no record, the store has lost that it was accepted. Then it is counted by whoever passes over its place, if there is one.
local certain = item or record
if not item then
  redis.call('HSET', KEYS[1], 'x' .. id, record and '' or ARGV[5])
  redis.call('HINCRBY', KEYS[1], 'holes', 1)
end
local ended = ARGV[3] .. string.format('%.0f', micros()) .. '}'
redis.call('SET', KEYS[5], ended, 'PX', ARGV[4])
redis.call('HINCRBY', certain and KEYS[6] or KEYS[1], certain and ARGV[5] or 'uncounted', 1)
local gateway = item and string.sub(item, 51, 66) or ' '
if string.sub(gateway, 1, 1) ~= ' ' then tell(ARGV[7] .. gateway, id, together(ended, '', 0)) end
return was
