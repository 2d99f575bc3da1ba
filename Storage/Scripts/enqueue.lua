-- Accepts invocations of one function, in their order: of each, checks that the function exists and has room. Pushes the items, wakes the owner.
-- KEYS: 1 function, 2 queue, 3 ready, 4 ledger; then of each invocation: its record
-- ARGV: 1 function id, 2 wake channel, 3 most items that may wait;
--       then of each invocation: item without its two times, microseconds until the caller's deadline (0: none), start of the queued record ('': keep none)
-- Answers of each 'ok', or why not.
local now, digits = clock()
local known = limits(KEYS[1])
local before = redis.call('LLEN', KEYS[2])
local answers, items = {}, {}
for i = 1, #KEYS - 4 do
  local arg = 3 * i
  local refused = refusal(KEYS[1], known, before + #items, ARGV[3], now)
  answers[i] = refused or 'ok'
  if not refused then
    items[#items + 1] = times(now, digits, tonumber(ARGV[arg + 2])) .. ARGV[arg + 1]
    if ARGV[arg + 3] ~= '' then redis.call('SET', KEYS[4 + i], ARGV[arg + 3] .. digits .. '}') end
  end
end
if #items == 0 then return answers end
local waiting = redis.call('LPUSH', KEYS[2], unpack(items))
redis.call('HINCRBY', KEYS[4], 'accepted', #items)
if before == 0 then redis.call('SADD', KEYS[3], ARGV[1]) end
-- Wakes at 1, 2, 4, 8, ...: the owner hears that a queue grows without hearing of every item.
local power = 1
while power <= before do power = power * 2 end
if power <= waiting then redis.call('PUBLISH', ARGV[2], waiting .. ' ' .. ARGV[1]) end
return answers
