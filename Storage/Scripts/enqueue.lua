-- Accepts one invocation of a function: checks that it exists and has room, pushes the item, wakes the owner.
-- KEYS: 1 function, 2 queue, 3 ready, 4 record, 5 ledger
-- ARGV: 1 item without its two times, 2 microseconds until the caller's deadline (0: none), 3 most items that may wait,
--       4 function id, 5 wake channel, 6 start of the queued record ('': keep none)
local now, digits = clock()
local refused = refusal(KEYS[1], redis.call('LLEN', KEYS[2]), ARGV[3], now)
if refused then return refused end
local waiting = redis.call('LPUSH', KEYS[2], times(now, digits, tonumber(ARGV[2])) .. ARGV[1])
redis.call('HINCRBY', KEYS[5], 'accepted', 1)
if ARGV[6] ~= '' then redis.call('SET', KEYS[4], ARGV[6] .. digits .. '}') end
-- Wakes at 1, 2, 4, 8, ...: the owner hears that a queue grows without hearing of every item.
local power = 1
while power < waiting do power = power * 2 end
if power == waiting then
  if waiting == 1 then redis.call('SADD', KEYS[3], ARGV[4]) end
  redis.call('PUBLISH', ARGV[5], waiting .. ' ' .. ARGV[4])
end
return 'ok'
