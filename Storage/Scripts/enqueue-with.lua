-- Accepts one invocation that asks for more: a priority, a time before which it does not run, or to be accepted once under a key.
-- KEYS: 1 function, 2 queue, 3 ready, 4 record, 5 ledger, 6 aside, 7 delayed, 8 delayed items, 9 its key
-- ARGV: 1 item without its two times, 2 microseconds until the caller's deadline (0: none), 3 most items that may wait, 4 function id, 5 wake channel,
--       6 start of the queued record ('': keep none), 7 id, 8 priority (h, n, l), 9 microseconds of delay, 10 not before (microseconds since 1970; 0: now),
--       11 digest of what the key stands for ('': no key), 12 lifetime of the key in ms
-- Answers 'ok', or why not, or 'same' and the id first accepted under the key, or 'other' when the key stands for something else.
if ARGV[11] ~= '' then
  local first = redis.call('GET', KEYS[9])
  if first then return string.sub(first, 17) == ARGV[11] and 'same' .. string.sub(first, 1, 16) or 'other' end
end
local now, digits = clock()
local due = math.max(now + tonumber(ARGV[9]), tonumber(ARGV[10]))
local waiting = redis.call('LLEN', KEYS[2])
if due > now then waiting = tonumber(redis.call('HGET', KEYS[1], 'delayed') or '0') end
if due <= now and ARGV[8] == 'l' then waiting = waiting + redis.call('ZCARD', KEYS[6]) end
local refused = refusal(KEYS[1], limits(KEYS[1]), waiting, ARGV[3], now)
if refused then return refused end
local item = times(now, digits, tonumber(ARGV[2])) .. ARGV[1]
if due > now then
  delay(KEYS[1], KEYS[7], KEYS[8], ARGV[7], ARGV[4], item, due, ARGV[5])
else
  push(KEYS[2], KEYS[6], KEYS[3], ARGV[5], ARGV[4], item)
end
redis.call('HINCRBY', KEYS[5], 'accepted', 1)
if ARGV[6] ~= '' then redis.call('SET', KEYS[4], ARGV[6] .. string.format('%.0f', now) .. '}') end
if ARGV[11] ~= '' then redis.call('SET', KEYS[9], ARGV[7] .. ARGV[11], 'PX', ARGV[12]) end
return 'ok'
