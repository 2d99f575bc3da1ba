-- Gives a session its share of what a namespace may run at a time. Shares together are never more than the limit. Everybody is due as much as everybody else, at
-- most what is wanted; what does not divide evenly goes round, to whose turn began the longest ago.
-- KEYS: 1 shares (hash: session to 'held wanted turn')
-- ARGV: 1 session, 2 limit, 3 how many it runs, 4 how many it wants to run, these included; 5 how long a turn lasts at least in microseconds,
--       6 start of the channels of sessions, 7 namespace
-- Answers its share; it holds what it runs as well, until that ends.
local now = micros()
local limit, runs, wanted = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local all, open, mine = {}, {}, {session = ARGV[1], held = 0, turn = 0}
local entries = redis.call('HGETALL', KEYS[1])
for i = 1, #entries, 2 do
  local held, want, turn = string.match(entries[i + 1], '^(%d+) (%d+) (%d+)$')
  local entry = {session = entries[i], held = tonumber(held), wanted = tonumber(want), turn = tonumber(turn), due = 0}
  if entry.session == ARGV[1] then mine = entry else all[#all + 1] = entry end
end
mine.wanted, mine.due = wanted, 0
all[#all + 1] = mine

for _, entry in ipairs(all) do
  if entry.wanted > 0 then open[#open + 1] = entry end
  entry.inTurn = entry.held > 0 and now - entry.turn < tonumber(ARGV[5])
end
local rest, before = limit, 0
while #open ~= before and #open > 0 do
  local even, larger = math.floor(rest / #open), {}
  for _, entry in ipairs(open) do
    if entry.wanted <= even then entry.due, rest = entry.wanted, rest - entry.wanted else larger[#larger + 1] = entry end
  end
  before, open = #open, larger
end
table.sort(open, function(a, b)
  if a.inTurn ~= b.inTurn then return a.inTurn end
  if a.turn ~= b.turn then return a.turn < b.turn end
  return a.session < b.session
end)
for i, entry in ipairs(open) do entry.due = math.floor(rest / #open) + (i <= rest % #open and 1 or 0) end

local others = 0
for _, entry in ipairs(all) do if entry ~= mine then others = others + entry.held end end
local share = math.max(0, math.min(mine.due, limit - others))
local held = math.max(share, runs)
if wanted == 0 and runs == 0 then
  redis.call('HDEL', KEYS[1], ARGV[1])
else
  redis.call('HSET', KEYS[1], ARGV[1], string.format('%d %d %.0f', held, wanted, mine.held == 0 and held > 0 and now or mine.turn))
end
-- Whoever holds what is due to this one is asked to look, and whoever is due what this one gives back.
for _, entry in ipairs(all) do
  if entry ~= mine and (share < mine.due and entry.held > entry.due or held < mine.held and entry.held < entry.due) then
    redis.call('PUBLISH', ARGV[6] .. entry.session, ARGV[7])
  end
end
return share
