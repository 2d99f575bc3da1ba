-- Puts delayed items of one function into its queue when they are due. Harmless whoever does it, and however often.
-- KEYS: 1 function, 2 queue, 3 aside, 4 ready, 5 delayed, 6 delayed items    ARGV: 1 function id, 2 wake channel, 3... ids
local now = micros()
local moved = 0
for i = 3, #ARGV do
  local due = redis.call('ZSCORE', KEYS[5], ARGV[i] .. ARGV[1])
  if due and tonumber(due) <= now then
    push(KEYS[2], KEYS[3], KEYS[4], ARGV[2], ARGV[1], undelay(KEYS[1], KEYS[5], KEYS[6], ARGV[i], ARGV[1]))
    moved = moved + 1
  end
end
return moved
