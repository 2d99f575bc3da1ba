-- Now, in microseconds since 1970: the number, and its sixteen digits, which are put together because formatting a number takes longer than a command.
local function clock()
  local time = redis.call('TIME')
  local digits = time[1] .. string.sub('00000' .. time[2], -6)
  return tonumber(digits), digits
end

local function micros()
  return (clock())
end
