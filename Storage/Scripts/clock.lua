-- Now, in microseconds since 1970: the number, and its sixteen digits, which are put together because formatting a number takes longer than a command.
-- One moment for all of a script: it is asked once, however many functions a call is for.
local moment, sixteen
local function clock()
  if not moment then
    local time = redis.call('TIME')
    sixteen = time[1] .. string.sub('00000' .. time[2], -6)
    moment = tonumber(sixteen)
  end
  return moment, sixteen
end

local function micros()
  return (clock())
end
