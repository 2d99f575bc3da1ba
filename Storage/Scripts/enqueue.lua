-- Accepts one invocation of a function: checks that it exists and has room, pushes the item, wakes the owner.
-- KEYS: 1 function, 2 queue, 3 ready, 4 record
-- ARGV: 1 item without its two times, 2 microseconds until the caller's deadline (0: none), 3 most items that may wait,
--       4 function id, 5 wake channel, 6 start of the queued record ('': keep none), 7 its lifetime in ms
if not redis.call('HGET', KEYS[1], 'rev') then return 'unknown' end
if redis.call('LLEN', KEYS[2]) >= tonumber(ARGV[3]) then return 'full' end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local wait = tonumber(ARGV[2])
local deadline = 0
if wait > 0 then deadline = now + wait end
local waiting = redis.call('LPUSH', KEYS[2], string.format('%016.0f%016.0f', now, deadline) .. ARGV[1])
if ARGV[6] ~= '' then
  redis.call('SET', KEYS[4], ARGV[6] .. string.format('%.0f', now) .. '}', 'PX', ARGV[7])
end
-- Wakes at 1, 2, 4, 8, ...: the owner hears that a queue grows without hearing of every item.
local power = 1
while power < waiting do power = power * 2 end
if power == waiting then
  if waiting == 1 then redis.call('SADD', KEYS[3], ARGV[4]) end
  redis.call('PUBLISH', ARGV[5], waiting .. ' ' .. ARGV[4])
end
return 'ok'
