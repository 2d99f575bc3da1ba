-- Accepts invocations, of each function in their order: of each, checks that the function exists and has room. Pushes the items, wakes the owner.
-- KEYS: of each function: 1 itself, 2 queue, 3 ready, 4 ledger; then of each of its invocations: its record
-- ARGV: 1 most items that may wait; then of each function: its id, wake channel, how many invocations;
--       of each of these: item without its two times, microseconds until the caller's deadline (0: none), start of the queued record ('': keep none)
-- Answers of each 'ok', or why not.
local now, digits = clock()
local answers = {}
local key, arg = 0, 1

local function accept(fn, queue, count)
  local known = limits(fn)
  local before = redis.call('LLEN', queue)
  local items = {}
  for i = 1, count do
    local refused = refusal(fn, known, before + #items, ARGV[1], now)
    answers[#answers + 1] = refused or 'ok'
    if not refused then
      items[#items + 1] = times(now, digits, tonumber(ARGV[arg + 2])) .. ARGV[arg + 1]
      if ARGV[arg + 3] ~= '' then redis.call('SET', KEYS[key + i], ARGV[arg + 3] .. digits .. '}') end
    end
    arg = arg + 3
  end
  return before, items
end

while key < #KEYS do
  local fn, queue, ready, ledger = KEYS[key + 1], KEYS[key + 2], KEYS[key + 3], KEYS[key + 4]
  local name, channel, count = ARGV[arg + 1], ARGV[arg + 2], tonumber(ARGV[arg + 3])
  key, arg = key + 4, arg + 3
  local before, items = accept(fn, queue, count)
  key = key + count
  if #items > 0 then
    local waiting = redis.call('LPUSH', queue, unpack(items))
    redis.call('HINCRBY', ledger, 'accepted', #items)
    if before == 0 then redis.call('SADD', ready, name) end
    -- Wakes at 1, 2, 4, 8, ...: the owner hears that a queue grows without hearing of every item.
    local power = 1
    while power <= before do power = power * 2 end
    if power <= waiting then redis.call('PUBLISH', channel, waiting .. ' ' .. name) end
  end
end
return answers
